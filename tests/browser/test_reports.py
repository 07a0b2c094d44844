"""What moderators see of reports: on every screen, by axe, and without a network."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.doorway import RESULTS
from tests.browser.screens.participant import Participant
from tests.browser.test_reflow import FIND_CUT_OFF
from tests.support.reports import report

SCREENS = {"wide": (1280, 800), "phone": (390, 844), "narrow": (320, 720)}
TOAD, LONG_WORD = "Cleo is a toad", "Donaudampfschifffahrtsgesellschaftskapitän" * 3


@pytest.fixture
def anna(enter: Enter) -> Participant:
    return enter("Anna Lindqvist")


@pytest.fixture
def reported(anna: Participant, arrive: Arrive, elsewhere: Elsewhere) -> None:
    """In a group of Anna's two messages of Jonas' were reported."""
    jonas, mei = arrive("Jonas " + "Wolfeschlegelstein" * 2), arrive("Mei Tanaka")
    group = elsewhere(anna).group("Biology 10b", jonas, mei)
    for content, comment in ((TOAD, "Every day now " * 12), (LONG_WORD, "")):
        report(mei, jonas.send(group, content), comment)


def _open_reports(person: Participant) -> Locator:
    person.open_conversation("Biology 10b").option("Reports")
    dialog = person.page.get_by_role("dialog", name="Reports")
    expect(dialog).to_be_visible()
    return dialog


def _toad(reports: Locator) -> Locator:
    return reports.get_by_role("listitem").filter(has_text=TOAD)


def _problem(reports: Locator) -> Locator:
    return reports.locator(".reports-problem")


@pytest.mark.usefixtures("reported", "peace")
def test_reports_are_sound_on_every_screen(anna: Participant) -> None:
    reports = _open_reports(anna)
    expect(_toad(reports)).to_be_visible()
    found: dict[str, Any] = {}
    for name, (width, height) in SCREENS.items():
        anna.page.set_viewport_size({"width": width, "height": height})
        if cut_off := anna.page.evaluate(FIND_CUT_OFF):
            found[name] = cut_off
        for scheme in ("light", "dark"):
            anna.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if violations := axe.violations(anna.page):
                found[f"{name}, {scheme}"] = violations
            anna.page.screenshot(path=RESULTS / "screenshots" / f"{name}-{scheme}-reports.png")
    assert found == {}


@pytest.mark.usefixtures("reported")
def test_without_a_network_the_dialog_says_why_it_is_empty_and_fills_itself(anna: Participant) -> None:
    anna.open_conversation("Biology 10b")
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()
    reports = _open_reports(anna)
    expect(_problem(reports)).to_contain_text("Reports are kept on the server")
    expect(reports.get_by_role("listitem")).to_have_count(0)
    anna.go_online()
    expect(_toad(reports)).to_be_visible()
    expect(_problem(reports)).to_be_empty()


@pytest.mark.usefixtures("reported")
def test_what_is_shown_stays_when_the_network_goes_and_nothing_is_decided(anna: Participant) -> None:
    reports = _open_reports(anna)
    expect(_toad(reports)).to_be_visible()
    anna.go_offline()
    expect(_problem(reports)).to_contain_text("These are the reports as they were")
    _toad(reports).get_by_role("button", name="Dismiss").click()
    expect(anna.note("Nothing was decided")).to_be_visible()
    expect(_toad(reports)).to_be_visible()
    anna.go_online()
    expect(_problem(reports)).to_be_empty()
    _toad(reports).get_by_role("button", name="Dismiss").click()
    expect(_toad(reports)).to_have_count(0)
