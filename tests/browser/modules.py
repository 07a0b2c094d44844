"""The application's own modules, for what fingers are too slow for."""

from __future__ import annotations

from playwright.sync_api import Page

_IMPORT = """(paths) => {
  const app = document.querySelector('script[type="module"][src*="/js/app.js"]').src;
  return Promise.all(paths.map((path) => import(app.replace(/app\\.js.*$/, path))));
}"""

_AT_HAND = f"(paths) => ({_IMPORT})(paths).then(() => true)"


def have_at_hand(page: Page) -> None:
    """To be used offline: the service worker does not keep what only tests ask for by name."""
    page.evaluate(_AT_HAND, ["ui/context.js", "db/messages.js", "db/conversations.js"])


def script(body: str, *paths: str) -> str:
    """A function of the page in which `store` is the open database, `given` what is passed, and `modules` what stands
    at these paths below static/js."""
    return f"""async (given) => {{
      const [{{context: {{store}}}}, ...modules] = await ({_IMPORT})({["ui/context.js", *paths]});
      {body}
    }}"""


def write_many(page: Page, conversation_id: str, texts: list[str]) -> None:
    """Messages as the composer writes them, one after the other; returns when all are noted."""
    given = {"conversationId": conversation_id, "texts": texts}
    page.evaluate(script(_WRITE, "db/messages.js"), given)


def start_to_write_many(page: Page, conversation_id: str, texts: list[str]) -> None:
    """The same, without waiting for any of it."""
    given = {"conversationId": conversation_id, "texts": texts}
    page.evaluate(script("void (async () => {" + _WRITE + "})();", "db/messages.js"), given)


_WRITE = """
const [{sendMessage}] = modules;
for (const content of given.texts) await sendMessage(store, {conversationId: given.conversationId, content});
"""
