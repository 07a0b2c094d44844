"""`push`: a device's outbox, one transaction an operation, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from messaging.core.extensions import db
from messaging.sync.handlers import HANDLERS
from tests.support.contract import ROWS, contract
from tests.support.people import Person, new_id, op
from tests.support.previews import show_preview

Op = dict[str, Any]


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    """Ada's group; Bob is in it."""
    return ada.group("Team", bob)


def _message(ada: Person, team) -> str:
    return ada.send(team)["id"]


def _reaction(ada: Person, team) -> Op:
    return ada.put(f"/messages/{_message(ada, team)}/reactions/👍")["reaction"]


def _notice(ada: Person, bob: Person) -> str:
    """What Ada is told of a message that Bob removed in a group of his."""
    group = bob.group("Bob's", ada)
    bob.delete(f"/messages/{_message(ada, group)}")
    return str(ada.get("/notices")["notices"][0]["id"])


def _contact(ada: Person, bob: Person) -> str:
    return ada.post("/contacts", {"username": "bob"})["contact"]["id"]


def _message_with_a_card(ada: Person, team) -> str:
    message_id = ada.send(team, "https://example.org")["id"]
    show_preview(ada.http.app, message_id)
    return message_id


def _context(ada: Person) -> str:
    return ada.post("/contexts", {"title": "Opening hours"})["context"]["id"]


def _attached(ada: Person, team) -> str:
    context_id = _context(ada)
    ada.put(f"/conversations/{team['id']}/contexts/{context_id}")
    return context_id


Make = Callable[[Person, Person, Person, dict[str, Any]], Op]
OPERATIONS: dict[str, Make] = {
    "message create": lambda ada, bob, cleo, team: op(
        "message", "create", new_id(), fields={"conversation_id": team["id"], "content": "Hello", "meta": {"a": 1}}
    ),
    "message create to a person": lambda ada, bob, cleo, team: op(
        "message", "create", new_id(), fields={"recipient_id": cleo.id, "content": "Hello"}
    ),
    "message update": lambda ada, bob, cleo, team: op(
        "message", "update", _message(ada, team), fields={"content": "Edited"}
    ),
    "message delete": lambda ada, bob, cleo, team: op("message", "delete", _message(ada, team)),
    "reaction create": lambda ada, bob, cleo, team: op(
        "reaction", "create", new_id(), fields={"message_id": _message(ada, team), "emoji": "👍"}
    ),
    "reaction delete": lambda ada, bob, cleo, team: op("reaction", "delete", _reaction(ada, team)["id"]),
    "conversation create": lambda ada, bob, cleo, team: op(
        "conversation", "create", new_id(), fields={"kind": "group", "title": "New", "member_ids": [bob.id]}
    ),
    "conversation create direct": lambda ada, bob, cleo, team: op(
        "conversation", "create", new_id(), fields={"kind": "direct", "member_ids": [cleo.id]}
    ),
    "conversation update": lambda ada, bob, cleo, team: op(
        "conversation", "update", team["id"], fields={"title": "Crew", "posting": "moderators"}
    ),
    "conversation delete": lambda ada, bob, cleo, team: op("conversation", "delete", team["id"]),
    "conversation delete direct": lambda ada, bob, cleo, team: op("conversation", "delete", ada.direct(bob)["id"]),
    "membership create": lambda ada, bob, cleo, team: op(
        "membership", "create", cleo.id, fields={"conversation_id": team["id"], "role": "moderator"}
    ),
    "membership update": lambda ada, bob, cleo, team: op(
        "membership", "update", bob.id, fields={"conversation_id": team["id"], "role": "moderator"}
    ),
    "membership delete": lambda ada, bob, cleo, team: op(
        "membership", "delete", bob.id, fields={"conversation_id": team["id"]}
    ),
    "settings set": lambda ada, bob, cleo, team: op("settings", "set", team["id"], fields={"archived": True}),
    "receipt set": lambda ada, bob, cleo, team: op("receipt", "set", team["id"], fields={"read_ordinal": 1}),
    "contact create": lambda ada, bob, cleo, team: op(
        "contact", "create", new_id(), fields={"contact_id": bob.id, "nickname": "B"}
    ),
    "contact update": lambda ada, bob, cleo, team: op(
        "contact", "update", _contact(ada, bob), fields={"nickname": "B"}
    ),
    "contact delete": lambda ada, bob, cleo, team: op("contact", "delete", _contact(ada, bob)),
    "context create": lambda ada, bob, cleo, team: op("context", "create", new_id(), fields={"title": "Hours"}),
    "context update": lambda ada, bob, cleo, team: op("context", "update", _context(ada), fields={"tags": ["shop"]}),
    "context set": lambda ada, bob, cleo, team: op("context", "set", _context(ada), fields={"times": 2}),
    "context delete": lambda ada, bob, cleo, team: op("context", "delete", _attached(ada, team)),
    "conversation_context create": lambda ada, bob, cleo, team: op(
        "conversation_context", "create", _context(ada), fields={"conversation_id": team["id"]}
    ),
    "conversation_context delete": lambda ada, bob, cleo, team: op(
        "conversation_context", "delete", _attached(ada, team), fields={"conversation_id": team["id"]}
    ),
    "link_preview delete": lambda ada, bob, cleo, team: op("link_preview", "delete", _message_with_a_card(ada, team)),
    "preferences set": lambda ada, bob, cleo, team: op("preferences", "set", ada.id, fields={"link_previews": False}),
    "user update": lambda ada, bob, cleo, team: op("user", "update", ada.id, fields={"display_name": "Ada L."}),
    "report create": lambda ada, bob, cleo, team: op(
        "report", "create", new_id(), fields={"message_id": _message(bob, team), "reason": "spam"}
    ),
    "notice delete": lambda ada, bob, cleo, team: op("notice", "delete", _notice(ada, bob)),
}
NOTHING_LEFT = ("conversation delete", "notice delete")
IN_NO_LOG = ("report",)
"""What an operation sent again gives no row of."""
SHAPES = {entity: shape for (_, entity), shape in ROWS.items()} | {
    "contact": "ListedContact",
    "conversation_context": "ConversationShape",
    "report": "ReportShape",
}


def test_every_operation_is_tried_here():
    assert {tuple(name.split()[:2]) for name in OPERATIONS} == set(HANDLERS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_applied_and_gives_its_row(ada: Person, bob: Person, cleo: Person, team, name: str):
    operation = OPERATIONS[name](ada, bob, cleo, team)
    (result,) = ada.push(operation)
    assert (result["op_id"], result["status"], result["error"]) == (operation["op_id"], "applied", None)
    if name.startswith(NOTHING_LEFT):
        assert result["row"] is None
    else:
        contract.check(result["row"], {"$ref": f"#/components/schemas/{SHAPES[operation['entity']]}"}, name)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "receipt set"])
def test_an_operation_sent_again_is_a_duplicate_and_done_once(
    ada: Person, bob: Person, cleo: Person, team, name: str, published
):
    operation = OPERATIONS[name](ada, bob, cleo, team)
    (first,) = ada.push(operation)
    count = len(published)
    (again,) = ada.push(operation)
    assert (again["status"], again["error"]) == ("duplicate", None)
    assert len(published) == count
    if first["row"] is not None and operation["entity"] not in IN_NO_LOG:
        common = first["row"].keys() & again["row"].keys()
        assert "id" in common or "user_id" in common or "conversation_id" in common
        assert {key: again["row"][key] for key in common} == {key: first["row"][key] for key in common}


def test_a_receipt_sent_again_is_the_same_receipt(ada: Person, bob: Person, team):
    ada.send(team)
    operation = op("receipt", "set", team["id"], fields={"delivered_ordinal": 1})
    first, again = bob.push(operation, operation)
    assert first["row"] == again["row"]
    assert first["row"]["delivered_ordinal"] == 1


def test_a_duplicate_gives_the_row_as_it_is_now(ada: Person, team):
    operation = OPERATIONS["message create"](ada, ada, ada, team)
    ada.push(operation)
    edited = ada.patch(f"/messages/{operation['entity_id']}", {"content": "Edited"})["message"]
    assert ada.push(operation)[0]["row"] == edited


def test_a_duplicate_shows_nothing_to_who_has_left(ada: Person, bob: Person, team):
    secret = ada.send(team, "secret")
    mine = op("message", "create", new_id(), fields={"conversation_id": team["id"], "content": "Hello"})
    bob.push(mine)
    ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
    for entity_id in (mine["entity_id"], secret["id"]):
        (result,) = bob.push({**mine, "entity_id": entity_id})
        assert result["row"] is None


def test_ones_own_operation_ids_are_ones_own(ada: Person, bob: Person, team):
    operation = op("user", "update", ada.id, fields={"status_text": "busy"})
    ada.push(operation)
    (result,) = bob.push({**operation, "entity_id": bob.id})
    assert result["status"] == "applied"


def test_an_operation_id_is_used_for_one_operation(ada: Person, team):
    operation = op("user", "update", ada.id, fields={"status_text": "busy"})
    ada.push(operation)
    other = {**OPERATIONS["message create"](ada, ada, ada, team), "op_id": operation["op_id"]}
    assert ada.push(other)[0]["error"]["code"] == "validation_failed"


def test_a_message_under_its_id_by_another_operation_is_the_same_message(ada: Person, team):
    operation = OPERATIONS["message create"](ada, ada, ada, team)
    first, again = ada.push(operation, {**operation, "op_id": new_id()})
    assert (again["status"], again["row"]) == ("applied", first["row"])


def test_what_an_operation_changes_is_told_as_changed_by_that_device(ada: Person, bob: Person, team):
    socket = bob.connect()
    ada.push(OPERATIONS["message create"](ada, bob, bob, team))
    change = socket.expect("changes")["changes"][0]
    assert (change["actor_id"], change["device_id"]) == (ada.id, ada.device_id)


def test_the_socket_answers_the_same(ada: Person, team):
    operation = OPERATIONS["message create"](ada, ada, ada, team)
    by_socket = ada.connect().call("push", {"device_id": ada.device_id, "ops": [operation]})
    assert by_socket["results"][0]["row"] == ada.push(operation)[0]["row"]


def test_operations_are_carried_out_in_their_order(ada: Person, bob: Person):
    group, message = new_id(), new_id()
    results = ada.push(
        op("conversation", "create", group, fields={"kind": "group", "member_ids": [bob.id]}),
        op("message", "create", message, fields={"conversation_id": group, "content": "one"}),
        op("message", "update", message, fields={"content": "two"}),
        op("reaction", "create", new_id(), fields={"message_id": message, "emoji": "👍"}),
    )
    assert [result["status"] for result in results] == ["applied"] * 4
    assert bob.get(f"/messages/{group}")["messages"][0]["content"] == "two"


# One bad one never holds up the others


BAD: dict[str, tuple[Op | dict[str, Any], str]] = {
    "no fields at all": ({}, "validation_failed"),
    "no operation id": ({"op_id": None}, "validation_failed"),
    "an operation id that is none": ({"op_id": "5"}, "validation_failed"),
    "an unknown entity": ({"entity": "castle"}, "validation_failed"),
    "an unknown operation": ({"op": "destroy"}, "validation_failed"),
    "an operation this entity has not": ({"op": "set"}, "validation_failed"),
    "an id that is too long": ({"entity_id": "x" * 37}, "validation_failed"),
    "an id that is none": ({"entity_id": "x"}, "validation_failed"),
    "fields that are none": ({"fields": "content"}, "validation_failed"),
    "a field that is wrong": ({"fields": {"content": "a\x00b"}}, "validation_failed"),
    "a time that is none": ({"client_time": "soon"}, "validation_failed"),
    "a conversation that is not there": ({"fields": {"conversation_id": new_id(), "content": "x"}}, "not_found"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_operation_is_rejected_and_says_why(ada: Person, team, name: str):
    change, code = BAD[name]
    good = OPERATIONS["message create"](ada, ada, ada, team)
    bad = {**good, **change} if change else {}
    (result,) = ada.push(bad)
    assert (result["status"], result["row"], result["error"]["code"]) == ("rejected", None, code)
    assert result["op_id"] == bad.get("op_id")


def test_a_rejected_one_among_fifty_holds_up_none_of_the_others(ada: Person, team):
    operations = [OPERATIONS["message create"](ada, ada, ada, team) for _ in range(50)]
    operations[20]["fields"] = {"conversation_id": team["id"], "content": "x" * 10_001}
    results = ada.push(*operations)
    assert [result["op_id"] for result in results] == [operation["op_id"] for operation in operations]
    assert [number for number, result in enumerate(results) if result["status"] != "applied"] == [20]
    assert ada.see(team)["last_ordinal"] == 49


def test_half_an_operation_is_none(ada: Person, bob: Person, team):
    (result,) = ada.push(
        op("conversation", "create", (id_ := new_id()), fields={"kind": "group", "member_ids": [bob.id, new_id()]})
    )
    assert result["status"] == "rejected"
    assert ada.get(f"/conversations/{id_}").status == 404


@pytest.mark.parametrize("ops", [[{}] * 101, "all", [1], None])
def test_a_push_takes_a_hundred_operations(ada: Person, ops):
    assert ada.post("/sync/push", {"ops": ops}).refusal == (422, "validation_failed")
    assert ada.connect().call("push", {"ops": ops}).refusal == "validation_failed"


def test_a_hundred_operations_are_carried_out(ada: Person, team):
    operations = [OPERATIONS["message create"](ada, ada, ada, team) for _ in range(100)]
    assert {result["status"] for result in ada.push(*operations)} == {"applied"}


# The database can't be written


@pytest.fixture
def read_only(app: Flask, ada: Person, team, errors_expected) -> Iterator[None]:
    """From now on the database refuses every write."""

    def refuse(connection: Any, _record: Any) -> None:
        refusal = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET default_transaction_read_only = on"}
        connection.cursor().execute(refusal[engine.dialect.name])
        connection.commit()

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", refuse)
    yield
    event.remove(engine, "connect", refuse)


def test_while_the_database_cannot_be_written_operations_are_to_be_tried_again(ada: Person, team, read_only):
    kinds = ("message create", "user update")
    results = ada.push(*(OPERATIONS[kind](ada, ada, ada, team) for kind in kinds))
    assert [(result["status"], result["error"]["code"]) for result in results] == [("retry", "read_only")] * 2


def test_while_the_database_cannot_be_written_reading_goes_on(ada: Person, team, read_only):
    form = {"id": new_id(), "conversation_id": team["id"], "content": "Hello"}
    assert ada.post("/messages", form).refusal == (503, "read_only")
    assert ada.see(team)["id"] == team["id"]
    assert ada.get("/health").ok
    assert ada.connect().call("send_message", form).refusal == "read_only"
