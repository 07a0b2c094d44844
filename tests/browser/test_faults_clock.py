"""Clocks that are wrong by hours and jump: what is sent keeps its order, and the last change is the last."""

from __future__ import annotations

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.modules import have_at_hand, script
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer

THREE_HOURS = 3 * 60 * 60 * 1000
TEN_MINUTES = 10 * 60 * 1000
WRONG = """(() => {
  const Right = Date;
  globalThis.clockError = %d;
  globalThis.Date = class Date extends Right {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Date.now()]));
    }
    static now() {
      return Right.now() + globalThis.clockError;
    }
  };
})()"""
"""The page's clock goes wrong by so many milliseconds, which may change."""
RENAME = script("await modules[0].updateConversation(store, given.id, {title: given.title})", "db/conversations.js")


def test_clocks_three_hours_wrong_either_way(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    fast, slow, cleo = _with_clock(enter, "Anna", THREE_HOURS), _with_clock(enter, "Ben", -THREE_HOURS), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(fast), elsewhere(slow))
    for person in (fast, slow):
        change = {"role": "moderator"}
        assert cleo.patch(f"/conversations/{pond['id']}/members/{elsewhere(person).id}", change).ok
        person.open_conversation("Pond")
        have_at_hand(person.page)
    for number in range(3):
        for person in (slow, fast):
            person.conversation.send(f"{person.name} {number}").expect_status("sent", "delivered", "read")

    # A change made earlier by a clock that is ahead does not win over one made later, though it arrives after it.
    fast.go_offline()
    fast.expect_offline()
    # Ten minutes before: what a clock is wrong by is known to the seconds that a push takes, no better.
    fast.page.evaluate(f"clockError -= {TEN_MINUTES}")
    fast.page.evaluate(RENAME, {"id": pond["id"], "title": "Made first, arrives last"})
    fast.page.evaluate(f"clockError += {TEN_MINUTES}")
    assert cleo.patch(f"/conversations/{pond['id']}", {"title": "Made last"}).ok
    fast.go_online()
    fast.expect_in_touch()
    fast.conversation.expect_title("Made last")
    # Nor does one made later by a clock that is behind lose.
    slow.conversation.expect_title("Made last")
    slow.go_offline()
    slow.expect_offline()
    slow.page.evaluate(RENAME, {"id": pond["id"], "title": "Made after all"})
    slow.conversation.send("Offline, in the past").expect_status("sending")
    slow.go_online()
    slow.expect_in_touch()
    fast.conversation.expect_title("Made after all")
    said = [f"{name} {number}" for number in range(3) for name in ("Ben", "Anna")]
    for person in (fast, slow):
        person.conversation.expect_messages(*said, "Offline, in the past")
    expect_convergence(server, fast, slow)


def test_a_clock_that_jumps(enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere) -> None:
    """While things wait: they are shown and sent in the order in which they were written, and none waits for the hour
    to come again."""
    anna, cleo = _with_clock(enter, "Anna", 0), arrive("Cleo")
    cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    anna.go_offline()
    anna.expect_offline()
    here.send("At noon")
    anna.page.evaluate(f"clockError = {-THREE_HOURS}")
    here.send("Then it was nine")
    anna.page.evaluate(f"clockError = {THREE_HOURS}")
    here.send("And then three")
    said = ("At noon", "Then it was nine", "And then three")
    here.expect_messages(*said)
    anna.go_online()
    here.message("And then three").expect_status("sent", "delivered", "read")
    here.expect_messages(*said)
    anna.page.evaluate(f"clockError = {-THREE_HOURS}")
    here.send("Back again").expect_status("sent", "delivered", "read")
    here.expect_messages(*said, "Back again")
    expect_convergence(server, anna)


def _with_clock(enter: Enter, name: str, error: int) -> Participant:
    person = enter(name, account=False)
    person.context.add_init_script(WRONG % error)
    person.create_account()
    person.expect_in_touch()
    return person
