"""A direct WebSocket transport for Engine.IO on eventlet.

The stock transport puts every packet into a queue, wakes a greenlet for it, and builds the frame anew for each
recipient. This one builds the frame once a packet and writes it straight to the socket; only when a reader is slow
does it queue, up to a bound, beyond which the connection is closed (its client pulls when it is back).

It stands where Engine.IO asks for its WebSocket class (`_async["websocket"]`); without it the stock one serves.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
import socket as sockets
import struct
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
from engineio import exceptions, packet
from eventlet import wsgi

from messaging.engine import frames
from messaging.engine.frames import FrameError, FrameReader

log = logging.getLogger(__name__)

MAX_BACKLOG_BYTES = 4 * 1024 * 1024
RECEIVE_BYTES = 64 * 1024
CLOSE_WAIT_SECONDS = 2.0
FRAMES_BEFORE_A_TURN = 32
"""A socket that always has more to say lets the others in after so many frames."""
WELCOME_WITHIN = 20.0
"""Seconds until whoever has opened a connection must have signed in."""
_MESSAGE = str(packet.MESSAGE)
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def install(server: Any, is_welcome: Callable[[str], bool]) -> None:
    """Make an Engine.IO server use this transport. An upgrade from polling still goes the stock way.

    `is_welcome`: whether the connection of this Engine.IO id has signed in.
    """
    stock = server._async["websocket"]

    def choose(handler: Any, engine: Any) -> WsgiApp:
        engine_socket = handler.__self__
        if engine_socket.connected:
            upgrade: WsgiApp = stock(handler, engine)
            return upgrade
        return DirectTransport(engine_socket, engine, is_welcome)

    server._async = {**server._async, "websocket": choose}


class DirectTransport:
    """One connection: the WSGI application of its opening request, and its reader and writer afterwards."""

    def __init__(self, engine_socket: Any, engine: Any, is_welcome: Callable[[str], bool]) -> None:
        self._engine_socket = engine_socket
        self._is_welcome = is_welcome
        self._engine = engine
        self._reader = FrameReader(int(engine.max_http_buffer_size))
        self._backlog: deque[bytes] = deque()
        self._backlog_bytes = 0
        self._open = True
        self._said_goodbye = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not key:
            start_response("400 Bad Request", [("Connection", "close"), ("Sec-WebSocket-Version", "13")])
            return []
        self._socket = environ["eventlet.input"].get_socket()
        self._socket.settimeout(self._engine.ping_interval + self._engine.ping_timeout)
        self._socket.sendall(_accept_response(key))
        environ["eventlet.set_idle"]()
        self._run()
        wsgi.WSGI_LOCAL.already_handled = True  # the response went past the server, as in eventlet.websocket
        return []

    def _run(self) -> None:
        engine_socket = self._engine_socket
        engine_socket.connected = engine_socket.upgraded = True
        self._send_what_waits()
        engine_socket.queue = _NoQueue()
        engine_socket.send = self.send
        unwelcome = eventlet.spawn_after(WELCOME_WITHIN, self._end_if_unwelcome)
        try:
            self._read()
        except FrameError as error:
            self._say_goodbye(error.code)
        except (OSError, exceptions.SocketIsClosedError):
            pass  # gone, or closed from our side
        except Exception:
            log.exception("a packet could not be handled")
        finally:
            unwelcome.cancel()
            engine_socket.close(wait=False, abort=True, reason=self._engine.reason.TRANSPORT_CLOSE)
            self._finish()

    def _end_if_unwelcome(self) -> None:
        """Whoever has not signed in by now, or was refused, holds a place that others may need."""
        if not self._is_welcome(self._engine_socket.sid):
            self._abort()

    def _send_what_waits(self) -> None:
        """The packets that Engine.IO queued before the connection stood."""
        queue = self._engine_socket.queue
        while not queue.empty():
            waiting = queue.get()
            queue.task_done()
            if waiting is not None:
                self._write(_frame_of(waiting))

    def _read(self) -> None:
        heard = 0
        while self._open:
            data = self._socket.recv(RECEIVE_BYTES)
            if not data:
                return
            for received in self._reader.feed(data):
                if not self._handle(received.opcode, received.data):
                    return
                heard += 1
                if heard % FRAMES_BEFORE_A_TURN == 0:
                    eventlet.sleep(0)

    def _handle(self, opcode: int, data: str | bytes) -> bool:
        """Deal with one message; False ends the connection."""
        if opcode in (frames.TEXT, frames.BINARY):
            self._receive(data)
        elif opcode == frames.PING:
            assert isinstance(data, bytes)
            self._write(frames.encode(frames.PONG, data))
        elif opcode == frames.CLOSE:
            self._say_goodbye(frames.NORMAL)
            return False
        return True

    def _receive(self, data: str | bytes) -> None:
        if isinstance(data, str) and data.startswith(_MESSAGE):
            self._deliver(data[1:])
            return
        with contextlib.suppress(exceptions.UnknownPacketError):  # ignored, as the stock transport does
            self._engine_socket.receive(packet.Packet(encoded_packet=data))

    def _deliver(self, data: str) -> None:
        """Hand a Socket.IO packet on. Events answer their own errors, so what is raised here is no packet at all."""
        try:
            self._engine.handlers["message"](self._engine_socket.sid, data)
        except Exception as error:
            log.info("not a Socket.IO packet: %s", type(error).__name__)
            raise FrameError(frames.PROTOCOL_ERROR, "not a Socket.IO packet") from error

    def send(self, pkt: Any) -> None:
        """Stands in for the Engine.IO socket's `send`: write now instead of queueing."""
        if self._engine_socket.check_ping_timeout():
            self._write(_frame_of(pkt))
            if pkt.packet_type == packet.CLOSE:
                self._say_goodbye(frames.NORMAL)
                eventlet.spawn_after(CLOSE_WAIT_SECONDS, self._abort)  # for a client that does not answer

    def _say_goodbye(self, code: int) -> None:
        self._write(frames.encode_close(code))
        self._said_goodbye = True

    def _write(self, data: bytes) -> None:
        # Its rooms write to it until they know that it leaves; after a close frame nothing may come (RFC 6455, 5.5.1).
        if self._said_goodbye:
            return
        if self._backlog:
            self._keep(data)
            return
        try:
            # The socket under eventlet's does not block; what it takes at once needs no switch of greenlets.
            sent = self._socket.fd.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._abort()
            return
        if sent < len(data):
            self._keep(data[sent:])
            eventlet.spawn_n(self._drain)

    def _keep(self, data: bytes) -> None:
        self._backlog.append(data)
        self._backlog_bytes += len(data)
        if self._backlog_bytes > MAX_BACKLOG_BYTES:
            log.info("a reader was too slow and was disconnected")
            # Without waiting for it to take what the kernel still holds.
            self._socket.fd.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            self._abort()

    def _drain(self) -> None:
        """Write the backlog as fast as the reader takes it."""
        try:
            while self._backlog and self._open:
                self._socket.sendall(self._backlog[0])
                if self._backlog:
                    self._backlog_bytes -= len(self._backlog.popleft())
        except OSError:
            self._abort()

    def _abort(self) -> None:
        """Give the connection up; the reader notices and cleans up."""
        self._open = False
        self._backlog.clear()
        self._backlog_bytes = 0
        with contextlib.suppress(OSError):
            self._socket.fd.shutdown(sockets.SHUT_RDWR)

    def _finish(self) -> None:
        """Let the last bytes out and close."""
        with eventlet.Timeout(CLOSE_WAIT_SECONDS, False):
            while self._backlog and self._open:
                eventlet.sleep(0.01)
        self._abort()


class _NoQueue:
    """Stands where Engine.IO, when it closes a socket, tells the stock transport's writer to end, and waits for it."""

    def put(self, _packet: Any) -> None:
        pass

    def join(self) -> None:
        pass


def _accept_response(key: str) -> bytes:
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def _frame_of(pkt: Any) -> bytes:
    """The packet's frame, built once: a packet to a room is one object for all its recipients."""
    frame: bytes | None = getattr(pkt, "frame", None)
    if frame is None:
        encoded = pkt.encode()
        if isinstance(encoded, bytes):
            frame = frames.encode(frames.BINARY, encoded)
        else:
            frame = frames.encode(frames.TEXT, encoded.encode())
        pkt.frame = frame
    return frame
