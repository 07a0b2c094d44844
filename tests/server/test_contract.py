"""`GET /api/v1/openapi.json` is valid, complete, and binding; what breaks it is noticed."""

from __future__ import annotations

import copy
import re
from typing import Any

import orjson
import pytest
from flask import Flask
from openapi_spec_validator import validate

from messaging.core import entities
from messaging.core.api import PREFIX
from messaging.core.operations import EVENTS, PACKETS
from tests.support.answers import Answer
from tests.support.contract import ROWS, Contract, ContractBroken
from tests.support.people import Person, Visitor, new_id
from tests.support.routes import own_methods


@pytest.fixture
def document(visitor: Visitor) -> dict[str, Any]:
    return visitor.get("/openapi.json").json


@pytest.fixture
def contract(document: dict[str, Any]) -> Contract:
    contract = Contract()
    contract.load(document)
    return contract


def test_the_document_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_described_and_every_description_has_a_route(app: Flask, document):
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in own_methods(rule)
    }
    described = {(path, method) for path, operations in document["paths"].items() for method in operations}
    assert routes == described


def test_no_two_shapes_share_a_name(document):
    """Pydantic would rename both of them, and whoever knows one by its name would look in vain."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_every_event_and_packet_is_described(document):
    assert set(document["x-socket-events"]) == set(EVENTS)
    assert (
        set(document["x-socket-packets"])
        == set(PACKETS)
        == {
            "changes",
            "presence",
            "ready",
            "reset",
            "service",
            "typing",
            "unsaved_message",
            "unsaved_withdrawn",
        }
    )


def test_the_events_of_the_protocol_are_there():
    assert set(EVENTS) == {
        "join_chat",
        "leave_chat",
        "send_message",
        "mark_as_delivered",
        "mark_as_read",
        "push",
        "pull",
        "typing",
        "presence",
        "watch_presence",
    }


def test_every_operation_says_what_it_does(document):
    silent = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not operation["summary"]
    ]
    assert silent == []


def test_every_entity_of_every_log_has_a_shape_to_be_held_to():
    assert {(kind, name) for kind, name in entities.known()} == set(ROWS)


def test_only_what_needs_no_account_is_described_as_open(document):
    public = {
        f"{method} {path.removeprefix(PREFIX)}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation["security"] == []
    }
    assert public == {
        "get /health",
        "get /openapi.json",
        "options /uploads",
        "post /auth/login",
        "post /auth/register",
        "post /auth/token",
    }


# The checker itself must be able to fail.


def _exchange(contract: Contract, method: str, path: str, status: int, body: Any, sent: Any = None) -> None:
    answer = Answer(status, {"Content-Type": "application/json"}, orjson.dumps(body))
    given = b"" if sent is None else orjson.dumps(sent)
    contract.check_exchange(method, PREFIX + path, given, {"Content-Type": "application/json"}, answer)


def test_a_field_nobody_described_breaks_the_contract(contract, ada: Person):
    _exchange(contract, "GET", f"/users/{ada.id}", 200, {"user": ada.user})
    with pytest.raises(ContractBroken, match="password_hash"):
        _exchange(contract, "GET", f"/users/{ada.id}", 200, {"user": {**ada.user, "password_hash": "…"}})


def test_a_missing_field_breaks_the_contract(contract, ada: Person):
    user = {name: value for name, value in ada.user.items() if name != "status_text"}
    with pytest.raises(ContractBroken, match="status_text"):
        _exchange(contract, "GET", f"/users/{ada.id}", 200, {"user": user})


def test_a_status_nobody_described_breaks_the_contract(contract):
    with pytest.raises(ContractBroken, match="status"):
        _exchange(contract, "GET", "/health", 418, {"status": "ok"})


def test_an_operation_nobody_described_breaks_the_contract(contract):
    with pytest.raises(ContractBroken, match="not described"):
        _exchange(contract, "GET", "/secrets", 200, {})


def test_an_accepted_field_nobody_described_breaks_the_contract(contract, ada: Person):
    with pytest.raises(ContractBroken, match="is_admin"):
        _exchange(contract, "PATCH", "/users/me", 200, {"user": ada.user}, sent={"is_admin": True})


def test_an_error_in_another_shape_breaks_the_contract(contract):
    with pytest.raises(ContractBroken):
        _exchange(contract, "GET", "/auth/me", 401, {"message": "Sign in first."})


def test_a_row_of_another_entity_breaks_the_contract(contract, ada: Person):
    change = {"seq": 1, "entity": "user", "entity_id": ada.id, "op": "upsert", "row": ada.user}
    packet = {"log": ada.log, "from": 0, "to": 1, "changes": [{**change, "actor_id": ada.id, "device_id": None}]}
    contract.check_packet("changes", packet)
    mislabelled = copy.deepcopy(packet)
    mislabelled["changes"][0]["entity"] = "contact"
    with pytest.raises(ContractBroken, match="contact"):
        contract.check_packet("changes", mislabelled)


def test_a_deletion_with_a_row_breaks_the_contract(contract, ada: Person):
    change = {"seq": 1, "entity": "user", "entity_id": ada.id, "op": "delete", "row": ada.user}
    packet = {"log": ada.log, "from": 0, "to": 1, "changes": [{**change, "actor_id": None, "device_id": None}]}
    with pytest.raises(ContractBroken, match="delete of user"):
        contract.check_packet("changes", packet)


def test_an_acknowledgement_that_is_not_described_breaks_the_contract(contract):
    with pytest.raises(ContractBroken):
        contract.check_acknowledgement("leave_chat", {"conversation_id": new_id()}, {"ok": True, "left": True})
    with pytest.raises(ContractBroken):
        contract.check_acknowledgement("shout", {}, {"ok": True})
