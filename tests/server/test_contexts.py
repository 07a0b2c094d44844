"""Contexts: what one keeps, and who else sees it."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.contexts import actions
from tests.support.engines import on_both_engines
from tests.support.people import Person, new_id, op

pytestmark = on_both_engines

Row = dict[str, Any]


def keep(person: Person, title: str = "Opening hours", **more: Any) -> Row:
    return person.post("/contexts", {"id": new_id(), "title": title, "content": "Nine to five", **more})["context"]


def attach(person: Person, conversation: Row, context: Row) -> Any:
    return person.put(f"/conversations/{conversation['id']}/contexts/{context['id']}")


def reads(person: Person, context: Row) -> bool:
    return person.get(f"/contexts/{context['id']}").ok


def titles(person: Person, query: str = "") -> list[str]:
    return [context["title"] for context in person.get(f"/contexts{query}")["contexts"]]


class TestKeeping:
    def test_one_is_kept_as_it_was_given(self, ada: Person):
        given = {"category": "document", "tags": ["shop", "hours"], "is_favorite": True, "metadata": {"from": "a file"}}
        kept = keep(ada, **given)
        assert {name: kept[name] for name in given} == given
        assert (kept["owner_id"], kept["usage_count"], kept["last_used_at"]) == (ada.id, 0, None)
        assert ada.get(f"/contexts/{kept['id']}")["context"] == kept

    def test_the_same_id_again_gives_what_there_is(self, ada: Person, bob: Person):
        kept = keep(ada)
        again = ada.post("/contexts", {"id": kept["id"], "title": "Other"})
        assert (again.status, again["context"]) == (200, kept)
        assert bob.post("/contexts", {"id": kept["id"], "title": "Mine"}).refusal == (409, "id_conflict")

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({}, "title"),
            ({"title": "  "}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"title": "x", "content": "x" * 50_001}, "content"),
            ({"title": "x", "content": "a\x00b"}, "content"),
            ({"title": "x", "category": "secret"}, "category"),
            ({"title": "x", "tags": [f"tag {n}" for n in range(21)]}, "tags"),
            ({"title": "x", "tags": ["x" * 51]}, "tags.0"),
            ({"title": "x", "metadata": {"a": "x" * 2000}}, "metadata"),
            ({"title": "x", "id": "5"}, "id"),
        ],
    )
    def test_it_has_limits(self, ada: Person, form, field):
        assert ada.post("/contexts", form).wrong_fields == {field}

    def test_a_person_keeps_so_many(self, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(actions, "MAX_CONTEXTS", 2)
        first, _ = keep(ada), keep(ada)
        assert ada.post("/contexts", {"title": "One more"}).wrong_fields == {"context"}
        ada.delete(f"/contexts/{first['id']}")
        assert ada.post("/contexts", {"title": "One more"}).status == 201
        assert bob.post("/contexts", {"title": "Mine"}).status == 201

    def test_tags_differ_in_more_than_their_case(self, ada: Person):
        assert keep(ada, tags=["Shop", "shop", "  the   shop "])["tags"] == ["Shop", "the shop"]

    def test_a_change_changes_what_it_names(self, ada: Person):
        kept = keep(ada, tags=["shop"], metadata={"a": 1})
        changed = ada.patch(f"/contexts/{kept['id']}", {"content": "Ten to four", "metadata": None})["context"]
        assert (changed["content"], changed["metadata"], changed["tags"]) == ("Ten to four", None, ["shop"])
        assert changed["version"] > kept["version"]
        assert ada.patch(f"/contexts/{kept['id']}", {"content": "Ten to four"})["context"] == changed

    def test_a_deleted_one_is_an_empty_tombstone(self, ada: Person, published):
        kept = keep(ada, tags=["shop"], is_favorite=True)
        gone = ada.delete(f"/contexts/{kept['id']}")["context"]
        assert (gone["title"], gone["content"], gone["tags"], gone["is_favorite"]) == ("", "", [], False)
        assert gone["deleted_at"]
        assert published[-1]["changes"][-1]["row"] == gone
        assert ada.delete(f"/contexts/{kept['id']}")["context"] == gone
        assert ada.get(f"/contexts/{kept['id']}").refusal == (404, "not_found")
        assert ada.patch(f"/contexts/{kept['id']}", {"content": "x"}).refusal == (404, "not_found")
        assert titles(ada) == []

    def test_using_one_counts(self, ada: Person):
        kept = keep(ada)
        ada.post(f"/contexts/{kept['id']}/use")
        used = ada.post(f"/contexts/{kept['id']}/use", {"times": 3})["context"]
        assert (used["usage_count"], used["updated_at"]) == (4, kept["updated_at"])
        assert used["last_used_at"] >= kept["created_at"]


class TestListing:
    @pytest.fixture
    def kept(self, ada: Person, bob: Person) -> dict[str, Row]:
        keep(bob, "Of Bob")
        rows = {
            "Bakery": keep(ada, "Bakery", content="Straße 5% off", tags=["Бакалея"], category="document"),
            "anchor": keep(ada, "anchor", content="知識ベース", is_favorite=True),
            "Code": keep(ada, "Code", content="x_y = 1", tags=["Shop", "shop list"], category="code"),
        }
        ada.post(f"/contexts/{rows['Code']['id']}/use")
        ada.patch(f"/contexts/{rows['Bakery']['id']}", {"category": "knowledge"})
        return rows

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["Bakery", "Code", "anchor"]),
            ("?sort=title", ["anchor", "Bakery", "Code"]),
            ("?sort=created", ["Code", "anchor", "Bakery"]),
            ("?sort=used", ["Code", "Bakery", "anchor"]),
            ("?sort=last_used", ["Code", "Bakery", "anchor"]),
            ("?favorite=true", ["anchor"]),
            ("?category=code", ["Code"]),
            ("?tag=SHOP", ["Code"]),
            ("?q=BAKER", ["Bakery"]),
            ("?q=бакал", ["Bakery"]),
            ("?q=STRASSE", ["Bakery"]),
            ("?q=識ベ", ["anchor"]),
            ("?q=5%25", ["Bakery"]),
            ("?q=x_y", ["Code"]),
            ("?q=%22%27%3B--", []),
            ("?q=list&category=document", []),
        ],
    )
    def test_by_what_is_asked(self, ada: Person, kept: dict[str, Row], query: str, expected: list[str]):
        assert titles(ada, query) == expected

    def test_an_unknown_order_is_refused(self, ada: Person):
        assert ada.get("/contexts?sort=luck").wrong_fields == {"sort"}


class TestShowing:
    def test_only_the_owner_sees_one(self, ada: Person, bob: Person, admin: Person):
        kept = keep(ada)
        attach(ada, ada.group("Team", bob), keep(ada, "Another one"))
        assert [reads(person, kept) for person in (ada, bob, admin)] == [True, False, False]
        assert titles(bob) == []

    def test_members_see_what_is_attached_and_nobody_else(self, ada: Person, bob: Person, cleo: Person, published):
        team, kept = ada.group("Team", bob), keep(ada)
        shown = attach(ada, team, kept)
        assert (shown.status, shown["conversation"]["context_ids"]) == (201, [kept["id"]])
        assert [reads(person, kept) for person in (bob, cleo)] == [True, False]
        assert bob.get(f"/conversations/{team['id']}/contexts")["contexts"][0]["content"] == "Nine to five"
        assert bob.see(team)["context_ids"] == [kept["id"]]
        assert {packet["log"] for packet in published if "Nine to five" in str(packet)} == {
            ada.log,
            f"c:{team['id']}",
        }
        assert titles(bob) == []

    def test_what_concerns_the_owner_alone_is_not_shown(self, ada: Person, bob: Person, published):
        team, kept = ada.group("Team", bob), keep(ada, is_favorite=True, metadata={"from": "diary"})
        attach(ada, team, kept)
        published.clear()
        ada.post(f"/contexts/{kept['id']}/use")
        ada.patch(f"/contexts/{kept['id']}", {"is_favorite": False})
        assert {packet["log"] for packet in published} == {ada.log}
        ada.patch(f"/contexts/{kept['id']}", {"is_favorite": True, "content": "Ten to four"})
        seen = bob.get(f"/contexts/{kept['id']}")["context"]
        assert (seen["is_favorite"], seen["usage_count"], seen["last_used_at"], seen["metadata"]) == (
            False,
            0,
            None,
            None,
        )
        assert seen["content"] == "Ten to four"

    def test_attaching_twice_is_attaching_once(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        attach(ada, team, kept)
        again = attach(ada, team, kept)
        assert (again.status, again["conversation"]["context_ids"]) == (200, [kept["id"]])
        assert again["context"]["usage_count"] == 1

    def test_only_ones_own_can_be_attached(self, ada: Person, bob: Person, cleo: Person):
        """What somebody was shown is not theirs to show around."""
        team, kept = ada.group("Team", bob), keep(ada)
        attach(ada, team, kept)
        theirs = bob.group("Elsewhere", cleo)
        assert attach(bob, theirs, kept).refusal == (404, "not_found")
        message = {"id": new_id(), "conversation_id": theirs["id"], "content": "Look", "context_ids": [kept["id"]]}
        assert bob.post("/messages", message).wrong_fields == {"context_ids"}
        group = {"id": new_id(), "kind": "group", "title": "Third", "context_ids": [kept["id"]]}
        assert bob.post("/conversations", group).wrong_fields == {"context_ids"}
        assert not reads(cleo, kept)

    def test_a_conversation_shows_so_many(self, ada: Person):
        kept = [keep(ada)["id"] for _ in range(21)]
        team = ada.group("Team", context_ids=kept[:20])
        assert team["context_ids"] == kept[:20]
        assert attach(ada, team, {"id": kept[20]}).wrong_fields == {"context_ids"}

    def test_where_only_moderators_post_only_they_attach(self, ada: Person, bob: Person):
        team = ada.group("News", bob, posting="moderators")
        assert attach(bob, team, keep(bob)).refusal == (403, "forbidden")
        assert attach(ada, team, keep(ada)).status == 201

    def test_its_owner_or_a_moderator_takes_it_away(self, ada: Person, bob: Person, cleo: Person):
        team = ada.group("Team", bob, cleo)
        kept = [keep(bob), keep(bob)]
        for context in kept:
            attach(bob, team, context)
        path = f"/conversations/{team['id']}/contexts/"
        assert cleo.delete(path + kept[0]["id"]).refusal == (403, "forbidden")
        assert ada.delete(path + kept[0]["id"])["conversation"]["context_ids"] == [kept[1]["id"]]
        assert bob.delete(path + kept[1]["id"])["conversation"]["context_ids"] == []
        assert bob.delete(path + kept[1]["id"]).ok
        assert not reads(ada, kept[0])

    def test_a_deleted_one_is_gone_everywhere(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        attach(ada, team, kept)
        message = ada.send(team, "See this", context_ids=[kept["id"]])
        ada.delete(f"/contexts/{kept['id']}")
        assert bob.see(team)["context_ids"] == []
        assert not reads(bob, kept)
        (*_, shown) = bob.get(f"/messages/{team['id']}")["messages"]
        assert (shown["id"], shown["context_ids"]) == (message["id"], [kept["id"]])

    def test_who_left_sees_nothing_any_more_and_shows_nothing_any_more(self, ada: Person, bob: Person):
        """An edit of theirs would still be a word in a group that they were removed from."""
        team, hers, his = ada.group("Team", bob), keep(ada), [keep(bob), keep(bob)]
        attach(ada, team, hers)
        attach(bob, team, his[0])
        bob.send(team, "See this", context_ids=[his[1]["id"]])
        ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
        assert not reads(bob, hers)
        assert [reads(ada, context) for context in his] == [False, False]
        assert ada.see(team)["context_ids"] == [hers["id"]]
        ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
        assert [reads(ada, context) for context in his] == [False, True]

    def test_a_deleted_group_shows_nothing(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        attach(ada, team, kept)
        ada.send(team, "See this", context_ids=[kept["id"]])
        ada.delete(f"/conversations/{team['id']}")
        assert not reads(bob, kept)
        assert reads(ada, kept)


class TestOnMessages:
    def test_a_message_carries_some_in_order(self, ada: Person, bob: Person, published):
        team = ada.group("Team", bob)
        kept = [keep(ada, f"{n}")["id"] for n in range(3)][::-1]
        published.clear()
        message = ada.send(team, "See these", context_ids=[*kept, kept[0]])
        assert message["context_ids"] == kept
        (packet,) = [packet for packet in published if packet["log"] == f"c:{team['id']}"]
        assert [change["entity"] for change in packet["changes"]] == ["message", "context", "context", "context"]
        (*_, shown) = bob.get(f"/messages/{team['id']}")["messages"]
        assert shown["context_ids"] == kept
        assert [reads(bob, {"id": id_}) for id_ in kept] == [True] * 3
        assert ada.get(f"/contexts/{kept[0]}")["context"]["usage_count"] == 1

    def test_a_message_may_be_nothing_else(self, ada: Person):
        team = ada.group("Team")
        assert ada.send(team, "", context_ids=[keep(ada)["id"]])["content"] == ""

    def test_one_sent_again_stays_once(self, ada: Person):
        team, kept = ada.group("Team"), keep(ada)
        form = {"id": new_id(), "conversation_id": team["id"], "content": "See", "context_ids": [kept["id"]]}
        first, again = ada.post("/messages", form), ada.post("/messages", form)
        assert (first.status, again.status, first["message"]) == (201, 200, again["message"])
        ada.delete(f"/contexts/{kept['id']}")
        assert ada.post("/messages", form).status == 200
        assert ada.post("/messages", {**form, "context_ids": []}).refusal == (409, "id_conflict")

    def test_a_deleted_message_shows_none(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        message = ada.send(team, "See this", context_ids=[kept["id"]])
        assert ada.delete(f"/messages/{message['id']}")["message"]["context_ids"] == []
        assert not reads(bob, kept)

    def test_a_page_of_history_comes_with_its_contexts(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), [keep(ada, f"{n}") for n in range(3)]
        for context in kept[:2]:
            ada.send(team, "See this", context_ids=[context["id"]])
        attach(ada, team, kept[2])
        path = f"/conversations/{team['id']}/contexts"
        first = bob.get(f"/messages/{team['id']}")["messages"][0]["ordinal"]

        def shown(query: str) -> list[str]:
            return [context["title"] for context in bob.get(path + query)["contexts"]]

        assert shown("") == ["2"]
        assert sorted(shown(f"?from={first}")) == ["0", "1", "2"]
        last = bob.get(f"/messages/{team['id']}")["messages"][-1]["ordinal"]
        assert shown(f"?from={last}&to={last}") == ["2", "1"]


class TestConflicts:
    def _push(self, person: Person, kind: str, context: Row, fields: Row, **more: Any) -> Row:
        (result,) = person.push(op("context", kind, context["id"], fields=fields, **more))
        return result

    def test_content_that_was_changed_elsewhere_is_a_conflict(self, ada: Person):
        kept = keep(ada)
        theirs = ada.patch(f"/contexts/{kept['id']}", {"content": "Ten to four"})["context"]
        result = self._push(ada, "update", kept, {"content": "Never"}, base_version=kept["version"])
        assert (result["status"], result["row"]) == ("conflict", theirs)
        mine = self._push(ada, "update", kept, {"content": "Never"}, base_version=theirs["version"], resolution="local")
        assert (mine["status"], mine["row"]["content"]) == ("applied", "Never")
        stale = {"content": "x", "base_version": kept["version"]}
        assert ada.patch(f"/contexts/{kept['id']}", stale).refusal == (409, "version_conflict")

    def test_nothing_but_content_conflicts(self, ada: Person):
        kept = keep(ada)
        ada.post(f"/contexts/{kept['id']}/use")
        ada.patch(f"/contexts/{kept['id']}", {"title": "Hours", "is_favorite": True})
        result = self._push(ada, "update", kept, {"content": "Never", "tags": ["x"]}, base_version=kept["version"])
        assert result["status"] == "applied"
        row = result["row"]
        assert (row["title"], row["is_favorite"], row["content"], row["tags"]) == ("Hours", True, "Never", ["x"])

    def test_the_same_content_is_no_conflict(self, ada: Person):
        kept = keep(ada)
        ada.patch(f"/contexts/{kept['id']}", {"content": "Never"})
        assert (
            self._push(ada, "update", kept, {"content": "Never"}, base_version=kept["version"])["status"] == "applied"
        )

    def test_of_single_values_the_later_wins(self, ada: Person):
        (made,) = ada.push(
            op("context", "create", new_id(), fields={"title": "One"}, client_time="2026-01-01T00:00:00.000Z")
        )
        kept = made["row"]
        self._push(ada, "update", kept, {"title": "Two"})
        early = self._push(ada, "update", kept, {"title": "Three"}, client_time="2026-01-02T00:00:00.000Z")
        assert (early["status"], early["row"]["title"]) == ("applied", "Two")

    def test_an_edit_unaware_of_the_deletion_wins(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        ada.send(team, "See", context_ids=[kept["id"]])
        kept = ada.get(f"/contexts/{kept['id']}")["context"]
        gone = ada.delete(f"/contexts/{kept['id']}")["context"]
        bare = self._push(ada, "update", kept, {"content": "Never"}, base_version=kept["version"])
        assert (bare["status"], bare["row"]) == ("conflict", gone)
        whole = {"title": "Hours", "content": "Never"}
        back = self._push(ada, "update", kept, whole, base_version=kept["version"])
        assert (back["status"], back["row"]["deleted_at"], back["row"]["content"]) == ("applied", None, "Never")
        assert reads(bob, kept)

    def test_one_aware_of_the_deletion_must_insist(self, ada: Person):
        gone = ada.delete(f"/contexts/{keep(ada)['id']}")["context"]
        whole = {"title": "Hours", "content": "Never"}
        assert self._push(ada, "update", gone, whole, base_version=gone["version"])["status"] == "rejected"
        back = self._push(ada, "update", gone, whole, base_version=gone["version"], resolution="local")
        assert back["status"] == "applied"

    def test_a_deletion_unaware_of_an_edit_loses(self, ada: Person):
        kept = keep(ada)
        edited = ada.patch(f"/contexts/{kept['id']}", {"title": "Hours"})["context"]
        ada.post(f"/contexts/{kept['id']}/use")
        lost = self._push(ada, "delete", kept, {}, base_version=kept["version"])
        assert (lost["status"], lost["row"]["title"]) == ("conflict", "Hours")
        assert self._push(ada, "delete", kept, {}, base_version=edited["version"])["status"] == "applied"

    def test_liking_what_is_deleted_brings_nothing_back(self, ada: Person):
        kept = keep(ada)
        ada.delete(f"/contexts/{kept['id']}")
        liked = self._push(ada, "update", kept, {"is_favorite": True}, base_version=kept["version"])
        used = self._push(ada, "set", kept, {"times": 1})
        assert [(r["status"], bool(r["row"]["deleted_at"])) for r in (liked, used)] == [("applied", True)] * 2


class TestPushing:
    def test_an_operation_sent_twice_counts_once(self, ada: Person, bob: Person):
        team, kept = ada.group("Team", bob), keep(ada)
        ops = [
            op("conversation_context", "create", kept["id"], fields={"conversation_id": team["id"]}),
            op("message", "create", new_id(), fields={
                "conversation_id": team["id"], "content": "See", "context_ids": [kept["id"]]
            }),
            op("context", "set", kept["id"], fields={"times": 2}),
            op("conversation_context", "delete", kept["id"], fields={"conversation_id": team["id"]}),
        ]  # fmt: skip
        first, again = ada.push(*ops), ada.push(*ops)
        assert [result["status"] for result in first] == ["applied"] * 4
        assert [result["status"] for result in again] == ["duplicate"] * 4
        assert [result["row"]["id"] for result in again] == [result["row"]["id"] for result in first]
        assert first[0]["row"]["context_ids"] == [kept["id"]]
        assert ada.get(f"/contexts/{kept['id']}")["context"]["usage_count"] == 4
