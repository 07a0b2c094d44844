"""The frame reader against RFC 6455: whatever a client may send is read, whatever it must not send is refused."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.engine import frames
from messaging.engine.frames import FrameError, FrameReader, Received
from tests.engine.client_frames import frame

LIMIT = 200_000


def read(data: bytes, limit: int = LIMIT) -> list[Received]:
    return list(FrameReader(limit).feed(data))


def refused(data: bytes, limit: int = LIMIT) -> int:
    with pytest.raises(FrameError) as caught:
        read(data, limit)
    return caught.value.code


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
def test_a_text_of_any_size_is_read(size: int) -> None:
    assert read(frame(frames.TEXT, b"x" * size)) == [Received(frames.TEXT, "x" * size)]


@given(st.binary(max_size=70_000), st.lists(st.integers(min_value=1, max_value=5_000), min_size=1))
def test_it_does_not_matter_how_the_bytes_are_cut(payload: bytes, cuts: list[int]) -> None:
    data = frame(frames.BINARY, payload) + frame(frames.PING, b"still there?")
    reader, received, start = FrameReader(LIMIT), [], 0
    while start < len(data):
        step = cuts[start % len(cuts)]
        received += reader.feed(data[start : start + step])
        start += step
    assert received == [Received(frames.BINARY, payload), Received(frames.PING, b"still there?")]


@given(st.binary(max_size=1000), st.binary(min_size=4, max_size=4))
def test_unmasking_twice_gives_the_same(payload: bytes, mask: bytes) -> None:
    assert frames.unmask(frames.unmask(payload, mask), mask) == payload


def test_fragments_become_one_message_with_control_frames_between_them() -> None:
    data = (
        frame(frames.TEXT, "grü".encode()[:3], final=False)
        + frame(frames.PING, b"!")
        + frame(frames.CONTINUATION, "grü".encode()[3:], final=False)
        + frame(frames.CONTINUATION, "ße".encode())
    )
    assert read(data) == [Received(frames.PING, b"!"), Received(frames.TEXT, "grüße")]


def test_a_close_frame_is_told_with_its_payload() -> None:
    assert read(frame(frames.CLOSE, struct.pack("!H", 1001) + b"bye")) == [
        Received(frames.CLOSE, struct.pack("!H", 1001) + b"bye")
    ]
    assert read(frame(frames.CLOSE)) == [Received(frames.CLOSE, b"")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(frame(frames.TEXT, b"hi", masked=False), id="unmasked"),
        pytest.param(frame(frames.TEXT, b"hi", reserved=4), id="a reserved bit"),
        pytest.param(frame(0x3, b"hi"), id="an unknown opcode"),
        pytest.param(frame(0xB, b"hi"), id="an unknown control opcode"),
        pytest.param(frame(frames.CONTINUATION, b"hi"), id="a continuation of nothing"),
        pytest.param(frame(frames.TEXT, b"a", final=False) + frame(frames.TEXT, b"b"), id="a message inside another"),
        pytest.param(frame(frames.PING, b"x" * 126), id="a long ping"),
        pytest.param(frame(frames.PING, b"x", final=False), id="a fragmented ping"),
        pytest.param(frame(frames.CLOSE, b"\x03"), id="half a close code"),
        pytest.param(frame(frames.CLOSE, struct.pack("!H", 1005)), id="a reserved close code"),
        pytest.param(frame(frames.CLOSE, struct.pack("!H", 999)), id="a close code out of range"),
    ],
)
def test_what_breaks_the_protocol_is_refused(data: bytes) -> None:
    assert refused(data) == frames.PROTOCOL_ERROR


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(frame(frames.TEXT, b"\xff\xfe"), id="text"),
        pytest.param(frame(frames.TEXT, b"\xed\xa0\x80"), id="a lone surrogate"),
        pytest.param(frame(frames.CLOSE, struct.pack("!H", 1000) + b"\xff"), id="a close reason"),
    ],
)
def test_what_is_not_utf_8_is_refused(data: bytes) -> None:
    assert refused(data) == frames.INVALID_DATA


def test_a_message_over_the_limit_is_refused_before_it_has_arrived() -> None:
    announced = frame(frames.TEXT, b"x" * 1001)[:8]
    assert refused(announced, limit=1000) == frames.TOO_BIG


def test_fragments_together_count_against_the_limit() -> None:
    part = frame(frames.TEXT, b"x" * 600, final=False)
    more = frame(frames.CONTINUATION, b"x" * 600)
    assert refused(part + more, limit=1000) == frames.TOO_BIG


def test_empty_fragments_without_end_are_refused() -> None:
    endless = frame(frames.TEXT, final=False) + frame(frames.CONTINUATION, final=False) * 100
    assert refused(endless, limit=1000) == frames.TOO_BIG


@given(st.sampled_from([frames.TEXT, frames.BINARY]), st.integers(min_value=0, max_value=70_000))
def test_what_the_server_sends_has_the_shortest_head(opcode: int, size: int) -> None:
    encoded = frames.encode(opcode, b"x" * size)
    head = 2 if size < 126 else 4 if size < 65_536 else 10
    assert encoded[0] == 0x80 | opcode
    assert len(encoded) == head + size
