"""How a device keeps things: in step with the server, in memory alone, or for itself; changed while something waits."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Request, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import SignedIn, expect_convergence
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer
from tests.support.people import Person

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
KEPT = """async () => ({
  databases: (await indexedDB.databases()).map(({name}) => name).filter((name) => name.startsWith('QuChat')),
  pictures: await caches.open('quchat-avatars').then((cache) => cache.keys()).then((all) => all.map(({url}) => url)),
})"""
NOTHING: dict[str, list[str]] = {"databases": [], "pictures": []}


def test_a_device_that_stays_for_itself_says_nothing_until_one_sends_what_waits(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Before")
    here = anna.open_conversation("Pond")
    here.expect_messages("Before")
    anna.expect_ready_for_offline()
    tab = anna.another_tab()
    tab.expect_in_touch()
    tab.open_conversation("Pond")

    with anna.page.expect_response(lambda answer: answer.request.method == "PUT" and "/sync/config" in answer.url):
        _choose(anna, "Stay on this device")
    anna.page.keyboard.press("Escape")
    for one in (anna, tab):
        expect(one.status).to_contain_text("On this device only")
    with _silence(anna.context):
        here.send("Only here").expect_status("sending")
        tab.conversation.expect_messages("Before", "Only here")
        cleo.send(pond, "Do you hear me?")
        anna.page.reload()
        here.expect_messages("Before", "Only here")
        tab.conversation.send("Here, too").expect_status("sending")
        anna.expect_pending(2)
        tab.close()
        question = _choose(anna, "Keep and synchronise")
        expect(question).to_contain_text("2 changes wait on this device and would leave it now.")
        question.get_by_role("button", name="Cancel").click()
        expect(_mode(anna, "Stay on this device")).to_be_checked()
        anna.page.keyboard.press("Escape")
    assert _mode_at_the_server(anna) == "local-only"

    _choose(anna, "Keep and synchronise").get_by_role("button", name="Send and synchronise").click()
    anna.page.keyboard.press("Escape")
    anna.expect_in_touch()
    here.expect_messages("Before", "Do you hear me?", "Only here", "Here, too")
    assert _texts(cleo, pond) == ["Before", "Do you hear me?", "Only here", "Here, too"]
    assert _mode_at_the_server(anna) == "hybrid"
    expect_convergence(server, anna)


def test_a_device_that_keeps_nothing_sends_first_and_then_needs_the_server(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    assert cleo.upload("PUT", "/users/me/avatar", PICTURE, "image/png").ok
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Before")
    anna.expect_ready_for_offline()
    anna.page.reload()
    here = anna.open_conversation("Pond")
    here.expect_messages("Before")
    tab = anna.another_tab()
    tab.expect_in_touch()
    anna.go_offline()
    anna.expect_offline()
    here.send("Waited").expect_status("sending")
    anna.expect_pending(1)

    question = _choose(anna, "Keep nothing here")
    expect(question).to_contain_text("1 change has not reached the server yet and would be lost.")
    question.get_by_role("button", name="Send now").click()
    expect(question).to_contain_text("The server can’t be reached.")
    anna.go_online()
    expect(question).to_contain_text("Everything you wrote has reached the server.")
    with anna.page.expect_navigation(), tab.page.expect_navigation():
        question.get_by_role("button", name="Erase and go on").click()
    for one in (anna, tab):
        one.expect_in_touch()
    here.expect_messages("Before", "Waited")
    assert anna.page.evaluate(KEPT) == NOTHING
    assert _mode_at_the_server(anna) == "cloud-only"

    here.send("From memory").expect_status("sent", "delivered")
    tab.open_conversation("Pond").expect_messages("Before", "Waited", "From memory")
    anna.go_offline()
    anna.expect_offline()
    here.box.fill("Not without the server")
    here.send_button.click()
    expect(anna.note("Nothing is kept on this device, so this needs the network.")).to_be_visible()
    expect(here.box).to_have_value("Not without the server")
    here.message("Before").react("👍")
    anna.expect_pending(0)
    anna.go_online()
    anna.expect_in_touch()
    here.send_button.click()
    here.message("Not without the server").expect_status("sent", "delivered")
    assert anna.page.evaluate(KEPT) == NOTHING

    tab.close()
    with anna.page.expect_navigation():
        _choose(anna, "Keep and synchronise")
    here.expect_messages("Before", "Waited", "From memory", "Not without the server")
    anna.expect_in_touch()
    assert _texts(cleo, pond) == ["Before", "Waited", "From memory", "Not without the server"]
    expect_convergence(server, anna)


def test_a_shared_computer_keeps_nothing_from_the_start_and_the_server_can_say_so_later(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Before")
    anna.open_conversation("Pond").expect_messages("Before")
    school = enter("Anna", anna.username, account=False)
    school.open("/sign-in")
    school.page.get_by_role("checkbox", name="This is a shared computer").check()
    school.sign_in()
    school.open_conversation("Pond").expect_messages("Before")
    assert school.page.evaluate(KEPT) == NOTHING
    school.expect_ready_for_offline()
    school.go_offline()
    school.page.reload()
    expect(school.page.get_by_role("alert")).to_contain_text("QuChat keeps nothing on this device")
    school.go_online()

    me = SignedIn(anna)
    assert me.put("/sync/config", {"mode": "cloud-only", "keep_days": 30}).ok
    anna.page.reload()
    question = anna.page.get_by_role("dialog", name="Keep nothing on this device?")
    with anna.page.expect_navigation():
        question.get_by_role("button", name="Erase and go on").click()
    anna.conversation.expect_messages("Before")
    assert anna.page.evaluate(KEPT) == NOTHING
    assert me.get("/sync/config")["config"] == {"mode": "cloud-only", "keep_days": 30}


def test_from_staying_for_itself_to_keeping_nothing_what_waits_is_sent_first_and_back_again(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    anna.troubles.may_meet("WebSocket is closed before")  # one that was being opened when the page went
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    _choose(anna, "Stay on this device")
    anna.page.keyboard.press("Escape")
    expect(anna.status).to_contain_text("On this device only")
    here.send("Only here").expect_status("sending")
    anna.expect_pending(1)

    question = _choose(anna, "Keep nothing here")
    expect(question).to_contain_text("1 change has not reached the server yet and would be lost.")
    assert axe.violations(anna.page) == []
    question.get_by_role("button", name="Cancel").click()
    expect(_mode(anna, "Stay on this device")).to_be_checked()
    assert _texts(cleo, pond) == []
    question = _choose(anna, "Keep nothing here")
    question.get_by_role("button", name="Send now").click()
    expect(question).to_contain_text("Everything you wrote has reached the server.")
    assert _texts(cleo, pond) == ["Only here"]
    with anna.page.expect_navigation():
        question.get_by_role("button", name="Erase and go on").click()
    here.expect_messages("Only here")
    anna.expect_in_touch()
    assert anna.page.evaluate(KEPT) == NOTHING

    with anna.page.expect_navigation():
        _choose(anna, "Stay on this device")
    expect(anna.status).to_contain_text("On this device only")
    cleo.send(pond, "Do you hear me?")
    _choose(anna, "Keep and synchronise")
    anna.page.keyboard.press("Escape")
    anna.expect_in_touch()
    here = anna.open_conversation("Pond")
    here.expect_messages("Only here", "Do you hear me?")
    expect_convergence(server, anna)


def _choose(person: Participant, name: str) -> Locator:
    """Another mode in the settings; gives the question that may follow."""
    _mode(person, name).check()
    return person.page.get_by_role("dialog").last


def _mode(person: Participant, name: str) -> Locator:
    settings = person.page.get_by_role("dialog", name="Settings")
    shown = settings if settings.is_visible() else person.open_settings("Sync")
    return shown.get_by_role("radio", name=name)


@contextmanager
def _silence(context: BrowserContext) -> Iterator[None]:
    """For the length of a block no page of this browser says anything to the server but to fetch the application."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/static/" not in request.url and not request.is_navigation_request():
            asked.append(request.url)

    context.on("request", note)
    for page in context.pages:
        page.on("websocket", lambda socket: asked.append(socket.url))
    yield
    context.remove_listener("request", note)
    assert asked == []


def _mode_at_the_server(person: Participant) -> str:
    mode: str = SignedIn(person).get("/sync/config")["config"]["mode"]
    return mode


def _texts(person: Person, conversation: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{conversation['id']}?limit=100")["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]
