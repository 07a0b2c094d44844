"""Creating accounts: open, by invitation, closed; and what a name and a password may be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor, register


@pytest.fixture
def stranger(make_app: Callable[..., Flask]) -> Callable[..., Visitor]:
    """`stranger("invite")`: a visitor of a server with this registration, where an administrator is already."""

    def visit(registration: str) -> Visitor:
        http = InProcess(make_app(registration=registration))
        assert register(http, "admin").status == 201
        return Visitor(http.another())

    return visit


def _form(username: str = "dora", **more: object) -> dict[str, object]:
    return {"username": username, "password": PASSWORD, **more}


def test_the_first_account_is_the_administrator_and_no_other(visitor: Visitor):
    assert visitor.post("/auth/register", _form("first"))["user"]["is_admin"] is True
    assert visitor.post("/auth/register", _form("second"))["user"]["is_admin"] is False


@pytest.mark.parametrize("registration", ["invite", "closed"])
def test_the_first_account_needs_no_invitation_whatever_the_mode(make_app, registration: str):
    answer = register(InProcess(make_app(registration=registration)), "first")
    assert answer["user"]["is_admin"] is True


def test_an_account_starts_with_its_name_as_display_name(visitor: Visitor):
    user = visitor.post("/auth/register", _form("Dora.Day"))["user"]
    assert (user["username"], user["display_name"], user["is_bot"]) == ("dora.day", "dora.day", False)


def test_nobody_makes_themselves_administrator_or_bot(ada: Person, person):
    eve = ada.http.another()
    answer = eve.send(
        "POST",
        "/api/v1/auth/register",
        {"Content-Type": "application/json"},
        b'{"username":"eve","password":"correct horse battery","is_admin":true,"is_bot":true}',
    )
    assert answer.status == 201
    assert (answer["user"]["is_admin"], answer["user"]["is_bot"]) == (False, False)


def test_an_address_is_never_required_and_never_shown(visitor: Visitor):
    user = visitor.post("/auth/register", _form(email="dora@example.org"))["user"]
    assert "email" not in user


@pytest.mark.parametrize("username", ["abc", "a" * 32, "a.b-c_d", "007", "..."])
def test_a_username_may_be(visitor: Visitor, username: str):
    assert visitor.post("/auth/register", _form(username))["user"]["username"] == username


@pytest.mark.parametrize(
    "username",
    ["", "ab", "a" * 33, "with space", "dörte", "a/b", "a\nb", "abc\n\x00", "<b>", "admin\u200b", None, 5, ["abc"]],
)
def test_a_username_may_not_be(visitor: Visitor, username: object):
    answer = visitor.post("/auth/register", _form(username))  # type: ignore[arg-type]
    assert answer.wrong_fields == {"username"}


def test_a_username_is_taken_whatever_its_case(visitor: Visitor):
    visitor.post("/auth/register", _form("dora"))
    answer = visitor.post("/auth/register", _form(" DORA "))
    assert answer.wrong_fields == {"username"}


@pytest.mark.parametrize("password", ["12345678", "p" * 256, "🔑" * 8, "      spaces"])
def test_a_password_may_be(visitor: Visitor, password: str):
    assert visitor.post("/auth/register", _form(password=password)).status == 201
    assert visitor.post("/auth/login", {"username": "dora", "password": password}).status == 200


@pytest.mark.parametrize("password", ["", "1234567", "p" * 257, "12345678\x00", None, 12345678])
def test_a_password_may_not_be(visitor: Visitor, password: object):
    assert visitor.post("/auth/register", _form(password=password)).wrong_fields == {"password"}


@pytest.mark.parametrize("name", ["x" * 64, "Дора", "🦉 Dora 🦉", "דורה"])
def test_a_display_name_may_be(visitor: Visitor, name: str):
    assert visitor.post("/auth/register", _form(display_name=name))["user"]["display_name"] == name


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "Do\x00ra"])
def test_a_display_name_may_not_be(visitor: Visitor, name: str):
    assert visitor.post("/auth/register", _form(display_name=name)).wrong_fields == {"display_name"}


def test_a_display_name_is_one_line(visitor: Visitor):
    user = visitor.post("/auth/register", _form(display_name="  Dora\n\tDay "))["user"]
    assert user["display_name"] == "Dora Day"


@pytest.mark.parametrize("email", ["dora", "@", "dora @example.org", "x" * 250 + "@y.zz"])
def test_an_address_may_not_be(visitor: Visitor, email: str):
    assert visitor.post("/auth/register", _form(email=email)).wrong_fields == {"email"}


def test_every_wrong_field_is_named_at_once(visitor: Visitor):
    answer = visitor.post("/auth/register", {"username": "a", "password": "b", "display_name": ""})
    assert answer.wrong_fields == {"username", "password", "display_name"}


def test_a_refused_registration_leaves_nobody(visitor: Visitor):
    visitor.post("/auth/register", _form(password="short"))
    assert visitor.post("/auth/register", _form())["user"]["is_admin"] is True


def test_a_closed_server_takes_nobody(stranger):
    answer = stranger("closed").post("/auth/register", _form())
    assert answer.refusal == (403, "forbidden")


def test_a_server_by_invitation_takes_nobody_without(stranger):
    assert stranger("invite").post("/auth/register", _form()).refusal == (403, "forbidden")


@pytest.mark.parametrize("token", ["wrong", "", "01a1fda2-1784-7608-928c-5006bd563b95"])
def test_a_server_by_invitation_takes_nobody_with_a_wrong_one(stranger, token: str):
    answer = stranger("invite").post("/auth/register", _form(invite=token))
    assert answer.status in (403, 404)


def test_a_wrong_invitation_is_told_even_where_none_is_needed(visitor: Visitor):
    answer = visitor.post("/auth/register", _form(invite="wrong"))
    assert answer.refusal == (404, "not_found")


@pytest.mark.parametrize("registration", ["invite", "closed"])
def test_where_it_is_not_open_a_name_that_is_taken_looks_like_any_other(make_app, registration: str):
    visitor = Visitor(InProcess(make_app(registration=registration)))
    assert visitor.post("/auth/register", _form(username="first")).ok
    stranger = Visitor(visitor.http.another())
    taken, free = (stranger.post("/auth/register", _form(username=name)) for name in ("first", "second"))
    assert (taken.status, taken.json) == (free.status, free.json)
    assert taken.refusal == (403, "forbidden")
