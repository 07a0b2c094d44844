"""After a restore devices give back what the older database lacks: once, in its last state, under its own time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from messaging import create_app
from messaging.core import meta
from messaging.core.clock import iso, now, parse
from messaging.core.meta import installation
from messaging.files import sweeping
from messaging.operations.high_water import GATHER_SECONDS
from tests.server.test_other_database import copy_of, put_in_place
from tests.support import apps
from tests.support.at_once import at_once, connections
from tests.support.background import Background
from tests.support.files import sent
from tests.support.people import Person, new_id, op

Message = dict[str, Any]


def wound_back(app: Flask, older: Any, background: Background, *people: Person) -> tuple[Flask, list[Person]]:
    """The application after an older copy of its database was put in place, and people who go on talking to it."""
    data_dir = app.config["DATA_DIR"]
    background.advance(GATHER_SECONDS)
    apps.close(app)
    put_in_place(older, data_dir)
    again = create_app(apps.config_for(data_dir))
    return again, [Person(type(person.http)(again), person._connect, person.signed_in) for person in people]


class Restored:
    """A server that was wound back: `kept` and `lost` are Ada's messages in a group with Bob, before and after the
    copy was made; `kept` was edited and `reaction` taken back after it, too."""

    def __init__(self, app: Flask, ada: Person, bob: Person, cleo: Person, background: Background) -> None:
        data_dir = app.config["DATA_DIR"]
        self.people = (ada, bob)
        self.team = ada.group("Team", bob)
        self.kept = ada.send(self.team, "kept")
        self.reaction = ada.put(f"/messages/{self.kept['id']}/reactions/👍")["reaction"]
        heart = f"/messages/{self.kept['id']}/reactions/❤️"
        ada.put(heart)
        ada.delete(heart)
        self.contact = ada.post("/contacts", {"user_id": bob.id})["contact"]
        self.left_contact = ada.post("/contacts", {"user_id": cleo.id})["contact"]
        ada.delete(f"/contacts/{self.left_contact['id']}")
        self.context = ada.post("/contexts", {"title": "Hours", "content": "Nine to five"})["context"]
        older = copy_of(data_dir)
        self.context = ada.patch(f"/contexts/{self.context['id']}", {"content": "Ten to four"})["context"]
        self.set_again = ada.put(heart)["reaction"]
        self.contact = ada.put(f"/contacts/{self.contact['id']}", {"nickname": "Bobby"})["contact"]
        self.left_contact = ada.post("/contacts", {"user_id": cleo.id})["contact"]
        self.lost = ada.send(self.team, "lost")
        self.edited = ada.patch(f"/messages/{self.kept['id']}", {"content": "edited"})["message"]
        ada.delete(f"/messages/{self.kept['id']}/reactions/👍")
        self.taken_back_at = iso(now())
        self.app, (self.ada, self.bob) = wound_back(app, older, background, *self.people)

    def give_back(self, message: Message, **more: Any) -> Any:
        fields = {name: message[name] for name in ("conversation_id", "content", "created_at")} | more
        (result,) = self.ada.push(op("message", "create", message["id"], fields=fields))
        return result

    def offer(self, *rows: Message) -> Any:
        return self.ada.post("/sync/reoffer", {"rows": list(rows)})


@pytest.fixture
def restored(app: Flask, ada: Person, bob: Person, cleo: Person, background: Background) -> Restored:
    return Restored(app, ada, bob, cleo, background)


def test_a_message_comes_back_once_at_the_end_under_its_own_time(restored: Restored) -> None:
    restored.bob.send(restored.team, "meanwhile")
    results = [restored.give_back(restored.lost) for _ in range(2)]
    assert [result["row"] for result in results] == [results[0]["row"]] * 2
    row = results[0]["row"]
    assert (row["ordinal"], row["created_at"]) == (restored.lost["ordinal"] + 1, restored.lost["created_at"])
    told = restored.bob.get(f"/messages/{restored.team['id']}")["messages"]
    assert [m["content"] for m in told if m["role"] == "user"] == ["kept", "meanwhile", "lost"]
    assert told[-1]["created_at"] == restored.lost["created_at"]
    assert restored.offer({"entity": "message", "id": restored.lost["id"]})["missing"] == []


Forge = Callable[[Restored], str]


@pytest.mark.parametrize(
    "forge",
    [
        lambda r: iso(now()),
        lambda r: iso(now() + timedelta(days=1)),
        lambda r: r.kept["created_at"],
        lambda r: iso(parse(r.kept["created_at"]) - timedelta(days=30)),
    ],
    ids=["after the restore", "in the future", "when the copy was made", "long before"],
)
def test_a_time_that_was_not_lost_does_not_count(restored: Restored, forge: Forge) -> None:
    before = iso(now())
    row = restored.give_back(restored.lost, created_at=forge(restored))["row"]
    assert row["created_at"] >= before


def test_nothing_comes_back_under_its_time_where_nothing_was_restored(ada: Person, bob: Person) -> None:
    fields = {"conversation_id": ada.group("Team", bob)["id"], "content": "forged"}
    yesterday = iso(now() - timedelta(days=1))
    (result,) = ada.push(op("message", "create", new_id(), fields={**fields, "created_at": yesterday}))
    assert result["row"]["created_at"] > yesterday


def test_months_later_it_counts_as_new(restored: Restored, monkeypatch: pytest.MonkeyPatch) -> None:
    later = now() + meta.GIVEN_BACK_FOR + timedelta(hours=1)
    monkeypatch.setattr(meta, "now", lambda: later)
    assert restored.give_back(restored.lost)["row"]["created_at"] > restored.lost["created_at"]


def test_the_gap_is_remembered_by_the_database(restored: Restored) -> None:
    (gap,) = installation.gaps
    assert gap.after < parse(restored.lost["created_at"]) < gap.until
    with restored.app.app_context():
        installation.load()
    assert installation.gaps == (gap,)


def test_what_it_answers_may_come_later(restored: Restored) -> None:
    elsewhere = restored.ada.send(restored.ada.group("Other", restored.bob), "elsewhere")
    absent = new_id()
    assert restored.give_back(restored.lost, reply_to=elsewhere["id"])["status"] == "rejected"
    assert restored.give_back(restored.lost, reply_to=absent)["row"]["reply_to"] == absent
    fields = {"conversation_id": restored.team["id"], "content": "new", "reply_to": new_id()}
    (result,) = restored.ada.push(op("message", "create", new_id(), fields=fields))
    assert result["status"] == "rejected"


def test_the_last_state_counts_whichever_device_comes_first(restored: Restored) -> None:
    later = iso(parse(restored.lost["created_at"]) + timedelta(milliseconds=1))
    assert later < iso(installation.gaps[0].until)
    edited = restored.lost | {"content": "lost and edited"}
    restored.give_back(restored.lost)
    row = restored.give_back(edited, edited_at=later)["row"]
    assert (row["content"], bool(row["edited_at"])) == ("lost and edited", True)
    assert restored.give_back(restored.lost)["row"]["content"] == "lost and edited"


def test_another_body_under_the_id_of_anothers_message_stays_a_conflict(restored: Restored) -> None:
    theirs = restored.bob.send(restored.team, "Bob's")
    result = restored.give_back(restored.lost | {"id": theirs["id"]})
    assert (result["status"], result["error"]["code"]) == ("rejected", "id_conflict")


def test_rows_from_before_a_change_are_told(restored: Restored) -> None:
    kept, reaction = restored.kept["id"], restored.reaction["id"]
    changed = {"entity": "message", "id": kept, "changed_at": restored.edited["edited_at"]}
    undone = {"entity": "reaction", "id": reaction, "changed_at": restored.taken_back_at}
    behind = restored.offer(changed, undone)["behind"]
    assert [(row["id"], row["version"]) for row in behind] == [
        (kept, restored.kept["version"]),
        (reaction, restored.reaction["version"]),
    ]
    assert restored.offer({**changed, "changed_at": restored.kept["created_at"]})["behind"] == []
    # What was changed since stands, and others' messages are none of one's business.
    restored.ada.patch(f"/messages/{kept}", {"content": "decided anew"})
    assert restored.offer(changed)["behind"] == []
    assert restored.bob.post("/sync/reoffer", {"rows": [changed, undone]})["behind"] == []


def test_operations_that_build_on_the_other_database_are_not_carried_out(restored: Restored, ada: Person) -> None:
    edit = op("message", "update", restored.kept["id"], fields={"content": "blindly"}, base_version=4)
    body = {"ops": [edit], "epoch": new_id()}
    answer = restored.ada.post("/sync/push", body)
    assert answer.refusal == (409, "reset")
    assert answer.error["details"]["epoch"] == installation.epoch
    assert restored.ada.post("/sync/push", {**body, "epoch": installation.epoch}).ok


def test_devices_that_give_back_at_the_same_moment_store_it_once(restored: Restored) -> None:
    later = iso(parse(restored.lost["created_at"]) + timedelta(milliseconds=1))
    names = ("conversation_id", "content", "created_at")
    plain = {name: restored.lost[name] for name in names}
    bodies = [plain, {**plain, "content": "edited", "edited_at": later}, plain]
    ops = [op("message", "create", restored.lost["id"], fields=fields) for fields in bodies]
    devices = connections(restored.ada, len(ops))
    at_once([partial(device.push, operation) for device, operation in zip(devices, ops, strict=True)])
    page = restored.bob.get(f"/messages/{restored.team['id']}")["messages"]
    assert [m["content"] for m in page if m["role"] == "user"] == ["kept", "edited"]


def test_what_was_set_again_or_renamed_after_the_copy_is_known_to_be_behind(restored: Restored) -> None:
    offered = [
        {"entity": entity, "id": row["id"], "version": row["version"]}
        for entity, row in [
            ("reaction", restored.set_again),
            ("contact", restored.contact),
            ("contact", restored.left_contact),
            ("context", restored.context),
        ]
    ]
    answer = restored.offer(*offered)
    assert answer["missing"] == []
    behind = {row["id"]: row for row in answer["behind"]}
    assert behind[restored.set_again["id"]]["deleted_at"]
    assert behind[restored.contact["id"]]["nickname"] == ""
    assert behind[restored.left_contact["id"]]["deleted_at"]
    assert behind[restored.context["id"]]["content"] == "Nine to five"
    # Somebody who never saw it taken back offers an older state.
    stale = {**offered[0], "version": restored.kept["version"]}
    assert restored.offer(stale)["behind"] == []
    # What was decided here since is newer than all that was lost.
    restored.ada.put(f"/contacts/{restored.contact['id']}", {"nickname": "Robert"})
    assert restored.contact["id"] not in {row["id"] for row in restored.offer(*offered)["behind"]}


def test_a_message_comes_back_with_those_of_its_files_that_do(restored: Restored):
    """A file is sent again under its id, before its message; one that nobody has any more is left out."""
    file, gone = sent(restored.ada, b"Water the roses"), new_id()
    result = restored.give_back({**restored.lost, "id": new_id()}, file_ids=[gone, file["id"]])
    assert (result["status"], result["row"]["attachments"]) == ("applied", [file])


def test_files_wait_for_their_messages_after_a_restore(restored: Restored, monkeypatch: pytest.MonkeyPatch):
    """They are in the older database, and the message that held them is not."""
    file = sent(restored.ada, b"Water the roses")
    folder: Path = restored.app.config["DATA_DIR"]
    of_a_lost_row = folder / "files" / "ab" / ("ab" * 32)
    of_a_lost_row.parent.mkdir(parents=True)
    of_a_lost_row.write_bytes(b"Whoever undoes the restore needs it")
    os.utime(of_a_lost_row, (0, 0))
    for days, status in ((2, 200), (100, 404)):
        monkeypatch.setattr(sweeping, "now", lambda days=days: now() + timedelta(days=days))
        monkeypatch.setattr(meta, "now", lambda days=days: now() + timedelta(days=days))
        monkeypatch.setattr(installation, "gaps", (meta.Gap(now() - timedelta(days=1), now() + timedelta(hours=1)),))
        with restored.app.app_context():
            sweeping.sweep_orphans()
            sweeping.sweep_blobs()
        assert restored.ada.get(f"/files/{file['id']}").status == status
        assert of_a_lost_row.exists() == (status == 200)


def test_a_message_comes_back_without_a_context_that_nobody_gives_back(restored: Restored) -> None:
    contexts = [restored.context["id"], new_id()]
    assert restored.give_back(restored.lost, context_ids=contexts)["row"]["context_ids"] == contexts[:1]
    missing = restored.offer({"entity": "context", "id": contexts[1]}, {"entity": "context", "id": contexts[0]})
    assert missing["missing"] == contexts[1:]


def test_moderators_learn_what_the_restore_has_forgotten_of_what_they_decided(
    app: Flask, ada: Person, bob: Person, cleo: Person, background: Background
) -> None:
    team = ada.group("Team", bob, cleo)
    said = bob.send(team, "Something nasty")
    place = f"/conversations/{team['id']}/members"
    before = ada.get(f"/conversations/{team['id']}")["conversation"]
    older = copy_of(app.config["DATA_DIR"])
    removed = ada.delete(f"/messages/{said['id']}")["message"]
    silenced = ada.patch(f"{place}/{bob.id}", {"silenced_until": "9999-12-31T23:59:59.000Z", "reason": "Nasty"})
    banned = ada.patch(f"{place}/{cleo.id}", {"banned": True, "reason": "Spam"})
    _, (ada, bob, cleo) = wound_back(app, older, background, ada, bob, cleo)

    def decided(member: dict[str, Any]) -> dict[str, Any]:
        names = {"id": member["user_id"], "conversation_id": member["conversation_id"]}
        return {"entity": "membership", "version": member["version"], **names}

    offered = [
        {"entity": "message", "id": said["id"], "changed_at": removed["deleted_at"]},
        decided(silenced["membership"]),
        decided(banned["membership"]),
    ]
    answer = ada.post("/sync/reoffer", {"rows": offered})
    assert answer["missing"] == []
    message, *members = answer["behind"]
    assert (message["id"], message["content"]) == (said["id"], said["content"])
    held = {member["user_id"]: member for member in before["members"]}
    assert {member["user_id"]: member["version"] for member in members} == {
        person.id: held[person.id]["version"] for person in (bob, cleo)
    }
    # Members are told of no message but their own, and who is not one of nothing.
    told = cleo.post("/sync/reoffer", {"rows": offered})["behind"]
    assert [row.get("content") for row in told] == [None, None]
    assert bob.delete(f"{place}/{bob.id}").ok
    assert bob.post("/sync/reoffer", {"rows": offered[1:]})["behind"] == []
    # What was decided here since stands.
    assert ada.patch(f"{place}/{cleo.id}", {"role": "moderator"}).ok
    assert ada.post("/sync/reoffer", {"rows": offered[1:]})["behind"] == []
    # Whoever does not moderate any more gets nothing to remove.
    assert ada.patch(f"{place}/{cleo.id}", {"role": "owner"}).ok
    assert cleo.patch(f"{place}/{ada.id}", {"role": "member"}).ok
    assert ada.post("/sync/reoffer", {"rows": offered[:1]})["behind"] == []
