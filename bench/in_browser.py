"""The browser part: what a person waits for, in a Chromium, with the server as it runs in earnest on the other core."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson
import websocket
from playwright.sync_api import CDPSession, expect

from bench import in_page
from bench.household import Household, Room
from bench.rounds import say
from messaging.core.ids import new_id
from tests.browser.modules import script
from tests.browser.screens.participant import Participant
from tests.browser.screens.timeline import Timeline

Figures = dict[str, list[float]]

READABLE = """(() => {
  const look = () => {
    const last = [...document.querySelectorAll('[role=log] article')].at(-1);
    if (last?.dataset.ordinal !== '%d' || last.getBoundingClientRect().bottom > innerHeight)
      return requestAnimationFrame(look);
    // Painted by the time the next frame begins.
    requestAnimationFrame(() => (globalThis.readableAfter = performance.now()));
  };
  requestAnimationFrame(look);
})()"""
"""Notes how long after the navigation began the newest message stood on the screen."""
HOLD_ALL = script(
    """
let oldest = given.length + 1;
while (oldest > 1) ({oldest} = await modules[0].fetchHistory(store, given.id, {before: oldest}));
""",
    "sync/history.js",
)
FIRST_PULL = """async ({logs}) => {
  const app = document.querySelector('script[type="module"][src*="/js/app.js"]').src;
  const {context} = await import(app.replace(/app\\.js.*$/, 'ui/context.js'));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
  while (!context.store) await pause();
  while ((await context.store.db.meta.where('key').startsWith('cursor:').count()) < logs) await pause();
  return performance.now();
}"""
PULL = script("""
const began = performance.now();
dispatchEvent(new Event('quchat:sync-now'));
const isNew = (row) => row.last_ordinal === given.to;
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
while (!(await store.db.conversations.bulkGet(given.ids)).every(isNew)) await pause();
return performance.now() - began;
""")
TO_THE_OLDEST = """() => new Promise((resolve) => {
  const began = performance.now();
  const scroller = document.querySelector('.timeline-scroll');
  const step = () => {
    if (document.querySelector('[role=log] [data-ordinal="1"]')) return resolve(performance.now() - began);
    scroller.scrollTop = 0;
    requestAnimationFrame(step);
  };
  step();
})"""
PATIENCE = 60
EVERY = 1 / 50
TEXT = "The quick brown fox jumps over the lazy dog, and nobody notices what else is going on here."


@dataclass(frozen=True)
class Size:
    """How large it all is, and how often."""

    rounds: int
    reloads: int
    held: int
    account: int
    pulled: int
    searched: int


FULL = Size(rounds=3, reloads=9, held=10_000, account=100_000, pulled=5_000, searched=20_000)
QUICK = Size(rounds=1, reloads=3, held=10_000, account=20_000, pulled=5_000, searched=20_000)
ROOMS = 10


def run(household: Household, size: Size) -> Figures:
    """All scenarios, in rounds; every figure that was taken."""
    figures: Figures = defaultdict(list)
    scenarios: tuple[Callable[[Household, Size, Figures], None], ...] = (reload, account, search, typing)
    for number in range(1, size.rounds + 1):
        for scenario in scenarios:
            say(f"round {number} of {size.rounds}: {scenario.__name__} in the browser")
            scenario(household, size, figures)
    return figures


def reload(household: Household, size: Size, figures: Figures) -> None:
    """From the navigation until the newest message of the last conversation stands on the screen."""
    reader = household.window()
    room = household.room(reader, "Pond", size.held)
    _open(reader, room, size.held)
    reader.page.evaluate(HOLD_ALL, {"id": room["id"], "length": size.held})
    reader.expect_ready_for_offline()
    reader.context.add_init_script(READABLE % size.held)
    for name in ("reload_online", "reload_offline"):
        if name == "reload_offline":
            reader.go_offline()
        for _ in range(size.reloads):
            reader.page.reload()
            reader.page.wait_for_function("() => globalThis.readableAfter")
            figures[name].append(reader.page.evaluate("readableAfter"))
    reader.context.close()


def account(household: Household, size: Size, figures: Figures) -> None:
    """A large account on a new device: the first pull, its memory, the way to the oldest message, many changes."""
    reader, length = household.window(), size.account // ROOMS
    rooms = [household.room(reader, f"Pond {number}", length) for number in range(ROOMS)]
    reader.page.goto(reader.address, wait_until="domcontentloaded")
    figures["first_pull"].append(reader.page.evaluate(FIRST_PULL, {"logs": 1 + 2 * ROOMS}))
    reader.expect_in_touch()
    devtools = reader.context.new_cdp_session(reader.page)
    figures["heap_at_first"].append(_heap(devtools))

    _open(reader, rooms[0], length)
    timeline = Timeline(reader.page)
    timeline.come_to_rest()
    timeline.watch_shifts()
    for _ in range(20):
        timeline.wheel(-1000)
        timeline.come_to_rest()
    figures["shift"].append(max((abs(to - start) for _, start, to in timeline.shifts()), default=0))
    figures["to_the_oldest"].append(reader.page.evaluate(TO_THE_OLDEST) / 1000)
    timeline.expect_in_view(1)
    figures["heap_at_oldest"].append(_heap(devtools))

    more = length + size.pulled // ROOMS
    for room in rooms:
        household.lengthen(room, more)
    wanted = {"ids": [room["id"] for room in rooms], "to": more}
    figures["pull"].append(reader.page.evaluate(PULL, wanted))
    reader.context.close()


def search(household: Household, size: Size, figures: Figures) -> None:
    reader = household.window()
    reader.open()
    reader.expect_in_touch()
    found = in_page.search(reader.page, messages=size.searched)
    figures["search"].append(found["median_ms"])
    figures["search_ready"].append(found["ready_ms"])
    reader.context.close()


def typing(household: Household, size: Size, figures: Figures) -> None:
    """While somebody else writes fifty messages a second into the same conversation."""
    reader = household.window()
    room = household.room(reader, "Rapids", 500)
    _open(reader, room, 500)
    in_page.note_interactions(reader.page)
    with Rapids(household, room) as rapids:
        rapids.flowing.wait(PATIENCE)
        reader.conversation.box.press_sequentially(TEXT, delay=60)
    noted = in_page.interactions(reader.page)
    # What the browser does not even report took less than 16 ms.
    figures["typing"].append(noted.get("p90_ms", 16))
    figures["typing_worst"].append(noted.get("max_ms", 16))
    reader.context.close()


def _open(reader: Participant, room: Room, length: int) -> None:
    reader.open()
    reader.open_conversation(room["title"])
    Timeline(reader.page).expect_in_view(length)
    expect(reader.status).to_have_attribute("data-online", "true")


def _heap(devtools: CDPSession) -> float:
    """What the page's JavaScript holds on to, in MB."""
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics: list[dict[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "JSHeapUsedSize") / 1e6


class Rapids(threading.Thread):
    """Fifty messages a second, from the moment it is entered until it is left."""

    def __init__(self, household: Household, room: Room) -> None:
        super().__init__(daemon=True)
        self.flowing = threading.Event()
        self._ended = threading.Event()
        self._address = household.server.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._writer = household.writer
        self._room = room

    def __enter__(self) -> Rapids:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        with closing(websocket.create_connection(self._address, timeout=PATIENCE)) as line:
            line.recv()
            line.send("40" + orjson.dumps({"token": self._writer.token, "device_id": self._writer.device_id}).decode())
            ear = threading.Thread(target=self._listen, args=(line,), daemon=True)
            ear.start()
            number = 0
            while not self._ended.wait(EVERY):
                number += 1
                form = {"id": new_id(), "conversation_id": self._room["id"], "content": f"Wave {number}"}
                line.send(f"42{number}" + orjson.dumps(["send_message", form]).decode())
                if number == 50:
                    self.flowing.set()

    def _listen(self, line: websocket.WebSocket) -> None:
        """Whoever does not listen is thrown out in the end."""
        while not self._ended.is_set():
            try:
                if line.recv() == "2":
                    line.send("3")
            except (OSError, websocket.WebSocketException):
                return
