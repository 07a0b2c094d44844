"""Voice messages, with Chromium's own microphone, which beeps: recorded, listened to, sent and played."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer

MICROPHONE = {"permissions": ["microphone"]}
SPOKEN = re.compile(r"^0:0[1-9]")
REFUSES = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{}'))"


def record(page: Page, seconds: int = 1) -> Locator:
    """Click to record, and go on until the timer says so."""
    page.get_by_role("button", name="Record voice message").click()
    recorder = page.get_by_role("group", name="Recording a voice message")
    expect(recorder.get_by_role("timer")).to_have_text(re.compile(rf"0:0[{seconds}-9]"))
    return recorder


def voices(person: Participant) -> Locator:
    return person.conversation.log.locator("qu-voice")


def draft(person: Participant) -> Locator:
    return person.page.get_by_role("list", name="Files to send").locator("qu-voice")


def test_a_voice_message_from_the_microphone_to_the_ear(enter: Enter, elsewhere: Elsewhere, server: LiveServer) -> None:
    anna, ben = enter("Anna", **MICROPHONE), enter("Ben", **PHONE)
    anna.start_direct(ben)

    # Listened to before it is sent.
    recorder = record(anna.page, 2)
    assert axe.violations(anna.page) == []
    recorder.get_by_role("button", name="Stop and listen").click()
    expect(draft(anna)).to_have_count(1)
    draft(anna).get_by_role("button", name="Play voice message").click()
    expect(draft(anna).get_by_role("button", name="Pause")).to_be_visible()
    expect(draft(anna).get_by_role("slider")).not_to_have_value("0")
    anna.conversation.send_button.click()
    expect(draft(anna)).to_have_count(0)
    expect(anna.conversation.log.get_by_role("article").last).to_have_attribute(
        "data-status", re.compile("sent|delivered|read")
    )

    # What is stored of it says how long it is and what it looks like.
    (message,) = elsewhere(anna).get(f"/chat/history/{elsewhere(ben).id}")["messages"]
    (file,) = message["attachments"]
    assert file["media_type"] == "audio/webm"
    assert 2000 <= file["duration_ms"] < 60_000
    assert len(file["waveform"]) <= 100
    assert max(file["waveform"]) == 100
    assert min(file["waveform"]) < 50, "it beeps only once a second"

    # Somebody else plays it, faster, and seeks with the keyboard.
    ben.open_conversation("Anna")
    voice = voices(ben)
    slider = voice.get_by_role("slider", name="Position in the voice message")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0:00 of 0:0\d$"))
    voice.get_by_role("button", name="Speed: 1 times").click()
    voice.get_by_role("button", name="Speed: 1.5 times").click()
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    slider.press(" ")
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    assert ben.page.locator("body > audio").evaluate("(audio) => audio.playbackRate") == 2
    ben.page.wait_for_function("() => document.querySelector('qu-voice').at > 0.3")
    expect(voice.get_by_role("button", name="Play voice message")).to_be_visible()  # it has come to its end
    expect(slider).to_have_value("0")
    with ben.page.expect_download() as download:
        voice.get_by_role("button", name="Download voice message").click()
    assert re.fullmatch(r"Voice message .*\.webm", download.value.suggested_filename)
    assert axe.violations(ben.page) == []
    ben.page.set_viewport_size({"width": 320, "height": 700})
    assert ben.page.evaluate("document.documentElement.scrollWidth") <= 320
    expect_convergence(server, anna, ben)


def test_a_browser_that_wants_another_press_gets_one(enter: Enter, arrive: Arrive) -> None:
    """Safari lets nothing sound whose bytes took longer to come than it remembers the press."""
    anna = enter("Anna", **MICROPHONE)
    anna.start_direct(arrive("Cleo"))
    record(anna.page).get_by_role("button", name="Send voice message").click()
    voice = voices(anna)
    anna.page.evaluate(
        """() => {
          const { play } = HTMLMediaElement.prototype;
          HTMLMediaElement.prototype.play = function () {
            HTMLMediaElement.prototype.play = play;
            return Promise.reject(new DOMException('', 'NotAllowedError'));
          };
        }"""
    )
    voice.get_by_role("button", name="Play voice message").click()
    expect(anna.page.get_by_text("Press play once more.")).to_be_visible()
    voice.get_by_role("button", name="Play voice message").click()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()


def test_one_listens_on_while_one_looks_elsewhere(enter: Enter, arrive: Arrive) -> None:
    anna, ben = enter("Anna", **MICROPHONE), arrive("Ben")
    anna.start_direct(ben)
    record(anna.page)
    anna.page.get_by_role("button", name="Send voice message").click()
    voice = voices(anna)
    voice.get_by_role("button", name="Play voice message").click()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    # A recording this short would be over before one has looked.
    anna.page.locator("body > audio").evaluate("(audio) => { audio.loop = true; }")
    bar = anna.page.get_by_role("complementary", name="Voice message that is played")
    expect(bar).to_have_count(0)

    anna.page.evaluate("location.hash = '#/'")
    expect(bar.get_by_role("button", name="Pause")).to_be_visible()
    assert axe.violations(anna.page) == []
    bar.get_by_role("button", name="Pause").click()
    expect(bar.get_by_role("button", name="Play voice message")).to_be_visible()
    bar.get_by_role("link").click()
    expect(voice.get_by_role("button", name="Play voice message")).to_be_visible()
    expect(bar).to_have_count(0)

    voice.get_by_role("button", name="Play voice message").click()
    anna.page.evaluate("location.hash = '#/'")
    bar.get_by_role("button", name="Stop listening").click()
    expect(bar).to_have_count(0)
    assert anna.page.locator("body > audio").evaluate("(audio) => audio.paused")


def test_spoken_offline_it_leaves_with_the_network(enter: Enter, arrive: Arrive, server: LiveServer) -> None:
    anna, cleo = enter("Anna", **MICROPHONE), arrive("Cleo")
    anna.start_direct(cleo)
    anna.conversation.send("Hello").expect_status("sent", "delivered")
    anna.expect_ready_for_offline()
    anna.troubles.may_meet("404.*/api/v1/uploads/")  # an upload asks first how much of it has arrived
    anna.go_offline()
    for _ in range(2):
        record(anna.page).get_by_role("button", name="Send voice message").click()
    expect(voices(anna)).to_have_count(2)
    anna.open()
    anna.open_conversation("Cleo")
    expect(voices(anna)).to_have_count(2)

    # One plays at a time.
    first, second = voices(anna).first, voices(anna).last
    for one in (first, second):
        one.get_by_role("button", name="Play voice message").click()
        expect(one.get_by_role("button", name="Pause")).to_be_visible()
    expect(first.get_by_role("button", name="Play voice message")).to_be_visible()
    anna.go_online()
    anna.notice_the_network()
    anna.expect_in_touch()
    assert [len(m["attachments"]) for m in cleo.get(f"/chat/history/{_id(cleo, anna)}")["messages"]] == [0, 1, 1]
    expect_convergence(server, anna)


def test_a_recording_is_given_up_or_kept_whatever_happens(enter: Enter, arrive: Arrive) -> None:
    anna, cleo, dora = enter("Anna", **MICROPHONE), arrive("Cleo"), arrive("Dora")
    anna.start_direct(cleo)
    anna.start_direct(dora)

    # Given up.
    record(anna.page).press("Escape")
    expect(anna.conversation.box).to_be_focused()
    expect(draft(anna)).to_have_count(0)

    # Held: letting go ends it.
    button = anna.page.get_by_role("button", name="Record voice message")
    button.hover()
    anna.page.mouse.down()
    timer = anna.page.get_by_role("timer")
    expect(timer).to_have_text("0:01")
    anna.page.mouse.up()
    expect(draft(anna)).to_have_count(1)

    # Going to another conversation, and the end of the page, leave it with the draft.
    record(anna.page)
    anna.open_conversation("Cleo")
    anna.open_conversation("Dora")
    expect(draft(anna)).to_have_count(2)
    record(anna.page, 2)
    anna.page.reload()
    expect(draft(anna)).to_have_count(3)
    expect(anna.page.get_by_text("Your recording was kept.")).to_be_visible()
    draft(anna).last.get_by_role("button", name="Play voice message").click()
    expect(draft(anna).last.get_by_role("slider")).not_to_have_value("0")
    anna.page.get_by_role("button", name="Remove voice message").last.click()
    expect(draft(anna)).to_have_count(2)


def test_a_finger_holds_the_button_and_lets_go(enter: Enter, arrive: Arrive) -> None:
    ben = enter("Ben", **{**PHONE, **MICROPHONE})
    ben.start_direct(arrive("Cleo"))
    box = ben.page.get_by_role("button", name="Record voice message").bounding_box()
    assert box
    finger = ben.context.new_cdp_session(ben.page)
    where = [{"x": box["x"] + 10, "y": box["y"] + 10}]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": where})
    expect(ben.page.get_by_role("timer")).to_have_text("0:01")
    expect(draft(ben)).to_have_count(0)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(draft(ben)).to_have_count(1)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("", "The microphone is blocked"),
        (REFUSES.format("NotFoundError"), "No mic"),
        (REFUSES.format("NotReadableError"), "Another"),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "https://"),
        ("delete window.MediaRecorder", "can’t record"),
    ],
)
def test_why_nothing_can_be_recorded(enter: Enter, arrive: Arrive, trouble: str, words: str) -> None:
    anna = enter("Anna")  # without the permission, which a browser without a window refuses by itself
    anna.start_direct(arrive("Cleo"))
    if trouble:
        anna.page.evaluate(f"() => {{ {trouble}; }}")
    button = anna.page.get_by_role("button", name="Record voice message")
    button.hover()
    anna.page.mouse.down()
    expect(anna.note(words)).to_be_visible()
    anna.page.mouse.up()
    expect(anna.note(words)).to_have_count(1)
    expect(anna.conversation.box).to_be_visible()
    anna.conversation.send("In writing, then").expect_status("sent", "delivered")


def _id(person, participant: Participant) -> str:
    return next(u["id"] for u in person.get("/users")["users"] if u["username"] == participant.username)
