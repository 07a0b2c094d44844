"""Searching on the server: every script, only what one may see, and always as the messages are now."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.search import feeding
from messaging.search.feeding import GATHER_SECONDS
from messaging.search.words import holds_all, needles_of, searchable
from tests.support.answers import Answer
from tests.support.background import Background
from tests.support.engines import on_both_engines
from tests.support.files import picture
from tests.support.files import sent as sent_file
from tests.support.people import Person, new_id

pytestmark = on_both_engines

Row = dict[str, Any]

SCRIPTS = {
    "Latin": ("A leaf does Photosynthesis", "PHOTOSYN", "Photosyn"),
    "Latin, within a word": ("A leaf does photosynthesis", "synth", "synth"),
    "German": ("Die Straße in Zürich", "strasse", "Straße"),
    "Vietnamese": ("Tiếng Việt", "tieng", "Tiếng"),
    "Greek": ("ΣΊΣΥΦΟΣ", "σίσυφος", "ΣΊΣΥΦΟΣ"),
    "Russian": ("Новая Ёлка", "елка", "Ёлка"),
    "Arabic": ("مَرْحَبًا بكم", "مرحبا", "مَرْحَبًا"),
    "Hebrew": ("שָׁלוֹם לכולם", "שלום", "שָׁלוֹם"),
    "Hindi": ("नमस्ते दुनिया", "दुनि", "दुनि"),
    "Chinese": ("明天在东京大学见面", "大学", "大学"),
    "Chinese, one sign": ("明天在东京大学见面", "见", "见"),
    "Japanese": ("ラーメンを食べた", "ーメン", "ーメン"),
    "Korean": ("안녕하세요 여러분", "하세", "하세"),
    "Thai": ("สวัสดีครับ", "ดีครั", "ดีครั"),
    "pictures": ("a spinach 🥬 leaf", "🥬", "🥬"),
    "two letters": ("say hi to everyone", "hi", "hi"),
    "one letter": ("plan b it is", "b", "b"),
    "numbers": ("room 204, at 10:30", "10:30", "10"),
}


def search(person: Person, q: str = "", **more: Any) -> Answer:
    return person.get(f"/search?{urlencode({'q': q, **more})}")


def found(person: Person, q: str = "", **more: Any) -> list[str]:
    """What the messages say that are found, the best first."""
    return [hit["message"]["content"] for hit in search(person, q, **more)["hits"]]


@pytest.fixture(params=["unread", "indexed"])
def settle(request: pytest.FixtureRequest, background: Background) -> Any:
    """Both ways to a message: before the index has read of it, and after."""
    return (lambda: background.advance(2 * GATHER_SECONDS)) if request.param == "indexed" else lambda: None


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_found_and_marked(script: str, ada: Person, bob: Person, settle: Any) -> None:
    text, question, mark = SCRIPTS[script]
    group = ada.group("Pond", bob)
    search(ada, "an index is there")
    ada.send(group, "Nothing of the kind")
    sent = ada.send(group, text)
    settle()
    answer = search(bob, question)
    (hit,) = answer["hits"]
    assert (hit["message"]["id"], hit["ordinal"], hit["place"]) == (sent["id"], sent["ordinal"], "content")
    assert "".join(part["text"] for part in hit["snippet"]) == text
    assert mark in [part["text"] for part in hit["snippet"] if part["hit"]]
    assert answer["complete"] is True


def test_what_is_edited_or_deleted_is_found_as_it_is_now(ada: Person, bob: Person, settle: Any) -> None:
    group = ada.group("Pond", bob)
    kept, gone = ada.send(group, "A frog in the pond"), ada.send(group, "A frog in the grass")
    search(ada, "frog")
    settle()
    assert sorted(found(bob, "frog")) == ["A frog in the grass", "A frog in the pond"]
    ada.patch(f"/messages/{kept['id']}", {"content": "A newt in the pond"})
    ada.delete(f"/messages/{gone['id']}")
    assert found(bob, "frog") == found(bob, "grass") == []
    assert found(bob, "newt") == ["A newt in the pond"]
    settle()
    assert found(bob, "frog") == found(bob, "grass") == []
    assert found(bob, "newt") == ["A newt in the pond"]


def test_only_what_one_may_see_is_found(ada: Person, bob: Person, cleo: Person, settle: Any) -> None:
    group, direct = ada.group("Pond", bob, cleo), ada.direct(bob)
    ada.send(group, "A frog for all")
    ada.send(direct, "A frog for two")
    search(ada, "frog")
    settle()
    assert found(cleo, "frog") == ["A frog for all"]
    assert sorted(found(bob, "frog")) == ["A frog for all", "A frog for two"]
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")
    assert found(bob, "frog") == ["A frog for two"]
    assert search(bob, "frog", conversation_id=group["id"]).refusal == (404, "not_found")
    assert search(cleo, "frog", conversation_id=direct["id"]).refusal == (404, "not_found")
    ada.post(f"/conversations/{group['id']}/members", {"user_id": bob.id})
    assert sorted(found(bob, "frog")) == ["A frog for all", "A frog for two"]


def test_a_hidden_conversation_is_found_again_with_its_next_message(ada: Person, bob: Person) -> None:
    direct = ada.direct(bob)
    ada.send(direct, "A frog")
    bob.delete(f"/conversations/{direct['id']}")
    assert found(bob, "frog") == []
    assert found(ada, "frog") == ["A frog"]
    ada.send(direct, "Another frog")
    assert sorted(found(bob, "frog")) == ["A frog", "Another frog"]


def test_a_deleted_group_and_what_happened_in_one_are_not_found(ada: Person, bob: Person, settle: Any) -> None:
    group = ada.group("Frogs", bob)
    ada.patch(f"/conversations/{group['id']}", {"title": "More frogs"})
    ada.send(group, "A frog")
    search(ada, "frog")
    settle()
    assert found(ada, "frog") == ["A frog"]
    ada.delete(f"/conversations/{group['id']}")
    assert found(ada, "frog") == []


def test_encrypted_conversations_are_left_out(ada: Person, bob: Person) -> None:
    group = ada.group("Secret", bob, encrypted=True)
    ada.send(group, "", encrypted_content="frog")
    assert found(ada, "frog") == []
    assert search(ada, "frog", conversation_id=group["id"])["hits"] == []


def test_filters_narrow(ada: Person, bob: Person, settle: Any) -> None:
    pond, lake = ada.group("Pond", bob), ada.group("Lake", bob)
    first = ada.send(pond, "A frog at https://example.org/leaf")
    ada.send(lake, "A frog in the lake")
    bob.send(pond, "Another frog")
    search(ada, "frog")
    settle()
    assert len(found(ada, "frog")) == 3
    assert found(ada, "frog", conversation_id=lake["id"]) == ["A frog in the lake"]
    assert found(ada, "frog", sender_id=bob.id) == ["Another frog"]
    assert found(ada, "frog", has="link") == [first["content"]] == found(ada, has="link")
    assert found(ada, "frog", has="file") == found(ada, "frog", has="link,file") == []
    day = first["created_at"][:10]
    assert len(found(ada, "frog", after=day)) == 3
    assert found(ada, "frog", before=day) == []
    assert found(ada, "frog", before=first["created_at"]) == []
    assert first["content"] in found(ada, "frog", after=first["created_at"])
    assert found(ada, sender_id=bob.id) == ["Another frog"]
    assert found(ada, "frog", sender_id=new_id()) == []


def test_words_are_found_together_in_any_order_and_the_better_ones_first(ada: Person, settle: Any) -> None:
    group = ada.group("Notes")
    for text in ("the plan of the year", "explanation, yearly", "year: planned", "plan year", "a plan", "some year"):
        ada.send(group, text)
    search(ada, "plan")
    settle()
    assert found(ada, "plan year") == ["plan year", "the plan of the year", "year: planned", "explanation, yearly"]
    assert found(ada, "plan year", limit=2) == ["plan year", "the plan of the year"]
    assert search(ada, "plan year", limit=2)["more"] is True
    assert search(ada, "plan year")["more"] is False


def test_the_newest_come_first_where_nothing_else_tells_them_apart(ada: Person, settle: Any) -> None:
    group = ada.group("Notes")
    for number in range(30):
        ada.send(group, f"frog number {number}")
    search(ada, "frog")
    settle()
    assert found(ada, "frog", limit=30) == [f"frog number {number}" for number in reversed(range(30))]


def test_a_long_message_is_shown_where_the_words_stand(ada: Person) -> None:
    group = ada.group("Notes")
    ada.send(group, "word " * 900 + "a frog sits here " + "word " * 900)
    (hit,) = search(ada, "frog")["hits"]
    text = "".join(part["text"] for part in hit["snippet"])
    assert "a frog sits here" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) <= 242


@pytest.mark.parametrize(
    "question",
    [
        "", "   ", "?!", '"', "'", '"frog', "frog*", "NEAR(frog", "frog AND", "OR", "^frog", "line:frog", "-frog",
        "(((", "frog\\", "%", "_", "frog' OR 1=1 --", "&|!:*", "\u200b", "\ud7ff", "\uffff", "a" * 1000, "😀" * 500,
        "漢" * 1000, "frog\tfrog\nfrog", "\u202efrog", "e" + "\u0301" * 500, "ﷺ" * 200, "\x00\x01\x02",
    ],
)  # fmt: skip
def test_no_question_is_an_error(question: str, ada: Person, settle: Any) -> None:
    group = ada.group("Notes")
    ada.send(group, "frog")
    search(ada, "frog")
    settle()
    assert search(ada, question).ok


@pytest.mark.parametrize("question", ["?!", "...", "->", "#", "“”", "¿", "。", "+-*/"])
def test_punctuation_alone_asks_for_nothing(question: str, ada: Person, settle: Any) -> None:
    """Not for everything either, beside a filter."""
    group = ada.group("Notes")
    ada.send(group, f"Look {question} https://example.org/frog")
    search(ada, "frog")
    settle()
    assert found(ada, question) == found(ada, question, has="link") == []
    assert len(found(ada, f"{question}frog{question}")) == 1


def test_what_is_no_question_is_refused(ada: Person) -> None:
    assert search(ada, "a" * 1001).wrong_fields == {"q"}
    assert search(ada, "frog", has="wings").wrong_fields == {"has"}
    assert search(ada, "frog", before="yesterday").wrong_fields == {"before"}
    assert search(ada, "frog", after="2026-13-01").wrong_fields == {"after"}
    assert search(ada, "frog", limit=101).wrong_fields == {"limit"}
    assert search(ada, "frog", conversation_id="pond").wrong_fields == {"conversation_id"}


def test_what_was_there_before_the_index_is_read_newest_first(
    ada: Person, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "AT_ONCE", 0)
    monkeypatch.setattr(feeding, "BATCH", 5)
    group = ada.group("Notes")
    for number in range(12):
        ada.send(group, f"frog number {number}")
    assert search(ada, "frog")["complete"] is False
    ada.send(group, "frog number 12")
    assert found(ada, "frog")[0] == "frog number 12"
    background.advance(60)
    assert len(found(ada, "frog")) == 13
    assert search(ada, "frog")["complete"] is True


def test_ones_own_contexts_are_found_by_oneself_alone(ada: Person, bob: Person, settle: Any) -> None:
    search(ada, "an index is there")
    form = {"id": new_id(), "title": "Kinds of frogs", "content": "The Straße is full of them", "tags": ["pond"]}
    kept = ada.post("/contexts", form)["context"]
    ada.post("/contexts", {"id": new_id(), "title": "Nothing of the kind", "content": ""})
    settle()
    for question, mark in (("frog", "frog"), ("strasse", "Straße"), ("pond", None), ("rogs", "rogs")):
        (hit,) = search(ada, question)["contexts"]
        assert hit["context"]["id"] == kept["id"]
        assert [part["text"] for part in hit["snippet"] if part["hit"]] == ([mark] if mark else [])
    assert search(bob, "frog")["contexts"] == []
    assert search(ada, "frog", has="link")["contexts"] == search(ada, "")["contexts"] == []
    ada.patch(f"/contexts/{kept['id']}", {"title": "Kinds of newts"})
    assert search(ada, "frog")["contexts"] == []
    assert len(search(ada, "newts")["contexts"]) == 1
    ada.delete(f"/contexts/{kept['id']}")
    assert search(ada, "newts")["contexts"] == []


def test_files_are_found_by_their_names_and_kinds(ada: Person, bob: Person, settle: Any) -> None:
    group = ada.group("Pond", bob)
    search(ada, "an index is there")
    plain = ada.send(group, "See this", file_ids=[sent_file(ada, name="Jahresbericht für Zürich.txt")["id"]])
    pictured = ada.send(group, "", file_ids=[sent_file(ada, picture(), "frog.png")["id"]])
    settle()
    (hit,) = search(bob, "zurich")["hits"]
    assert (hit["message"]["id"], hit["place"]) == (plain["id"], "file_name")
    assert {"text": "Zürich", "hit": True} in hit["snippet"]
    (hit,) = search(bob, "frog")["hits"]
    assert (hit["message"]["id"], hit["message"]["attachments"][0]["name"]) == (pictured["id"], "frog.png")
    assert [hit["message"]["id"] for hit in search(bob, has="file")["hits"]] == [pictured["id"], plain["id"]]
    assert [hit["message"]["id"] for hit in search(bob, has="file,image")["hits"]] == [pictured["id"]]
    assert search(bob, has="voice")["hits"] == []
    ada.delete(f"/messages/{pictured['id']}")
    assert search(bob, "frog")["hits"] == search(bob, has="image")["hits"] == []


WORDS = ("frog", "Frösche", "大学", "カエル", "ضفدع", "กบ", "개구리", "лягушка", "🐸", "a", "12")
SIGNS = st.sampled_from(" \t\"'*():^-+~&|!<>{}[]\\/%_.,;?#@$=`\x00\u200b\u202e\u0301")
QUESTIONS = st.lists(st.sampled_from(WORDS) | SIGNS | st.characters(codec="utf-8"), max_size=12).map("".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(question=QUESTIONS)
def test_whatever_is_asked_is_answered_alike_before_and_after_indexing(
    question: str, ada: Person, background: Background, garden: list[str]
) -> None:
    """Never an error; and what the index proposes is all that looking at everything finds."""
    background.advance(2 * GATHER_SECONDS)
    needles = needles_of(question)
    fitting = {text for text in garden if needles and holds_all(searchable(text), needles)}
    assert set(found(ada, question, limit=100)) == fitting


@pytest.fixture
def garden(ada: Person) -> list[str]:
    """Messages in which the words stand in every pairing."""
    group = ada.group("Garden")
    texts = [f"{one}{between}{other}" for one in WORDS for other in WORDS for between in (" ", "")][:90]
    search(ada, "an index is there")
    for text in texts:
        ada.send(group, text)
    return texts
