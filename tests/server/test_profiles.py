"""One's profile, and the directory of people."""

from __future__ import annotations

import pytest

from tests.support.people import Person


def _entities(published, log: str) -> list[str]:
    return [change["entity"] for packet in published if packet["log"] == log for change in packet["changes"]]


def test_a_profile_changes_field_by_field(ada: Person):
    assert ada.patch("/users/me", {"status_text": "away"})["user"]["display_name"] == "Ada"
    user = ada.patch("/users/me", {"display_name": "Ada L."})["user"]
    assert (user["display_name"], user["status_text"]) == ("Ada L.", "away")
    assert user["updated_at"] >= ada.user["updated_at"]


def test_a_profile_is_the_same_for_everyone(ada: Person, bob: Person):
    assert bob.get(f"/users/{ada.id}")["user"] == ada.get("/auth/me")["user"]


def test_who_shows_somebody_is_told_of_a_new_profile(ada: Person, bob: Person, cleo: Person, published):
    group = ada.group("Team", bob)
    cleo.post("/contacts", {"username": "ada"})
    published.clear()
    ada.patch("/users/me", {"display_name": "Ada L."})
    for log in (ada.log, cleo.log, f"c:{group['id']}"):
        assert _entities(published, log) == ["user"]
    assert _entities(published, bob.log) == []


def test_a_profile_that_stays_the_same_is_no_news(ada: Person, published):
    ada.patch("/users/me", {"display_name": "Ada"})
    ada.patch("/users/me", {})
    assert published == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "x" * 65}, "display_name"),
        ({"status_text": "x" * 101}, "status_text"),
        ({"status_text": "a\x00b"}, "status_text"),
        ({"status_text": 5}, "status_text"),
    ],
)
def test_a_profile_has_limits(ada: Person, form, field):
    assert ada.patch("/users/me", form).wrong_fields == {field}


def test_a_status_may_be_a_hundred_characters_and_may_be_taken_away(ada: Person):
    assert len(ada.patch("/users/me", {"status_text": "🌱" * 100})["user"]["status_text"]) == 100
    assert ada.patch("/users/me", {"status_text": ""})["user"]["status_text"] == ""


def test_nobody_changes_their_name_rights_or_kind(ada: Person):
    answer = ada.http.send(
        "PATCH",
        "/api/v1/users/me",
        {**ada.headers(), "Content-Type": "application/json"},
        b'{"username":"admin2","is_admin":true,"is_bot":true,"id":"x"}',
    )
    assert answer["user"] == ada.user


def test_somebody_unknown_is_not_found(ada: Person):
    assert ada.get("/users/nobody").refusal == (404, "not_found")


# The directory


def _names(person: Person, query: str) -> list[str]:
    return [user["username"] for user in person.get(f"/users{query}")["users"]]


def test_people_are_found_by_part_of_either_name_whatever_the_case(cleo: Person, person):
    person("dora", display_name="Zoë Ångström")
    assert _names(cleo, "?q=LE") == ["cleo"]
    assert _names(cleo, "?q=str") == ["dora"]
    assert _names(cleo, "?q=zoë") == ["dora"]


def test_without_a_question_everyone_is_listed_by_display_name(cleo: Person):
    assert sorted(_names(cleo, "")) == sorted(_names(cleo, "?q=")) == ["ada", "admin", "bob", "cleo"]


@pytest.mark.parametrize("q", ["%25", "_", "\\", "%5C", "'", "%22", "nobody"])
def test_wildcards_and_quotes_find_nobody(cleo: Person, q: str):
    assert _names(cleo, f"?q={q}") == []


def test_a_name_with_a_wildcard_in_it_is_found_by_it(ada: Person, person):
    person("under_score", display_name="100 % me")
    assert _names(ada, "?q=_") == _names(ada, "?q=%25") == ["under_score"]


def test_the_directory_gives_as_many_as_asked_for(cleo: Person):
    assert len(_names(cleo, "?limit=2")) == 2


@pytest.mark.parametrize(("query", "field"), [("?limit=0", "limit"), ("?limit=101", "limit"), ("?q=" + "x" * 65, "q")])
def test_the_directory_has_limits(ada: Person, query: str, field: str):
    assert ada.get(f"/users{query}").wrong_fields == {field}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ada\u200b", "Ada"),
        ("\u202eadA", "adA"),
        ("Ada \u2066x\u2069", "Ada x"),
        ("A\u00add\u200da", "Ada"),
        ("\u3164Ada\u2800", "Ada"),
        ("Ada\ufeff Lovelace\x07", "Ada Lovelace"),
        ("e\u0301va", "\u00e9va"),
        ("a" + "\u0336" * 30, "a" + "\u0336" * 4),
        # What people write in stays: joiners inside of words and of emoji, marks, flags made of tags.
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("Ada \U0001f469\u200d\U0001f680 \u2764\ufe0f", "Ada \U0001f469\u200d\U0001f680 \u2764\ufe0f"),
        ("\u0e17\u0e35\u0e48", "\u0e17\u0e35\u0e48"),
    ],
)
def test_names_are_what_they_look_like(ada: Person, given: str, kept: str):
    assert ada.patch("/users/me", {"display_name": given})["user"]["display_name"] == kept


@pytest.mark.parametrize("name", ["\u200b", "\u2800\u3164", "\u202e \u2069", "\u200d", "\x01"])
def test_a_name_can_be_seen(ada: Person, name: str):
    assert ada.patch("/users/me", {"display_name": name}).wrong_fields == {"display_name"}
