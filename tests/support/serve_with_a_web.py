"""`python wsgi.py` on an internet of its own: whatever is linked to is asked from `WEB_PORT` of this machine."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent.parent)  # this folder has modules named like the library's

import wsgi  # noqa: E402
from config import load_config  # noqa: E402
from messaging.link_previews.network import Network  # noqa: E402
from messaging.link_previews.previewer import previewer  # noqa: E402


class Detour(Network):
    """Every name is a public host, and every connection comes out here."""

    def resolve(self, host: str, port: int) -> list[str]:
        return ["93.184.215.14"]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", int(os.environ["WEB_PORT"])), seconds)


previewer.network = Detour()
config = load_config()
wsgi.serve(wsgi.create_app(config), config)
