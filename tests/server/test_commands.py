"""`flask user create|reset-password|list`."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor, sign_in


@pytest.fixture
def run(app: Flask):
    """`run("create", "dora")` → click's result."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["user", *arguments])


def _password_in(output: str) -> str:
    return output.strip().rpartition(": ")[2]


def test_an_account_is_created_with_a_password_that_is_told(app: Flask, ada: Person, run):
    told = run("create", "Dora", "--display-name", "Dora Day")
    assert told.exit_code == 0
    user = sign_in(InProcess(app), "dora", _password_in(told.output))["user"]
    assert (user["display_name"], user["is_admin"], user["is_bot"]) == ("Dora Day", False, False)


def test_the_first_account_is_the_administrators_also_from_a_shell(app: Flask, run):
    told = run("create", "dora", "--password", PASSWORD)
    assert "the administrator" in told.output
    assert sign_in(InProcess(app), "dora")["user"]["is_admin"] is True
    run("create", "emil", "--password", PASSWORD)
    assert sign_in(InProcess(app), "emil")["user"]["is_admin"] is False


def test_a_given_password_is_not_told_again(app: Flask, run):
    told = run("create", "dora", "--password", PASSWORD)
    assert PASSWORD not in told.output
    assert sign_in(InProcess(app), "dora").status == 201


@pytest.mark.parametrize(("flag", "mark"), [("--admin", "is_admin"), ("--bot", "is_bot")])
def test_administrators_and_bots_are_created(app: Flask, run, flag: str, mark: str):
    run("create", "dora", "--password", PASSWORD, flag)
    assert sign_in(InProcess(app), "dora")["user"][mark] is True


def test_accounts_are_created_where_registration_is_closed(make_app):
    app = make_app(registration="closed")
    assert app.test_cli_runner().invoke(args=["user", "create", "dora", "--password", PASSWORD]).exit_code == 0
    assert sign_in(InProcess(app), "dora").status == 201


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "ada"), "already taken"),
        (("create", "a"), "username"),
        (("create", "dora", "--password", "short"), "password"),
        (("reset-password", "nobody"), "nobody called nobody"),
        (("reset-password", "ada", "--password", "short"), "password"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(ada: Person, run, arguments, said: str):
    told = run(*arguments)
    assert told.exit_code == 1
    assert said in told.output
    assert "Traceback" not in told.output


def test_a_reset_password_is_told_and_ends_every_session(app: Flask, ada: Person, run):
    socket = ada.connect()
    told = run("reset-password", "ADA")
    socket.background.settle()
    assert not socket.connected
    assert Visitor(InProcess(app)).post("/auth/login", {"username": "ada", "password": PASSWORD}).status == 401
    assert sign_in(InProcess(app), "ada", _password_in(told.output)).status == 201


def test_everyone_is_listed_with_what_they_are(ada: Person, run):
    run("create", "robo", "--bot")
    lines = [line.split("\t") for line in run("list").output.splitlines()]
    assert [(line[0], line[-1]) for line in lines if len(line) == 4] == [("admin", "admin"), ("robo", "bot")]
    assert [line[0] for line in lines] == ["admin", "ada", "bob", "cleo", "robo"]
    assert PASSWORD not in str(lines)
