"""A line that loses, doubles, delays and swaps, and one that is dead without anybody saying so."""

from __future__ import annotations

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.line import BadLine, Line
from tests.support.live import LiveServer

FATES = {"passed", "dropped", "doubled", "late", "swapped", "acknowledged twice"}


def test_packets_late_doubled_swapped_and_dropped_and_acknowledgements_twice(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna", account=False), arrive("Cleo")
    line = BadLine(anna.page)
    anna.create_account()
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")

    line.bad = True
    for number in range(24):
        message = cleo.send(pond, f"Frog {number}")
        if number % 3 == 0:
            assert cleo.patch(f"/messages/{message['id']}", {"content": f"Toad {number}"}).ok
        if number % 4 == 0:
            assert cleo.put(f"/messages/{message['id']}/reactions/👍").ok
        if number % 6 == 0:
            here.send(f"Newt {number}").expect_status("sent", "delivered")
        if number % 8 == 0:
            assert cleo.patch(f"/conversations/{pond['id']}", {"title": f"Pond {number}"}).ok
            assert cleo.delete(f"/messages/{message['id']}").ok
    assert line.met.keys() == FATES, "something never happened, so this proves less than it says"
    line.bad = False
    # Whatever was lost is asked for as soon as something comes that does not follow.
    cleo.send(pond, "Is anybody there?")
    here.message("Is anybody there?").expect_status("sent", "delivered", "read")
    expect_convergence(server, anna)


def test_a_connection_that_is_dead_without_anybody_saying_so(
    enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    """After sleep, or a change of networks. The page is told that there is a network, and finds out the rest."""
    anna, cleo = enter("Anna", account=False), arrive("Cleo")
    line = Line(anna.page)
    anna.create_account()
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    here.send("Before").expect_status("sent", "delivered", "read")

    line.go_dead()
    own = here.send("Into the void")
    cleo.send(pond, "From the other side")
    own.expect_status("sending")
    anna.notice_the_network()
    own.expect_status("sent", "delivered", "read")
    anna.expect_in_touch()
    # Over the new connection, on which she is told again.
    cleo.send(pond, "Loud and clear?")
    here.message("Loud and clear?").expect_status("sent", "delivered", "read")
    expect_convergence(server, anna)
