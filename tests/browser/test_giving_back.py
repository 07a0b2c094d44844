"""The machine has died, `flask restore` puts an older backup on a new one: people's devices bring back all the rest.

With real commands, on both databases: messages and edits, reactions, a group, pictures and voice with their bytes,
contexts; from two people, one of whom has a second device that was switched off meanwhile.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from messaging.operations.backups.shelf import backups_in
from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE, Doorway
from tests.browser.screens.contexts import Contexts
from tests.browser.screens.files import Files, photograph, text_file
from tests.browser.screens.participant import Participant
from tests.browser.test_voice import MICROPHONE, record
from tests.browser.troubles import NO_NETWORK, NO_SERVER
from tests.support import databases, live
from tests.support.engines import POSTGRESQL, SQLITE
from tests.support.people import Person, new_id

Row = dict[str, Any]
KEPT = ("id", "content", "sender_id", "created_at", "reply_to", "context_ids")
OF_A_FILE = ("id", "name", "size", "media_type", "width", "height", "duration_ms", "waveform")


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, template: Path
) -> Iterator[live.LiveServer]:
    folder = tmp_path_factory.mktemp("server")
    if request.param == POSTGRESQL:
        databases.put_on(request.getfixturevalue("postgres"), folder)
    with live.running("eventlet", folder) as running:
        yield running
    databases.remove(folder)


def test_what_devices_hold_comes_back_once_and_as_it_was(
    doorway: Doorway, server: live.LiveServer, elsewhere: Elsewhere, arrive: Arrive, tmp_path: Path
) -> None:
    anna, ben = doorway.enter("Anna", **MICROPHONE), doorway.enter("Ben", **PHONE)
    tablet = doorway.enter_again(anna)
    people = (anna, ben, tablet)
    hers, his = elsewhere(anna), elsewhere(ben)
    pond = hers.group("Pond", his)
    court = Court(hers, arrive("cora"), arrive("dan"))
    anna.open_conversation("Pond").send("Kept").expect_status("sent", "delivered")
    ben.open_conversation("Pond").expect_messages("Kept")
    tablet.open_conversation("Pond").expect_messages("Kept")
    for person in people:
        person.expect_in_touch()
        person.expect_ready_for_offline()
    backup = _back_up(server, tmp_path)

    court.decide()
    _tell_much(anna, ben)
    lake = next(c for c in hers.get("/conversations")["conversations"] if c["title"] == "Lake")
    tablet.open_conversation("Lake").expect_messages("Only the lake knew")
    before = {id_: _read(hers, id_) for id_ in (pond["id"], lake["id"])}
    bytes_before = _bytes_of(hers, before[pond["id"]])
    assert [file["media_type"] for file in _files(before[pond["id"]])] == ["image/jpeg", "text/plain", "audio/webm"]
    contexts = _contexts(hers)
    for person in people:
        person.expect_in_touch()

    tablet.go_offline()
    tablet.expect_offline()
    tablet.open_conversation("Pond").send("Written while the server was lost").expect_status("sending")
    for person in people:
        person.troubles.may_meet(*NO_SERVER, *NO_NETWORK, "status of (409|404)")
    _lose_everything_and_restore(server, backup)

    for person in (ben, anna):
        person.notice_the_network()
    for person in (ben, anna):
        person.open_conversation("Lake")
        person.conversation.message("Only the lake knew").expect_status("sent", "delivered", "read")
        person.open_conversation("Pond")
        person.conversation.message("As Anna said").expect_status("sent", "delivered", "read")
        person.expect_in_touch()
    expect_convergence(server, anna, ben)
    tablet.go_online()
    tablet.notice_the_network()
    tablet.conversation.message("Written while the server was lost").expect_status("sent", "delivered", "read")
    expect_convergence(server, *people)

    for id_, messages in before.items():
        now = _read(hers, id_)
        assert [row for row in now if row["content"] != "Written while the server was lost"] == messages
        assert len(now) == len({row["id"] for row in now}) == len(messages) + (id_ == pond["id"])
    assert _bytes_of(his, before[pond["id"]]) == bytes_before
    assert _contexts(hers) == contexts
    (reaction,) = his.get(f"/messages/{pond['id']}")["reactions"]
    assert (reaction["user_id"], reaction["emoji"]) == (his.id, "👍")
    court.expect_decided()


class Court:
    """A group in which its owner decides about two others, after the backup was made."""

    def __init__(self, owner: Person, muted: Person, banned: Person) -> None:
        self.owner, self.muted, self.banned = owner, muted, banned
        self.group = owner.group("Court", muted, banned)
        self.said = muted.send(self.group, "Something nasty")

    def decide(self) -> None:
        members = f"/conversations/{self.group['id']}/members"
        assert self.owner.delete(f"/messages/{self.said['id']}").ok
        forever = "9999-12-31T23:59:59.000Z"
        assert self.owner.patch(f"{members}/{self.muted.id}", {"silenced_until": forever, "reason": "Nasty"}).ok
        assert self.owner.patch(f"{members}/{self.banned.id}", {"banned": True, "reason": "Spam"}).ok

    def expect_decided(self) -> None:
        said = [row for row in self.muted.get(f"/messages/{self.group['id']}")["messages"] if row["role"] == "user"]
        assert [(row["content"], row["meta"]) for row in said] == [("", {"removed_by": "moderator"})]
        answer = self.muted.post(
            "/messages", {"id": new_id(), "conversation_id": self.group["id"], "content": "May I?"}
        )
        assert (answer.refusal, answer.error["details"]["reason"]) == ((403, "forbidden"), "Nasty")
        assert self.banned.get(f"/conversations/{self.group['id']}").refusal == (404, "not_found")


def _tell_much(anna: Participant, ben: Participant) -> None:
    """Everything of which the backup knows nothing."""
    here, there = anna.conversation, ben.conversation
    here.message("Kept").bar("Edit")
    here.box.fill("Kept and edited")
    here.box.press("Enter")
    there.expect_messages("Kept and edited")
    files = Files(anna.page)
    files.drop(photograph(1), text_file("tides.txt", "high at noon"))
    files.expect_staged("photo 1.jpg", "tides.txt")
    here.send("Look").expect_status("sent", "delivered", "read")
    recorder = record(anna.page)
    recorder.get_by_role("button", name=re.compile("^Send")).click()
    expect(there.log.locator("qu-voice")).to_have_count(1)
    panel = Contexts(anna).open()
    panel.create("Opening hours", "Nine to five", "shop")
    panel.close()
    here.option("Contexts")
    shown = anna.page.get_by_role("dialog", name="Contexts of Pond")
    shown.get_by_role("list", name="Attach to the conversation").get_by_role("button", name="Opening hours").click()
    expect(shown.get_by_role("list", name="Attached contexts")).to_contain_text("Opening hours")
    anna.page.keyboard.press("Escape")
    there.message("Look").react("👍")
    there.message("Look").menu("Reply")
    there.send("As Anna said").expect_status("sent", "delivered", "read")
    anna.start_group("Lake", ben).send("Only the lake knew").expect_status("sent", "delivered")
    ben.open_conversation("Lake").expect_messages("Only the lake knew")
    ben.open_conversation("Pond")
    anna.open_conversation("Pond").message("As Anna said").expect_status("sent", "delivered", "read")


def _back_up(server: live.LiveServer, elsewhere: Path) -> Path:
    """A backup, carried to another machine."""
    made = server.command("backup")
    assert made.returncode == 0, made.stderr
    (backup,) = backups_in(server.data_dir)
    return Path(shutil.copytree(backup, elsewhere / backup.name))


def _lose_everything_and_restore(server: live.LiveServer, backup: Path) -> None:
    """The database, the files, the backups that stood beside them: all gone. (The log of the test stays.)"""
    server.stop()
    on_postgres = databases.server_of(server.data_dir)
    databases.remove(server.data_dir)
    for entry in server.data_dir.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry != server.log_file:
            entry.unlink()
    if on_postgres:
        databases.put_on(on_postgres, server.data_dir)
    restored = server.command("restore", backup, "--yes")
    assert restored.returncode == 0, restored.stderr
    server.start()


def _read(person: Person, conversation_id: str) -> list[Row]:
    """What people wrote there, in the order in which they wrote it, without what may differ: numbers, and when an edit
    was made that was made again."""
    rows = person.get(f"/messages/{conversation_id}?limit=100")["messages"]
    written = [row for row in rows if row["role"] == "user"]
    return sorted(map(_told, written), key=lambda row: row["created_at"])


def _told(row: Row) -> Row:
    files = [{name: file[name] for name in OF_A_FILE} for file in row["attachments"]]
    return {**{name: row[name] for name in KEPT}, "edited": row["edited_at"] is not None, "files": files}


def _files(messages: list[Row]) -> list[Row]:
    return [file for message in messages for file in message["files"]]


def _bytes_of(person: Person, messages: list[Row]) -> list[bytes]:
    answers = [person.get(f"/files/{file['id']}") for file in _files(messages)]
    assert all(answer.ok for answer in answers)
    return [answer.data for answer in answers]


def _contexts(person: Person) -> list[Row]:
    kept = person.get("/contexts?sort=title")["contexts"]
    return [{name: row[name] for name in ("id", "title", "content", "tags")} for row in kept]
