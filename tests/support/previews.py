"""Link previews without an internet: cards as the server stores them, and a small web on this machine."""

from __future__ import annotations

import io
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image

from messaging.core import settings
from messaging.core.extensions import db
from messaging.link_previews.actions import add_preview
from messaging.link_previews.links import first_link
from messaging.link_previews.network import Network
from messaging.link_previews.pages import Card
from messaging.link_previews.pictures import keep_picture
from messaging.link_previews.previewer import previewer
from messaging.messages.models import Message
from tests.support.live import LiveServer, running

PUBLIC = "93.184.215.14"
"""Stands for a host on the internet; the connection goes to this machine."""


def picture(width: int = 80, height: int = 60, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **options)
    return out.getvalue()


def show_preview(app: Flask, message_id: str, title: str = "A page") -> str:
    """Store the card of a message's link, as the previewer does once it has read the page; its picture's name."""
    with app.app_context():
        url = first_link(db.session.get_one(Message, message_id).content)
        assert url, "the message links to nothing"
        made = keep_picture(app.config["DATA_DIR"] / "link-previews", picture())
        assert made
        add_preview(message_id, url, Card(title, "What it is about", "example.org", made))
        return made.hash


@dataclass(frozen=True)
class Reply:
    """What a site of the small web answers."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    host: str
    path: str
    headers: Mapping[str, str]


@contextmanager
def serving(folder: Path, web: Web) -> Iterator[LiveServer]:
    """A whole server that makes previews, from this internet."""
    program = "tests/support/serve_with_a_web.py"
    with running("eventlet", folder, program=program, LINK_PREVIEWS="on", WEB_PORT=str(web.port)) as server:
        yield server


class Web(Network):
    """Names and pages of a small internet: `web.names["example.org"] = [PUBLIC]`, `web.pages["/"] = Reply(…)`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.names: dict[str, list[str]] = {"example.org": [PUBLIC]}
        self.pages: dict[str, Reply] = {}
        self.requests: list[Request] = []
        self.connected: list[tuple[str, int]] = []
        self.gates: dict[str, threading.Event] = {}
        """Paths that answer only once their event is set."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def resolve(self, host: str, port: int) -> list[str]:
        if host not in self.names:
            raise socket.gaierror(f"no such host: {host}")
        return self.names[host]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((ip, port))
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    @property
    def port(self) -> int:
        """Where it really is, on this machine."""
        port: int = self._server.server_address[1]
        return port

    def page(self, head: str, path: str = "/") -> None:
        self.pages[path] = Reply(f"<!doctype html><html><head>{head}</head><body>Hi</body></html>".encode())

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.requests.append(Request(self.headers["Host"], self.path, dict(self.headers)))
                if self.path in web.gates:
                    web.gates[self.path].wait(60)
                reply = web.pages.get(self.path, Reply(status=404))
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.media_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(reply.body)
                except ConnectionError:
                    return  # whoever asked has read enough

            def log_message(self, *_: Any) -> None:
                return

        return Handler


@contextmanager
def previewing(app: Flask, web: Network) -> Iterator[None]:
    """The application makes previews from this web."""
    before, previewer.network = previewer.network, web
    defaults = settings.defaults()
    settings.bind(defaults.model_copy(update={"link_previews": True}))
    yield
    settings.bind(defaults)
    previewer.network = before
