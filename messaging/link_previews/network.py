"""The way to the internet: names become addresses that are checked, and only these are connected to.

A name is resolved once and the connection goes to that very address: resolved again, it might lead elsewhere (DNS
rebinding). Name and certificate are still those of the link.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from messaging.link_previews.addresses import is_public

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PORTS = {"http": 80, "https": 443}


class Unfetchable(Exception):
    """There is nothing to be had at this address, or nothing that may be asked for."""


class Network:
    """Names and connections; the tests put another in its place, which leads to this machine only."""

    def resolve(self, host: str, port: int) -> list[str]:
        """The IP addresses of a name."""
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        return socket.create_connection((ip, port), seconds)

    @cached_property
    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads, once it was found to be one that may be asked."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(address: str) -> Target:
    """Raises Unfetchable for what is no ordinary link: other schemes and ports, names and passwords in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    except ValueError as error:
        raise Unfetchable("not an address") from error
    if parts.scheme not in PORTS or not host or len(host) > 253 or "@" in parts.netloc:
        raise Unfetchable("not an ordinary link")
    if port not in (None, *PORTS.values()):
        raise Unfetchable("an unusual port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def checked_address(network: Network, target: Target) -> str:
    """An address of the target's host that may be connected to. One that must not be is enough to refuse all."""
    try:
        found = network.resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Unfetchable("no such host") from error
    if not found or not all(is_public(ip) for ip in found):
        raise Unfetchable("not on the public internet")
    return found[0]


class Line:
    """A connection that ends at a moment, however slowly its bytes drip: as much of a socket as http.client uses."""

    def __init__(self, network: Network, target: Target, until: float) -> None:
        self._until = until
        ip = checked_address(network, target)
        self._socket = network.connect(ip, target.port, self._left())
        if target.scheme == "https":
            self._socket.settimeout(self._left())
            try:
                self._socket = network.tls.wrap_socket(self._socket, server_hostname=target.host)
            except BaseException:
                self._socket.close()
                raise

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Unfetchable("took too long")
        return left

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(data)

    def receive(self, buffer: WriteableBuffer) -> int:
        self._socket.settimeout(self._left())
        return self._socket.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Received(self))

    def close(self) -> None:
        """http.client closes once the headers are there; the body is still to come."""

    def end(self) -> None:
        self._socket.close()


class _Received(io.RawIOBase):
    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._line.receive(buffer)
