"""The check that ends every test of synchronising in a browser (tests/support/convergence.py says what it means)."""

from __future__ import annotations

from typing import Any

import orjson
from playwright.sync_api import BrowserContext, Page
from requests.structures import CaseInsensitiveDict

from tests.browser.screens.participant import Participant
from tests.support.answers import Answer
from tests.support.convergence import Heads, Tables, Truth, check_applied_once, cursors_of, faults
from tests.support.live import LiveServer
from tests.support.people import Person

PATIENCE = 60_000
"""Milliseconds until a device counts as not coming to rest; it is looked at as soon as it does."""
ROUNDS = 10
"""Whoever receives tells the server so, and everybody hears of that: it takes a few rounds until nothing moves."""

_OPEN = """
const open = async (userId) => {
  const all = await indexedDB.databases();
  const found = all.find(({name}) => name.startsWith('QuChatDB:') && name.endsWith(`:${userId}`));
  if (!found) throw new Error(`this browser holds nothing of ${userId}, only ${all.map(({name}) => name)}`);
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(found.name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
};
const rows = (store) => new Promise((resolve, reject) => {
  const asked = store.getAll();
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
"""

# In one transaction, so that rows and cursors are those of one moment.
_HOLDS = f"""async (userId) => {{
  {_OPEN}
  const db = await open(userId);
  try {{
    const tables = db.transaction([...db.objectStoreNames]);
    const read = async (name) => [name, await rows(tables.objectStore(name))];
    return JSON.stringify(Object.fromEntries(await Promise.all([...db.objectStoreNames].map(read))));
  }} finally {{
    db.close();
  }}
}}"""

# Looked at again and again within the page: `wait_for_function` takes a promise for a yes.
_COMES_TO_REST = f"""async ({{userId, heads, patience}}) => {{
  {_OPEN}
  const db = await open(userId);
  const isAtRest = async () => {{
    const tables = db.transaction(['outbox', 'meta']);
    const [waiting, facts] = await Promise.all(['outbox', 'meta'].map((name) => rows(tables.objectStore(name))));
    const cursors = new Map(facts.map(({{key, value}}) => [key, value]));
    const reached = ([log, head]) => (cursors.get(`cursor:${{log}}`) ?? -1) >= head;
    return waiting.length === 0 && Object.entries(heads).every(reached);
  }};
  try {{
    for (const end = performance.now() + patience; performance.now() < end; ) {{
      if (await isAtRest()) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }}
    return false;
  }} finally {{
    db.close();
  }}
}}"""


def expect_convergence(server: LiveServer, *participants: Participant, refused: int = 0) -> None:
    """Wait until everybody's device is at rest, then compare all it holds with the server. Each message of the test
    must have a text of its own. `refused`: messages that each device keeps though the server did not take them."""
    people = [(participant, SignedIn(participant)) for participant in participants]
    for participant, person in people:  # first of all: what one of them still sends, the others must hear
        _wait_for_rest(participant, person, {})
    for participant, person in people:
        _expect_the_same(participant, person, refused)
    check_applied_once(server.data_dir)


def holds(participant: Participant, user_id: str) -> Tables:
    """Everything in a browser's database, table by table."""
    held: Tables = orjson.loads(_window(participant).evaluate(_HOLDS, user_id))
    return held


def _expect_the_same(participant: Participant, person: Person, refused: int) -> None:
    found: list[str] = []
    for _ in range(ROUNDS):
        truth = Truth(person)
        _wait_for_rest(participant, person, truth.heads)
        held = holds(participant, person.id)
        found = faults(held, truth, refused)
        if cursors_of(held) == truth.heads and not found:
            return
        if not truth.is_outdated():
            break
    cursors = cursors_of(held)
    heads = {log: (cursors.get(log), head) for log, head in truth.heads.items() if cursors.get(log) != head}
    odd = cursors.keys() - truth.heads.keys()
    raise AssertionError(f"{participant.username} differs from the server: {found}; stands {heads}, and knows {odd}")


def _wait_for_rest(participant: Participant, person: Person, heads: Heads) -> None:
    """Until nothing waits, and everything up to `heads` has been applied."""
    wanted = {"userId": person.id, "heads": heads, "patience": PATIENCE}
    if _window(participant).evaluate(_COMES_TO_REST, wanted):
        return
    held = holds(participant, person.id)
    waits = [f"{entry['op']} {entry['thing']} ({entry['state']})" for entry in held["outbox"]]
    behind = {log: (cursors_of(held).get(log), head) for log, head in heads.items()}
    raise AssertionError(f"{participant.username} does not come to rest: {waits} wait, stands {behind}")


def _window(participant: Participant) -> Page:
    """The one in front of them, or any other that is open: all share one database."""
    return next(page for page in (participant.page, *participant.context.pages) if not page.is_closed())


class SignedIn(Person):
    """Somebody in front of a browser, as the API sees them: by its cookies, so without another device."""

    def __init__(self, participant: Participant) -> None:
        http = ThroughBrowser(participant.context, participant.address)
        me = http.send("GET", "/api/v1/auth/me", {}, b"").json
        super().__init__(http, None, {"token": me["csrf_token"], "device_id": me["device_id"], "user": me["user"]})

    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.token}


class ThroughBrowser:
    """HTTP with a browser's cookies, past its pages: no route and no network that is switched off is in the way."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context = context
        self._address = address

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        given: dict[str, Any] = {"data": body} if body else {}
        response = self._context.request.fetch(self._address + path, method=method, headers=headers, **given)
        return Answer(response.status, CaseInsensitiveDict(response.headers), response.body())

    def another(self) -> ThroughBrowser:
        return ThroughBrowser(self._context, self._address)
