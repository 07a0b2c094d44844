"""What whoever runs a server sees of it: the configuration in force, the lines of the log, counts for Prometheus."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from messaging.core import trace
from messaging.operations.log_lines import Json, Plain
from tests.support import live
from tests.support.http import InProcess
from tests.support.people import Person

TOKEN = "a token for Prometheus"


def test_the_configuration_in_force_is_shown_without_secrets(make_app: Callable[..., Flask]):
    app = make_app(metrics_token=TOKEN, cors_origins=("https://a.example", "https://b.example"), backup_at=None)
    told = app.test_cli_runner().invoke(args=["config"]).output
    assert "SECRET_KEY=(set)" in told
    assert "METRICS_TOKEN=(set)" in told
    assert "CORS_ORIGINS=https://a.example,https://b.example" in told
    assert "BACKUP_AT=off" in told
    assert "RATE_LIMITS=off" in told
    assert TOKEN not in told
    assert app.config["SECRET_KEY"] not in told


def test_a_password_in_the_address_of_the_database_is_not_shown(tmp_path: Path):
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://quchat:hunter2@127.0.0.1:1/quchat",
        "AUTO_MIGRATE": "off",
    }
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from config import *; from messaging.operations.configuration import shown;"
            "print(shown('database_url', load_config().database_url))",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "quchat:***@127.0.0.1:1/quchat" in told


# The log


def _record(message: str, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("quchat.requests", logging.INFO, __file__, 1, message, (), None)
    record.__dict__.update(more)
    return record


@pytest.fixture(autouse=True)
def _no_trace():
    yield
    trace.begin(None)


def test_a_line_says_which_request_and_which_device():
    trace.begin("abc", "phone")
    assert Plain().format(_record("Something")).endswith("INFO quchat.requests: Something [request abc, device phone]")
    line = json.loads(Json().format(_record("Something", facts={"status": 200})))
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "INFO",
        "logger": "quchat.requests",
        "message": "Something",
        "request": "abc",
        "device": "phone",
        "status": 200,
    }
    trace.begin(None)
    assert Plain().format(_record("Something")).endswith("INFO quchat.requests: Something")


def test_an_error_in_json_stays_one_line():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = _record("It broke", exc_info=sys.exc_info())
    line = Json().format(record)
    assert "\n" not in line
    assert "two\nlines" in json.loads(line)["error"]


def test_every_answer_names_its_request_and_only_a_trusted_proxy_names_it(app: Flask, make_app: Callable[..., Flask]):
    def name(server: Flask, given: str | None = None) -> str:
        headers = {"X-Request-ID": given} if given else {}
        return InProcess(server).send("GET", "/health", headers, b"").headers["X-Request-ID"]

    assert len(name(app)) == 16
    assert name(app) != name(app)
    assert name(app, "from-outside") != "from-outside"
    proxied = make_app(trusted_proxies=1)
    assert name(proxied, "from-outside") == "from-outside"
    assert name(proxied, "two words\u0007") != "two words\u0007"


def test_a_running_server_logs_ids_and_nothing_of_what_is_said(tmp_path: Path):
    with live.running("eventlet", tmp_path, LOG_FORMAT="json") as server:
        ada, bob = server.arrive("ada"), server.arrive("bob")
        team = ada.group("Secret plans", bob)
        ada.send(team, "The treasure is below the oak")
        ada.get("/search?q=treasure")
        socket = ada.connect()
        assert socket.call("send_message", {"id": "nonsense", "content": "below the oak"})["ok"] is False
        lines = [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "quchat.requests"]
    sent = next(line for line in requests if (line["method"], line["rule"]) == ("POST", "/api/v1/messages"))
    assert sent["device"] == ada.device_id
    assert sent["status"] == 201
    assert len({line["request"] for line in requests}) == len(requests)
    told = server.log()
    for secret in ("treasure", "oak", "Secret plans", ada.token):
        assert secret not in told


# Counts


def test_there_are_no_counts_without_a_token(app: Flask, make_app: Callable[..., Flask]):
    assert InProcess(app).send("GET", "/metrics", {}, b"").status == 404
    counting = make_app(metrics_token=TOKEN)
    for headers in ({}, {"Authorization": "Bearer something else"}, {"Authorization": TOKEN + "x"}):
        assert InProcess(counting).send("GET", "/metrics", headers, b"").status == 401


def test_what_is_counted(make_app: Callable[..., Flask]):
    app = make_app(metrics_token=TOKEN)
    http = InProcess(app)

    def counts() -> dict[str, float]:
        answer = http.send("GET", "/metrics", {"Authorization": f"Bearer {TOKEN}"}, b"")
        lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    before = counts()
    assert http.send("GET", "/health", {}, b"").status == 200
    after = counts()
    name = 'quchat_request_seconds_count{method="GET",rule="/health",status="200"}'
    assert after[name] == before.get(name, 0) + 1
    assert after["quchat_database_bytes"] > 0
    assert after["quchat_connections"] == 0


def test_events_and_packets_are_counted(ada: Person, bob: Person):
    from messaging.core import metrics

    def count(name: str, **labels: str) -> float:
        return metrics.registry.get_sample_value(name, labels) or 0

    before = count("quchat_packets_total"), count("quchat_socket_events_total", event="send_message", outcome="done")
    team = ada.group("Team", bob)
    ada.connect().call("send_message", {"id": team["id"], "conversation_id": team["id"], "content": "Hello"})
    assert count("quchat_packets_total") > before[0]
    assert count("quchat_socket_events_total", event="send_message", outcome="done") == before[1] + 1
