"""The people one keeps, with the names one gives them."""

from __future__ import annotations

import pytest

from tests.support.people import Person, new_id


def _add(person: Person, **form):
    return person.post("/contacts", form)


def test_somebody_is_added_by_username_whatever_its_case(ada: Person, bob: Person):
    contact = _add(ada, username="BOB", nickname="Bobby")["contact"]
    assert (contact["contact_id"], contact["nickname"], contact["user"]) == (bob.id, "Bobby", bob.user)


def test_somebody_is_added_by_user_id_under_either_name(ada: Person, bob: Person, cleo: Person):
    assert _add(ada, contact_id=bob.id)["contact"]["contact_id"] == bob.id
    assert _add(ada, user_id=cleo.id)["contact"]["contact_id"] == cleo.id


def test_the_clients_own_id_is_kept(ada: Person, bob: Person):
    mine = new_id()
    assert _add(ada, id=mine, username="bob")["contact"]["id"] == mine


def test_adding_again_gives_the_contact_there_is(ada: Person, bob: Person):
    first = _add(ada, username="bob", nickname="Bobby")
    again = _add(ada, id=new_id(), username="bob", nickname="Robert")
    assert (first.status, again.status) == (201, 200)
    assert again["contact"] == first["contact"]


def test_an_id_that_is_used_is_refused(ada: Person, bob: Person, cleo: Person):
    used = _add(ada, username="bob")["contact"]["id"]
    assert _add(ada, id=used, username="cleo").refusal == (409, "id_conflict")
    assert _add(bob, id=used, username="cleo").refusal == (409, "id_conflict")


def test_contacts_are_listed_by_the_name_one_gave_them(ada: Person, bob: Person, cleo: Person):
    _add(ada, username="bob", nickname="Zed")
    _add(ada, username="cleo")
    assert [c["contact_id"] for c in ada.get("/contacts")["contacts"]] == [cleo.id, bob.id]


def test_contacts_are_ones_own(ada: Person, bob: Person):
    contact = _add(ada, username="bob")["contact"]
    assert bob.get("/contacts")["contacts"] == []
    assert bob.put(f"/contacts/{contact['id']}", {"nickname": "Me"}).refusal == (404, "not_found")
    assert bob.delete(f"/contacts/{contact['id']}").refusal == (404, "not_found")


def test_a_nickname_is_changed_and_taken_away_by_either_id(ada: Person, bob: Person):
    contact = _add(ada, username="bob")["contact"]
    assert ada.put(f"/contacts/{contact['id']}", {"nickname": "Bobby"})["contact"]["nickname"] == "Bobby"
    assert ada.put(f"/contacts/{bob.id}", {"nickname": ""})["contact"]["nickname"] == ""


def test_a_nickname_is_nobody_elses_business(ada: Person, bob: Person, published):
    _add(ada, username="bob", nickname="That bore")
    told = [packet for packet in published if "That bore" in str(packet)]
    assert {packet["log"] for packet in told} == {ada.log}


def test_a_removed_contact_is_a_tombstone_without_its_nickname_and_comes_back(ada: Person, bob: Person, published):
    contact = _add(ada, username="bob", nickname="Bobby")["contact"]
    removed = ada.delete(f"/contacts/{contact['id']}")["contact"]
    assert removed["deleted_at"]
    assert removed["nickname"] == ""
    assert published[-1]["changes"][-1]["row"]["deleted_at"]
    assert ada.get("/contacts")["contacts"] == []
    assert ada.put(f"/contacts/{contact['id']}", {"nickname": "x"}).refusal == (404, "not_found")
    back = _add(ada, username="bob")
    assert (back.status, back["contact"]["id"], back["contact"]["deleted_at"]) == (201, contact["id"], None)
    assert back["contact"]["version"] > removed["version"]


def test_removing_twice_is_removing_once(ada: Person, bob: Person):
    contact = _add(ada, username="bob")["contact"]
    first, second = (ada.delete(f"/contacts/{contact['id']}")["contact"] for _ in range(2))
    assert first == second


def test_removing_a_contact_leaves_the_conversation(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    ada.delete(f"/contacts/{_add(ada, username='bob')['contact']['id']}")
    assert ada.see(conversation)["kind"] == "direct"


def test_nobody_adds_themselves(ada: Person):
    assert _add(ada, username="ada").wrong_fields == {"username"}
    assert _add(ada, contact_id=ada.id).wrong_fields == {"username"}


@pytest.mark.parametrize("form", [{"username": "nobody"}, {"contact_id": new_id()}, {"user_id": new_id()}])
def test_nobody_adds_somebody_who_is_not_there(ada: Person, form):
    assert _add(ada, **form).refusal == (404, "not_found")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "body"),
        ({"username": "bob", "nickname": "x" * 65}, "nickname"),
        ({"username": "bob", "nickname": "a\x00b"}, "nickname"),
        ({"username": "bob", "id": "5"}, "id"),
        ({"username": "bob", "id": "8e8bd5ee-7c4b-4f8e-9d5c-2f1c0e5d1a11"}, "id"),
        ({"contact_id": "bob"}, "contact_id"),
    ],
)
def test_a_contact_has_limits(ada: Person, bob: Person, form, field):
    assert _add(ada, **form).wrong_fields == {field}


@pytest.mark.parametrize("nickname", ["x" * 64, "🦊" * 64, "אבא"])
def test_a_nickname_may_be(ada: Person, bob: Person, nickname: str):
    assert _add(ada, username="bob", nickname=nickname)["contact"]["nickname"] == nickname
