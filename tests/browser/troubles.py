"""What goes wrong in a window without anybody seeing it: errors, refusals of the content policy, failed requests.

The console tells of answers of 400 and more, and the content policy refuses requests that go elsewhere. To hear of
every single request instead would make the tests half as fast.
"""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

_TELL_OF_POLICY = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""
NOT_SIGNED_IN = ("status of 401.*/api/v1/auth/(me|logout)",)
"""How the application learns that nobody is signed in, or of two tabs that sign out the one that comes second."""
NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket connection to")
NO_SERVER = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "WebSocket connection to")
_GIVEN_UP = "net::ERR_ABORTED"
"""A request that the page itself no longer wanted, because it went elsewhere."""


class Troubles:
    """Gathers all trouble of one context. A test fails with what it did not say it may meet."""

    def __init__(self, context: BrowserContext) -> None:
        self._met: list[str] = []
        self._expected: list[str] = []
        context.add_init_script(_TELL_OF_POLICY)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("dialog", self._on_dialog)
        context.on("requestfailed", self._on_failure)

    def may_meet(self, *patterns: str) -> None:
        """Say which trouble belongs to what the test does."""
        self._expected.extend(patterns)

    def unexpected(self) -> list[str]:
        """Everything met since the last time that nobody expected."""
        met, self._met = self._met, []
        return [one for one in met if not any(re.search(pattern, one) for pattern in self._expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._met.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_error(self, error: WebError) -> None:
        self._met.append(f"uncaught: {error.error}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self._met.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_failure(self, request: Request) -> None:
        if request.failure != _GIVEN_UP:
            self._met.append(f"failed: {request.method} {request.url} {request.failure}")
