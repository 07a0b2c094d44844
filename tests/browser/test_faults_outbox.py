"""Much at once: fifty changes of which some are bad, and thousands that came while one was away."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.modules import have_at_hand, script, write_many
from tests.support.flood import flood
from tests.support.live import LiveServer
from tests.support.people import new_id, op

SPOIL = script("""
const entries = await store.db.outbox.orderBy('position').toArray();
const spoilt = (entry, more) => ({...entry, fields: {...entry.fields, ...more}});
await store.db.outbox.bulkPut([
  spoilt(entries[16], {content: 'x'.repeat(10_001)}),
  spoilt(entries[32], {conversation_id: 'nowhere'}),
]);
""")
"""As if an earlier release had let them through: the 17th is too long, the 33rd makes no sense."""


def test_a_bad_entry_among_fifty(enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    have_at_hand(anna.page)
    anna.go_offline()
    anna.expect_offline()
    write_many(anna.page, pond["id"], [f"Leaf {number}" for number in range(1, 51)])
    anna.page.evaluate(SPOIL)
    anna.expect_pending(50)
    anna.go_online()
    anna.expect_in_touch()
    expect(here.log.locator('[data-status="failed"]')).to_have_count(2)
    stored = [row["content"] for row in cleo.get(f"/messages/{pond['id']}?limit=100")["messages"]]
    assert stored == [f"Leaf {number}" for number in range(1, 51) if number not in (17, 33)]
    for bad in ("Leaf 17", "Leaf 33"):
        here.message(bad).expect_status("failed")
    # Those who come after are not held up either.
    here.send("Winter").expect_status("sent", "delivered", "read")
    expect_convergence(server, anna, refused=2)


def test_five_thousand_changes_while_away(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """In one conversation more than an answer tells one by one, in the others fewer."""
    anna, cleo = enter("Anna"), arrive("Cleo")
    person = elsewhere(anna)
    lake, *ponds = [cleo.group(title, person) for title in ("Lake", "Pond 1", "Pond 2", "Pond 3", "Pond 4")]
    old = {room["id"]: [cleo.send(room, f"Old {number}") for number in range(40)] for room in (lake, *ponds)}
    anna.open_conversation("Lake")
    anna.conversation.message("Old 39").expect_status("sent", "delivered", "read")
    anna.expect_in_touch()
    expect_convergence(server, anna)

    anna.close()
    rooms = [lake] * 2_800 + ponds * 500
    forms = [
        {"id": new_id(), "conversation_id": room["id"], "content": f"New {number}"} for number, room in enumerate(rooms)
    ]
    assert flood(server, cleo, forms) == 4_800
    told = [change for messages in old.values() for change in _changes_of(messages)]
    for start in range(0, len(told), 100):
        assert {result["status"] for result in cleo.push(*told[start : start + 100])} == {"applied"}
    assert len(told) + len(forms) == 5_000

    anna.reopen()
    anna.expect_in_touch()
    expect_convergence(server, anna)


def _changes_of(old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was there before is edited, deleted and reacted to."""
    deleted, edited, liked = old[:10], old[10:25], old[25:40]
    return [
        *(op("message", "delete", row["id"], base_version=row["version"]) for row in deleted),
        *(
            op("message", "update", row["id"], base_version=row["version"], fields={"content": f"{row['content']}!"})
            for row in edited
        ),
        *(op("reaction", "create", new_id(), fields={"message_id": row["id"], "emoji": "👍"}) for row in liked),
    ]
