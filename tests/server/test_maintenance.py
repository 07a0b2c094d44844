"""Somebody works on the server: nobody is served, everybody is told why, and devices open all the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from messaging.core.service import services
from messaging.operations import migrate
from messaging.realtime.service import news
from tests.support.background import Background
from tests.support.http import InProcess
from tests.support.people import Person, new_id
from tests.support.sockets import ConnectionRefused

WHY = "New disk, until about four o'clock."


@pytest.fixture
def run(app: Flask, background: Background, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`run("on", "why")`: the command, and what it said, once every process has heard of it."""

    def run_one(*words: str) -> str:
        outcome = FlaskCliRunner(app).invoke(args=["maintenance", *words])
        monkeypatch.setattr(services, "_looked_at", time.monotonic() - 10)
        news.tell()
        background.settle()
        said: str = outcome.output
        return said

    return run_one


def test_nobody_is_served_and_everybody_is_told_why(
    app: Flask, ada: Person, bob: Person, run: Callable[..., str]
) -> None:
    team = ada.group("Team", bob)
    socket = bob.connect()
    form = {"id": new_id(), "conversation_id": team["id"], "content": "Hello"}
    assert "begins" in run("on", WHY)
    assert WHY in run()

    told = socket.expect("service")
    assert (told["state"], told["reason"]) == ("maintenance", WHY)
    assert socket.call("send_message", form).refusal == "maintenance"
    answer = ada.post("/messages", form)
    assert (answer.refusal, answer.headers["Retry-After"]) == ((503, "maintenance"), "30")
    details: dict[str, Any] = answer.error["details"]
    assert (details["reason"], details["retry_after"]) == (WHY, 30)
    with pytest.raises(ConnectionRefused) as refused:
        ada.connect()
    assert refused.value.error["code"] == "maintenance"

    def page(address: str) -> tuple[int, str]:
        seen = InProcess(app).send("GET", address, {}, b"")
        return seen.status, seen.text

    assert [page(address)[0] for address in ("/", "/sw.js", "/health")] == [200, 200, 200]
    status, text = page("/sign-in")
    assert status == 503
    assert "New disk, until about four o" in text

    assert "again" in run("off")
    assert socket.expect("service") == {"state": "ok", "reason": None, "since": None}
    assert socket.call("send_message", form)["ok"]
    assert "no maintenance" in run("off").lower()


@pytest.mark.parametrize("cut", [b"", b'{"reason": "New d'])
def test_a_note_that_was_cut_off_is_maintenance_all_the_same(app: Flask, ada: Person, run: Any, cut: bytes) -> None:
    run("on", WHY)
    (app.config["DATA_DIR"] / "maintenance.json").write_bytes(cut)
    run("show")
    assert ada.get("/conversations").refusal == (503, "maintenance")


def test_while_the_database_is_migrated_other_processes_serve_nobody(
    app: Flask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def look(**_where: Any) -> None:
        monkeypatch.setattr(services, "_looked_at", time.monotonic() - 10)
        seen.append(ada.get("/conversations").refusal)
        raise ZeroDivisionError  # also one that fails comes to an end

    monkeypatch.setattr(migrate, "_revision", lambda: "0001")
    monkeypatch.setattr(migrate, "upgrade", look)
    with pytest.raises(ZeroDivisionError):
        migrate.prepare_database(app, app.extensions["config"])
    monkeypatch.setattr(services, "_looked_at", time.monotonic() - 10)
    assert (seen, ada.get("/conversations").ok) == ([(503, "maintenance")], True)


def test_a_server_that_is_stopping_begins_nothing_new(ada: Person, background: Background) -> None:
    socket = ada.connect()
    services.stop()
    news.tell()
    assert socket.expect("service")["state"] == "stopping"
    assert socket.call("presence", {"state": "idle"}).refusal == "maintenance"
    assert (ada.get("/conversations").refusal, ada.get("/conversations").headers["Retry-After"]) == (
        (503, "maintenance"),
        "3",
    )
