"""WebSocket frames (RFC 6455) for a server, without extensions: pure functions over bytes.

Why not a library: parsing and unmasking byte by byte was a third of the cost of live delivery (docs/engine.md).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_KNOWN = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})
NORMAL, PROTOCOL_ERROR, INVALID_DATA, TOO_BIG = 1000, 1002, 1007, 1009
_CODES_FROM_CLIENTS = frozenset({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})


class FrameError(Exception):
    """What a peer sent breaks the protocol; `code` is what the connection is closed with."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Received(NamedTuple):
    """A whole message (TEXT as str, BINARY as bytes) or a control frame (payload as bytes)."""

    opcode: int
    data: str | bytes


def encode(opcode: int, payload: bytes) -> bytes:
    """One unmasked, unfragmented frame."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


def encode_close(code: int) -> bytes:
    return encode(CLOSE, struct.pack("!H", code))


def unmask(payload: bytes, mask: bytes) -> bytes:
    """XOR with the repeated mask, as one operation on two big numbers."""
    size = len(payload)
    repeated = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")


class FrameReader:
    """Turns the bytes of a connection into messages, as many as have arrived whole.

    Raises FrameError for anything that a client must not send, including messages over `max_bytes`.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()
        self._fragments: list[bytes] = []
        self._fragments_bytes = 0
        self._fragments_opcode: int | None = None

    def feed(self, data: bytes) -> Iterator[Received]:
        """Add what was received; yields the messages that are whole now."""
        self._buffer += data
        while True:
            frame = self._next_frame()
            if frame is None:
                return
            received = self._accept(*frame)
            if received is not None:
                yield received

    def _next_frame(self) -> tuple[bool, int, bytes] | None:
        """`(final, opcode, payload)` of the first frame, once all of it is here."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        final, opcode, size, start = bool(first & 0x80), first & 0x0F, second & 0x7F, 2
        _check_head(first, second, opcode)
        if size >= 126:
            width = 2 if size == 126 else 8
            if len(buffer) < 2 + width:
                return None
            size, start = int.from_bytes(buffer[2 : 2 + width], "big"), 2 + width
        if size + self._fragments_bytes > self._max_bytes:
            raise FrameError(TOO_BIG, "message too big")
        end = start + 4 + size
        if len(buffer) < end:
            return None
        payload = unmask(bytes(buffer[start + 4 : end]), bytes(buffer[start : start + 4]))
        del buffer[:end]
        return final, opcode, payload

    def _accept(self, final: bool, opcode: int, payload: bytes) -> Received | None:
        if opcode >= CLOSE:
            return _control(opcode, payload)
        if opcode == CONTINUATION:
            return self._continue(final, payload)
        if self._fragments_opcode is not None:
            raise FrameError(PROTOCOL_ERROR, "a new message inside a fragmented one")
        if final:
            return _message(opcode, payload)
        self._fragments_opcode = opcode
        self._keep(payload)
        return None

    def _continue(self, final: bool, payload: bytes) -> Received | None:
        if self._fragments_opcode is None:
            raise FrameError(PROTOCOL_ERROR, "a continuation of nothing")
        self._keep(payload)
        if not final:
            return None
        opcode, whole = self._fragments_opcode, b"".join(self._fragments)
        self._fragments, self._fragments_bytes, self._fragments_opcode = [], 0, None
        return _message(opcode, whole)

    def _keep(self, payload: bytes) -> None:
        # A fragment's frame counts as well, or empty fragments without end would fill the memory.
        self._fragments.append(payload)
        self._fragments_bytes += len(payload) + 16
        if self._fragments_bytes > self._max_bytes:
            raise FrameError(TOO_BIG, "message too big")


def _check_head(first: int, second: int, opcode: int) -> None:
    if first & 0x70:
        raise FrameError(PROTOCOL_ERROR, "reserved bits without an extension")
    if opcode not in _KNOWN:
        raise FrameError(PROTOCOL_ERROR, "unknown opcode")
    if not second & 0x80:
        raise FrameError(PROTOCOL_ERROR, "a client's frame must be masked")
    if opcode >= CLOSE and (not first & 0x80 or second & 0x7F > 125):
        raise FrameError(PROTOCOL_ERROR, "a control frame must be short and whole")


def _message(opcode: int, payload: bytes) -> Received:
    if opcode == BINARY:
        return Received(BINARY, payload)
    try:
        return Received(TEXT, payload.decode())
    except UnicodeDecodeError:
        raise FrameError(INVALID_DATA, "text that is not UTF-8") from None


def _control(opcode: int, payload: bytes) -> Received:
    if opcode == CLOSE and payload:
        if len(payload) == 1:
            raise FrameError(PROTOCOL_ERROR, "half a close code")
        code = int.from_bytes(payload[:2], "big")
        if code not in _CODES_FROM_CLIENTS and not 3000 <= code <= 4999:
            raise FrameError(PROTOCOL_ERROR, "a close code that may not be sent")
        try:
            payload[2:].decode()
        except UnicodeDecodeError:
            raise FrameError(INVALID_DATA, "a close reason that is not UTF-8") from None
    return Received(opcode, payload)
