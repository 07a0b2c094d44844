"""Exports: everything, a conversation, one's own data; whole, readable by people and programs, and nobody else's."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from messaging.core.clock import iso
from messaging.core.extensions import db
from messaging.exports import pages
from messaging.exports.tables import LEFT_OUT, SECRET, exported_tables
from messaging.files.folders import blob_path
from tests.support.engines import on_both_engines
from tests.support.files import picture, sent
from tests.support.people import Person, new_id

Row = dict[str, Any]
Zip = dict[str, bytes]
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


@pytest.fixture
def team(ada: Person, bob: Person, cleo: Person) -> Row:
    """A group with something of everything; Cleo has left it."""
    team = ada.group("Tëam & <friends>", bob, cleo, description="What we do")
    first = ada.send(team, HOSTILE)
    ada.patch(f"/messages/{first['id']}", {"content": f"{HOSTILE} edited"})
    bob.put(f"/messages/{first['id']}/reactions/👍")
    bob.send(team, "An answer", reply_to=first["id"])
    ada.send(team, "Look", file_ids=[sent(ada, picture(), "gar den.png")["id"]])
    cleo.send(team, "Bye")
    cleo.delete(f"/conversations/{team['id']}/members/{cleo.id}")
    gone = bob.send(team, "a secret of bob")
    bob.delete(f"/messages/{gone['id']}")
    context = ada.post("/contexts", {"id": new_id(), "title": "Rules", "content": "Be kind", "is_favorite": True})
    ada.send(team, "With rules", context_ids=[context["context"]["id"]])
    return team


@pytest.fixture
def flask(app: Flask, tmp_path: Path) -> Callable[..., Any]:
    """`flask("person", "ada")` → click's result and what is in the zip file."""

    def run(*arguments: str) -> tuple[Any, Zip]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        told = app.test_cli_runner().invoke(args=["export", *arguments[:2], str(path), *arguments[2:]])
        return told, unzipped(path.read_bytes()) if path.exists() else {}

    return run


def unzipped(content: bytes) -> Zip:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(content: bytes) -> list[Row]:
    return [json.loads(line) for line in content.splitlines()]


def entity(told: list[Row], name: str) -> list[Row]:
    return [line["row"] for line in told if line["entity"] == name]


def named(found: Zip, pattern: str) -> bytes:
    [name] = [name for name in found if re.fullmatch(pattern, name)]
    return found[name]


def download(person: Person, query: str = "") -> Zip:
    answer = person.get(f"/users/me/export{query}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip"), answer.text
    return unzipped(answer.data)


@on_both_engines
def test_everything_holds_every_row_of_every_table_but_nothing_that_opens_something(
    app: Flask, team: Row, admin: Person, flask: Callable[..., Any]
) -> None:
    told, found = flask_everything(app, flask)
    assert told.exit_code == 0, told.output
    with app.app_context():
        for table in exported_tables():
            if table.name == "audit_entry":  # holds the export itself by now
                continue
            columns = [column for column in table.columns if column.name not in SECRET]
            rows = [as_json(dict(row)) for row in db.session.execute(select(*columns)).mappings()]
            held = lines(found[f"tables/{table.name}.jsonl"])
            assert sorted(held, key=repr) == sorted(rows, key=repr), table.name
        left = {table.name for table in db.metadata.sorted_tables} - {table.name for table in exported_tables()}
    assert left == LEFT_OUT
    whole = b"".join(found.values())
    assert b"argon2" not in whole
    assert b'_hash":"' not in whole.replace(b'"body_hash":"', b"").replace(b'"avatar_hash":"', b"").replace(
        b'"source_hash":"', b""
    ).replace(b'"image_hash":"', b"")
    assert len(json.loads(found["quchat.json"])["lines"]) == len(exported_tables())


def flask_everything(app: Flask, flask: Callable[..., Any]) -> tuple[Any, Zip]:
    path = app.config["DATA_DIR"] / "everything.zip"
    told = app.test_cli_runner().invoke(args=["export", "everything", str(path)])
    return told, unzipped(path.read_bytes()) if path.exists() else {}


def as_json(row: Row) -> Row:
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in row.items()}


def test_no_column_that_could_open_something_is_forgotten(app: Flask) -> None:
    suspicious = re.compile(r"password|token|secret|key", re.IGNORECASE)
    with app.app_context():
        columns = {f"{t.name}.{c.name}": c.name for t in exported_tables() for c in t.columns}
    found = {name for name, column in columns.items() if suspicious.search(name) and column not in SECRET}
    assert found <= {"link_page.key", "search_state.key"}


@on_both_engines
def test_ones_own_data_is_what_one_sees_here(team: Row, ada: Person, bob: Person, cleo: Person) -> None:
    answer = ada.get(f"/messages/{team['id']}")["messages"][1]
    report = {"id": new_id(), "message_id": answer["id"], "comment": "Look"}
    assert ada.post("/reports", report).status == 201
    direct = bob.direct(ada)
    bob.send(direct, "Between us")
    ada.post("/contacts", {"username": "bob", "nickname": "Bobby"})
    other = bob.group("Not for Ada", cleo)
    bob.send(other, "a word that Ada must not see")
    found = download(ada)

    told = lines(named(found, r"conversations/0001-t-am-friends\.jsonl"))
    page = ada.get(f"/messages/{team['id']}")
    assert entity(told, "message") == page["messages"]
    assert entity(told, "reaction") == page["reactions"]
    assert entity(told, "conversation") == [ada.see(team)]
    assert {user["username"] for user in entity(told, "user")} == {"ada", "bob", "cleo"}
    assert [edit["content"] for edit in entity(told, "earlier_content")] == [HOSTILE]
    assert [context["title"] for context in entity(told, "context")] == ["Rules"]
    assert len(entity(told, "membership")) == 3

    account = lines(found["account.jsonl"])
    assert [user["username"] for user in entity(account, "user")] == ["ada", "bob"]
    assert [contact["nickname"] for contact in entity(account, "contact")] == ["Bobby"]
    assert [context["title"] for context in entity(account, "context")] == ["Rules"]
    assert ada.device_id in {device["id"] for device in entity(account, "device")}
    assert [file["name"] for file in entity(account, "file")] == ["gar den.png"]

    assert [(report["comment"], report["content"]) for report in entity(account, "report")] == [("Look", "An answer")]

    file = page["messages"][2]["attachments"][0]
    assert found[f"files/{file['id']}/gar den.png"] == ada.http.send("GET", file["url"], ada.headers(), b"").data
    whole = b"".join(found.values())
    assert b"a word that Ada must not see" not in whole
    assert b"a secret of bob" not in whole
    assert ada.token.encode() not in whole


def test_who_has_left_gets_their_own_words_and_nobody_elses(team: Row, ada: Person, cleo: Person) -> None:
    ada.send(team, "Since Cleo is gone")
    found = download(cleo)
    assert "Bye" in [message["content"] for message in entity(lines(found["account.jsonl"]), "message")]
    assert not any(name.startswith(("conversations/", "files/")) for name in found)
    assert b"An answer" not in b"".join(found.values())


def test_without_files_their_names_stay(team: Row, ada: Person) -> None:
    found = download(ada, "?files=false")
    assert not any(name.startswith("files/") for name in found)
    assert b"gar den.png" in named(found, r"conversations/0001.*\.jsonl")


def test_a_file_whose_bytes_are_lost_is_named(team: Row, app: Flask, ada: Person) -> None:
    with app.app_context():
        hash_ = db.session.execute(db.text("SELECT hash FROM file")).scalar_one()
        blob_path(hash_).unlink()
    manifest = json.loads(download(ada)["quchat.json"])
    assert (len(manifest["files_missing"]), manifest["files"]) == (1, 0)


def test_the_pages_can_be_read_and_nothing_in_them_runs(
    team: Row, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MESSAGES", 4)
    found = download(ada)
    index = found["index.html"].decode()
    assert "T&#235;am" in index or "Tëam &amp; &lt;friends&gt;" in index
    first, second = (found[f"conversations/0001-t-am-friends{part}.html"].decode() for part in ("", "-2"))
    assert "conversations/0001-t-am-friends.html" in index
    assert ">Newer messages</a>" in first
    assert ">Older messages</a>" in second
    assert "An answer" in first
    assert "<blockquote" in first
    assert re.search(r"src='../files/[0-9a-f-]{36}/gar%20den\.png'", first)
    assert "Message deleted" in second
    for name, page in found.items():
        if name.endswith(".html"):
            text = page.decode()
            assert "<script" not in text
            assert "<img src=x" not in text
            assert "default-src &#39;none&#39;" in text
            assert " on" + "error=" not in re.sub(r"&[^;]+;", "", re.sub(r">[^<]*<", "><", text))


ACTIVE = [
    "page.html",
    "PAGE.HTM",
    "drawing.svg",
    "feed.rss",
    "old.xht",
    "run.hta",
    "run.js",
    "no ending",
    ".html",
    "a.html.",
    "x.png.mhtml",
]


def test_files_that_could_run_are_called_text(ada: Person, bob: Person) -> None:
    """Opened from a disk, a page would run: nothing there says that it is a download."""
    room = ada.group("Room", bob)
    page = b"<!doctype html><script>alert(1)</script>"
    png = (b"\x89PNG\r\n\x1a\n" + page, "picture.html")
    ids = [
        sent(bob, content, name)["id"]
        for content, name in [*((page, name) for name in ACTIVE), png, (b"Hi", "notes.md")]
    ]
    for at in range(0, len(ids), 10):
        bob.send(room, "Look", file_ids=ids[at : at + 10])
    found = download(ada)
    endings = {name.rpartition(".")[2] for name in found if name.startswith("files/")}
    assert endings == {"txt", "md"}
    shown = next(found[name].decode() for name in found if name.startswith("conversations/") and name.endswith(".html"))
    addresses = {unquote(address) for address in re.findall(r"'\.\./(files/[^']+)'", shown)}
    assert addresses == {name for name in found if name.startswith("files/")}
    assert ".txt" in found["index.html"].decode()


def test_a_conversation_by_its_title_or_id(team: Row, ada: Person, flask: Callable[..., Any]) -> None:
    told, found = flask("conversation", "Tëam & <friends>")
    assert told.exit_code == 0, told.output
    by_id = flask("conversation", team["id"])[1]
    rows = lines(named(found, r"conversations/.*\.jsonl"))
    assert entity(rows, "message") == ada.get(f"/messages/{team['id']}")["messages"]
    assert rows == lines(named(by_id, r"conversations/.*\.jsonl"))
    assert "account.jsonl" not in found
    shared = entity(rows, "conversation")[0]["members"][0]
    assert "notify" not in shared
    ada.group("Twice")
    ada.group("Twice")
    refused, nothing = flask("conversation", "Twice")
    assert (refused.exit_code, "2 conversations" in refused.output, nothing) == (1, True, {})


def test_at_the_console_it_is_noted_and_never_written_over(
    team: Row, app: Flask, admin: Person, flask: Callable[..., Any], tmp_path: Path
) -> None:
    told, found = flask("person", "bob")
    assert (told.exit_code, "account.jsonl" in found) == (0, True)
    entries = admin.get("/admin/audit")["entries"]
    assert (entries[0]["action"], entries[0]["actor_id"]) == ("user.exported", None)
    path = tmp_path / "there.zip"
    path.write_text("mine")
    refused = app.test_cli_runner().invoke(args=["export", "everything", str(path)])
    assert (refused.exit_code, path.read_text()) == (1, "mine")
    assert flask("person", "nobody")[0].exit_code == 1
    modes = {p.stat().st_mode & 0o777 for p in tmp_path.glob("*.zip") if p != path}
    assert modes == {0o600}


@pytest.mark.usefixtures("limits")
def test_it_may_be_asked_for_a_few_times_an_hour(ada: Person) -> None:
    answers = [ada.get("/users/me/export?files=false") for _ in range(7)]
    assert [a.status for a in answers] == [200] * 6 + [429]
    assert answers[-1].refusal == (429, "rate_limited")


def test_a_long_conversation_comes_whole(ada: Person, bob: Person) -> None:
    team = ada.group("Long", bob)
    for number in range(320):
        ada.send(team, f"Message {number}")
    told = lines(named(download(ada), r"conversations/.*\.jsonl"))
    assert [m["content"] for m in entity(told, "message")] == [f"Message {number}" for number in range(320)]
