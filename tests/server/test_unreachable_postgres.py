"""A PostgreSQL that is not there, at the start and for a command: a sentence that says where to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.live import LiveServer, free_port


@pytest.fixture
def server(tmp_path: Path) -> LiveServer:
    address = f"postgresql://quchat:a-secret@127.0.0.1:{free_port()}/quchat"
    return LiveServer("threading", tmp_path, DATABASE_URL=address)


def expect_a_sentence(said: str) -> None:
    assert "PostgreSQL cannot be used: " in said
    assert "DATABASE_URL" in said
    assert "Traceback" not in said
    assert "a-secret" not in said


def test_the_server_says_it_and_ends(server: LiveServer) -> None:
    expect_a_sentence(server.run_until_it_ends())


def test_so_does_a_command(server: LiveServer) -> None:
    told = server.command("user", "list")
    assert told.returncode == 1
    expect_a_sentence(told.stdout + told.stderr)
