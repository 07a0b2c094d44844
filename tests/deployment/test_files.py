"""The files of a deployment: linted, and tried as far as that goes without Docker, systemd and render.com."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from config import ROOT
from tests.support.dockerfile import Stage, built, context
from tests.support.engines import SQLITE, only_on
from tests.support.live import PATIENCE, free_port

pytestmark = only_on(SQLITE, "it is about no database")

BIN = Path(sys.executable).parent
KNOWN = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
"""Every variable that QuChat reads."""
OTHERS = {"PYTHONUNBUFFERED", "FLASK_APP", "PATH", "PYTHON_VERSION"}
"""Those of Python, Flask and render.com."""


def _compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())  # type: ignore[no-any-return]


def test_the_dockerfile_is_linted():
    done = subprocess.run([BIN / "hadolint", "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout + done.stderr == ""


def test_the_compose_file_is_one():
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_alone_by_default_and_several_with_all_they_need_by_profile():
    services = _compose()["services"]
    assert [name for name, service in services.items() if not service.get("profiles")] == ["quchat"]
    processes = [service for service in services.values() if "MESSAGE_QUEUE_URL" in service.get("environment", {})]
    assert len(processes) == 2
    assert len({service["environment"]["DATABASE_URL"] for service in processes}) == 1
    for service in (*processes, services["quchat"]):
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    assert services["proxy"]["environment"]["UPSTREAMS"].split() == ["first:5000", "second:5000"]
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert sorted(port.partition(":")[0] for port in published) == ["127.0.0.1", "443", "80"]


def _variables() -> Iterator[tuple[str, str]]:
    for name, service in _compose()["services"].items():
        if name not in ("postgres", "proxy"):
            yield from ((f"compose.yaml: {name}", variable) for variable in service.get("environment", {}))
    for service in yaml.safe_load((ROOT / "render.yaml").read_text())["services"]:
        yield from (("render.yaml", each["key"]) for each in service["envVars"])
    for unit in sorted((ROOT / "deploy").glob("*.service")):
        for line in re.findall(r"^Environment=(.*)$", unit.read_text(), re.M):
            yield from ((unit.name, word.partition("=")[0]) for word in line.split())


@pytest.mark.parametrize(("where", "variable"), sorted(set(_variables())))
def test_every_variable_that_is_set_somewhere_is_one_that_is_read(where: str, variable: str):
    assert variable in KNOWN | OTHERS


def test_render_gets_one_service_with_a_disk_a_key_and_a_health_check():
    (service,) = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
    values = {each["key"]: each.get("value") for each in service["envVars"]}
    assert service["type"] == "web"
    assert service["healthCheckPath"] == "/health"
    assert service["disk"]["mountPath"] == values["DATA_DIR"] == "/data"
    assert values["ENVIRONMENT"] == "production"
    assert values["HOST"] == "0.0.0.0"
    assert {"key": "SECRET_KEY", "generateValue": True} in service["envVars"]
    for command in (service["buildCommand"], service["startCommand"]):
        program = command.split()[-1] if command.split()[-1].endswith(".py") else command.split()[1]
        assert (ROOT / program).is_file()


def _ignored() -> list[str]:
    return (ROOT / ".dockerignore").read_text().splitlines()


def test_nothing_private_is_sent_to_a_build():
    sent = {path.as_posix() for path in context()}
    assert {"wsgi.py", "requirements.txt", "static/vendor.json", "messaging/__init__.py"} <= sent
    made_here = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.endswith("/")]
    private = (".env", ".git/", "tests/", *(f"{name}/" for name in made_here))
    assert not {path for path in sent if path.startswith(private)}
    assert {name for name in made_here if name.startswith("static/")} <= set(_ignored())


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return built(tmp_path_factory.mktemp("docker"), "quchat")


def test_the_steps_of_the_dockerfile_make_something_that_serves(stage: Stage, tmp_path: Path):
    """Without rights, and able to write nowhere but in its data, its command answers its own health check."""
    assert stage.user == "10001"
    data, port = tmp_path / "data", str(free_port())
    data.mkdir()
    around = {
        "PATH": os.environ["PATH"],
        **stage.environment,
        "DATA_DIR": str(data),
        "PORT": port,
        "HOST": "127.0.0.1",
        "SECRET_KEY": "a key for tests only",
    }
    python = [str(stage.app / ".venv" / "bin" / "python")]
    assert stage.command[0] == stage.health[0] == "python"
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen(python + stage.command[1:], cwd=stage.app, env=around, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE
        health = [*python, *stage.health[1:]]
        while subprocess.run(health, env=around, capture_output=True, cwd=stage.app).returncode != 0:
            assert serving.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        url = f"http://127.0.0.1:{port}"
        page = requests.get(f"{url}/", timeout=10)
        assert page.ok
        addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        assert addresses
        assert [address for address in addresses if not requests.get(url + address, timeout=10).ok] == []
        vendored = re.findall(r'"(/static/[^"]*/vendor/[^"]+\.js)"', page.text)
        assert vendored
        assert [address for address in vendored if not requests.get(url + address, timeout=10).ok] == []
    finally:
        serving.terminate()
        serving.wait(PATIENCE)


UNITS = sorted((ROOT / "deploy").glob("*.service"))


def _unit(path: Path, folder: Path) -> Path:
    """The unit as it would be here, where systemd looks whether what it starts is there."""
    copy = folder / path.name
    copy.write_text(path.read_text().replace("/opt/quchat", str(ROOT)))
    return copy


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_write_nowhere_but_in_their_data_and_gain_no_rights(unit: Path):
    lines = unit.read_text().splitlines()
    for demanded in (
        "User=quchat",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "StateDirectory=quchat",
        "CapabilityBoundingSet=",
        "KillMode=mixed",
        "Restart=always",
    ):
        assert demanded in lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units_and_finds_little_exposed(unit: Path, tmp_path: Path):
    copy = _unit(unit, tmp_path)
    verified = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", copy], capture_output=True, text=True
    )
    assert exposed.returncode == 0, exposed.stdout.splitlines()[-1]
