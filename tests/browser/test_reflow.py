"""Narrow windows and large letters: nothing is cut off, nothing scrolls sideways but code and tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.classroom import ANSWER, GROUP, Classroom
from tests.browser.conftest import Arrive, Elsewhere
from tests.browser.doorway import Doorway
from tests.browser.screens.contexts import Contexts
from tests.browser.screens.dialogs import SECTIONS, opened, openers
from tests.browser.screens.participant import Participant

pytestmark = pytest.mark.usefixtures("peace")

# 320 px is the narrowest that WCAG asks for; 1280 × 800 at 200 % has 640 × 400 to show things on.
WINDOWS = {"320 px wide": (320, 720), "200 % zoom": (640, 400), "a phone": (390, 844)}
FROM_THE_LIST = ("New conversation", "Contacts", "Contexts")
LONG_TITLE = "Preparatory committee for the summer festival of the tenth forms, with parents and neighbours"
LONG_WORDS = f"""{"Donaudampfschifffahrtsgesellschaftskapitän" * 3} https://example.org/{"a-very-long-path/" * 12}

```python
{"wide = " * 40}
```

| a long heading | another long heading | a third long heading | a fourth |
| --- | --- | --- | --- |
| {"cell " * 6} | {"cell " * 6} | {"cell " * 6} | {"cell " * 6} |"""

FIND_CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const isElsewhere = (element) => element.closest('.visually-hidden, svg, .skip-link, .toasts');
  const ends = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(at);
      if (textOverflow === 'ellipsis' || overflowX === 'auto' || overflowX === 'scroll') return true;
    }
    return false;
  };
  const isCutOff = (element) => {
    const { left, right, width: own, height } = element.getBoundingClientRect();
    return own > 1 && height > 1 && (right > width + 1 || left < -1);
  };
  const shown = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility());
  const cutOff = shown.filter((element) => isCutOff(element) && !isElsewhere(element) && !ends(element));
  if (document.scrollingElement.scrollWidth > width) cutOff.unshift(document.documentElement);
  const words = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return `${Math.round(left)}–${Math.round(right)} of ${width} px: ${element.outerHTML.slice(0, 120)}`;
  };
  return cutOff.slice(0, 5).map(words);
}"""


class Ruler:
    """Measures one screen after the other."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def measure(self, person: Participant, screen: str) -> None:
        if cut_off := person.page.evaluate(FIND_CUT_OFF):
            self.found[screen] = cut_off


@pytest.fixture
def ruler() -> Iterator[Ruler]:
    ruler = Ruler()
    yield ruler
    assert ruler.found == {}, [s for v in ruler.found.values() for s in v]


@pytest.fixture(scope="module")
def anna(household: Doorway, elsewhere: Elsewhere, arrive: Arrive) -> Participant:
    anna = household.enter("Anna Lindqvist")
    classroom = Classroom(elsewhere(anna), arrive)
    assert classroom.jonas.patch("/users/me", {"display_name": "Jonas " + "Wolfeschlegelstein" * 3}).ok
    wide = classroom.jonas.group(LONG_TITLE, classroom.anna, classroom.mei, description=LONG_WORDS[:200])
    classroom.jonas.send(wide, LONG_WORDS)
    own = classroom.anna.send(wide, LONG_WORDS)
    classroom.jonas.send(wide, "The end", reply_to=own["id"])
    return anna


@pytest.fixture(params=WINDOWS.values(), ids=WINDOWS.keys())
def narrow(request: pytest.FixtureRequest, anna: Participant) -> Participant:
    """Anna, with a smaller window."""
    width, height = request.param
    anna.page.set_viewport_size({"width": width, "height": height})
    return anna


def test_the_ruler_finds_what_is_cut_off(anna: Participant) -> None:
    anna.page.set_viewport_size({"width": 320, "height": 720})
    anna.page.evaluate("document.querySelector('.sidebar-foot').style.inlineSize = '400px'")
    assert anna.page.evaluate(FIND_CUT_OFF)
    anna.page.reload()
    anna.expect_in_touch()


def test_lists_and_conversations(ruler: Ruler, narrow: Participant) -> None:
    here = narrow.open_conversation(LONG_TITLE)
    here.message("The end").article.scroll_into_view_if_needed()
    ruler.measure(narrow, "conversation with long words")
    here.messages.nth(-2).scroll_into_view_if_needed()
    ruler.measure(narrow, "own long words")
    expect(here.box).to_be_in_viewport(ratio=1)
    narrow.open_conversation(GROUP)
    expect(here.message(ANSWER).article).to_be_visible()
    ruler.measure(narrow, "conversation")
    here.message(ANSWER).article.focus()
    here.message(ANSWER).article.press("Enter")
    expect(narrow.page.get_by_role("menu").get_by_role("menuitem").last).to_be_in_viewport(ratio=1)
    ruler.measure(narrow, "menu")
    narrow.page.keyboard.press("Escape")
    narrow.page.get_by_role("button", name="Emoji").click()
    expect(narrow.page.get_by_role("dialog", name="Emoji").get_by_role("searchbox")).to_be_in_viewport(ratio=1)
    ruler.measure(narrow, "emoji")
    narrow.page.keyboard.press("Escape")


def test_dialogs(ruler: Ruler, narrow: Participant) -> None:
    here = narrow.open_conversation(GROUP)
    expect(here.message(ANSWER).article).to_be_visible()
    for name, opener in openers(narrow).items():
        if name not in FROM_THE_LIST:
            _measure_dialog(ruler, narrow, name, opener)
    narrow.to_list()
    for name in FROM_THE_LIST:
        _measure_dialog(ruler, narrow, name, openers(narrow)[name])
    with opened(narrow, "Contexts", openers(narrow)["Contexts"]):
        contexts = Contexts(narrow)
        title = f"{LONG_WORDS[:110]} {narrow.page.evaluate('innerWidth')}"
        contexts.create(title, LONG_WORDS, LONG_WORDS[:40], "Code")
        ruler.measure(narrow, "Contexts with a long one")
        contexts.option(title, "Edit")
        ruler.measure(narrow, "Edit context")
        narrow.page.keyboard.press("Escape")
    with opened(narrow, "Settings", narrow.open_settings):
        for section in SECTIONS:
            narrow.page.get_by_role("tab", name=section).click()
            ruler.measure(narrow, f"settings, {section}")


def test_pages_before_one_is_signed_in(ruler: Ruler, household: Doorway) -> None:
    vera = household.enter("Vera", account=False, viewport={"width": 320, "height": 720})
    for path in ("/sign-in", "/register"):
        vera.open(path)
        ruler.measure(vera, path)


def _measure_dialog(ruler: Ruler, person: Participant, name: str, opener: object) -> None:
    with opened(person, name, opener):
        expect(person.page.get_by_role("dialog", name=name)).to_be_in_viewport(ratio=0.95)
        ruler.measure(person, name)
