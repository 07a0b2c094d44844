"""What would keep the page from drawing is done in a worker."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.support.live import LiveServer

MANY = 150


def test_what_came_while_one_was_away_is_taken_by_a_worker(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna = enter("Anna")
    cleo = arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    first = cleo.send(pond, "The first")
    anna.open_conversation("Pond").expect_messages("The first")
    anna.expect_in_touch()
    anna.close()
    for number in range(MANY):
        cleo.send(pond, f"Ripple {number}")
    assert cleo.patch(f"/messages/{first['id']}", {"content": "The first, edited"}).ok

    started: list[str] = []
    anna.context.on("page", lambda page: _note_workers(page, started))
    anna.reopen()
    anna.expect_in_touch()
    expect(anna.item("Pond")).to_contain_text(f"Ripple {MANY - 1}")
    assert any("/worker/apply.js" in address for address in started), started
    expect_convergence(server, anna)


def _note_workers(page: Page, started: list[str]) -> None:
    page.on("worker", lambda worker: started.append(worker.url))
