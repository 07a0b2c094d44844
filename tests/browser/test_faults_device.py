"""What happens to tabs and browsers: they are killed while they write, and nothing of it is lost or doubled."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Playwright, expect

from tests.browser.chromium import launch_with
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence, holds
from tests.browser.doorway import DESKTOP, username_for
from tests.browser.modules import have_at_hand, start_to_write_many
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NOT_SIGNED_IN, Troubles
from tests.support.live import LiveServer

MANY = 400


def test_a_tab_killed_in_mid_write(enter: Enter, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere) -> None:
    """Each message is either there with its place in the outbox, or not at all."""
    anna, cleo = enter("Anna"), arrive("Cleo")
    person = elsewhere(anna)
    pond = cleo.group("Pond", person)
    anna.open_conversation("Pond")
    anna.expect_ready_for_offline()
    have_at_hand(anna.page)
    anna.go_offline()
    anna.expect_offline()
    start_to_write_many(anna.page, pond["id"], [f"Leaf {number}" for number in range(MANY)])
    anna.conversation.message("Leaf 7").expect_status("sending")
    _kill_tab(anna)

    anna.reopen()
    anna.expect_offline()
    held = holds(anna, person.id)
    written = [row["content"] for row in held["messages"] if row["role"] == "user"]
    assert 7 < len(written) < MANY, "it was not killed in the midst"
    assert sorted(written) == sorted(
        entry["fields"]["content"] for entry in held["outbox"] if "content" in entry["fields"]
    )
    anna.go_online()
    anna.expect_in_touch()
    expect_convergence(server, anna)
    stored = [row["content"] for row in cleo.get(f"/messages/{pond['id']}?limit=100")["messages"]]
    assert stored == [f"Leaf {number}" for number in range(len(written))][-100:]


def test_a_browser_that_is_killed(
    playwright: Playwright, server: LiveServer, arrive: Arrive, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """With its last changes unsent. What it knew of the session may be lost, what was written must not be."""
    folder, cleo = tmp_path / "browser", arrive("Cleo")
    context, anna = _browser(playwright, folder, server, username_for("Anna"))
    anna.create_account()
    anna.expect_in_touch()
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    here.send("Before the storm").expect_status("sent", "delivered")
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    here.send("Lightning").expect_status("sending")
    here.message("Before the storm").react("👍")
    here.send("Thunder").expect_status("sending")
    anna.expect_pending(3)
    _kill_browser(folder, context)

    context, anna = _browser(playwright, folder, server, anna.username)
    anna.troubles.may_meet(*NOT_SIGNED_IN)
    context.clear_cookies()  # whether they were on the disk already is a matter of luck
    anna.open("/sign-in")
    anna.sign_in()
    here = anna.open_conversation("Pond")
    here.expect_messages("Before the storm", "Lightning", "Thunder")
    here.message("Thunder").expect_status("sent", "delivered")
    expect(here.message("Before the storm").reaction("👍 1: You")).to_be_visible()
    expect_convergence(server, anna)
    assert anna.troubles.unexpected() == []
    context.close()
    stored = [row["content"] for row in cleo.get(f"/messages/{pond['id']}")["messages"] if row["role"] == "user"]
    assert stored == ["Before the storm", "Lightning", "Thunder"]


def _kill_tab(participant: Participant) -> None:
    """Its process ends, as when the system is out of memory."""
    page = participant.page
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def _browser(
    playwright: Playwright, folder: Path, server: LiveServer, username: str
) -> tuple[BrowserContext, Participant]:
    """A browser of one's own, which keeps what it knows in a folder."""
    context = launch_with(playwright, folder, **DESKTOP, locale="en-GB")
    return context, Participant(context, server.url, "Anna", username, Troubles(context))


def _kill_browser(folder: Path, context: BrowserContext) -> None:
    """All of its processes at once, without a word."""
    with context.expect_event("close"):
        for process in _processes_of(folder):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def _processes_of(folder: Path) -> list[int]:
    """The browser itself; its children go with it."""
    ours = f"--user-data-dir={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (process / "cmdline").read_bytes().split(b"\0")
            if ours in said and not any(word.startswith(b"--type=") for word in said):
                found.append(int(process.name))
    assert found, "the browser cannot be found"
    return found
