"""Frames as a client sends them: masked, and wrong where a test wants them so."""

from __future__ import annotations

import struct

MASK = b"\x01\x82\x43\xc4"


def frame(opcode: int, payload: bytes = b"", *, final: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """One frame; `reserved` are the three bits that no extension gave a meaning."""
    first = (0x80 if final else 0) | reserved << 4 | opcode
    size = len(payload)
    marker = 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, marker | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first, marker | 126, size)
    else:
        head = struct.pack("!BBQ", first, marker | 127, size)
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))
