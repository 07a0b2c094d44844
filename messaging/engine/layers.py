"""WSGI layers between the server and the application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def without_deflate(app: WsgiApp) -> WsgiApp:
    """Never negotiate per-message deflate: it costs half the processor and a third of the memory of live delivery."""

    def layer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return app(environ, start_response)

    return layer
