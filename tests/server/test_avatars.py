"""Pictures of people: any sensible image becomes a small square; anything else is refused and harms nobody."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from messaging.accounts.avatars import avatar_path, sweep
from tests.support.browsers import Browser
from tests.support.files import picture
from tests.support.people import Person


def _picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **options)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_that_claims(width: int, height: int, body: bytes = b"") -> bytes:
    """A small file that says it is a large picture."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + body + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _put(person: Person, data: bytes, content_type: str = "image/png"):
    return person.upload("PUT", "/users/me/avatar", data, content_type)


def _load(person: Person, url: str):
    return person.http.send("GET", url, person.headers(), b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_square_webp(ada: Person, form: str):
    url = _put(ada, _picture(form))["user"]["avatar_url"]
    answer = _load(ada, url)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    with Image.open(io.BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("WEBP", (256, 256))


def test_a_picture_for_a_shared_computer_is_kept_by_no_cache(ada: Person):
    url = _put(ada, _picture())["user"]["avatar_url"]
    assert _load(ada, f"{url}?keep=no").headers["Cache-Control"] == "no-store"


def test_a_picture_may_come_as_a_form_field(ada: Person):
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n\r\n" + _picture() + b"\r\n--x--\r\n"
    assert _put(ada, body, "multipart/form-data; boundary=x")["user"]["avatar_url"]


def test_another_picture_has_another_address(ada: Person):
    first = _put(ada, _picture(size=(10, 10)))["user"]["avatar_url"]
    second = _put(ada, _picture(size=(300, 10), form="JPEG"))["user"]["avatar_url"]
    assert first != second


def test_what_a_camera_noted_does_not_travel_on(ada: Person):
    exif = Image.Exif()
    exif[0x010E] = "taken at home, 51.5 N"
    url = _put(ada, _picture("JPEG", exif=exif))["user"]["avatar_url"]
    assert b"taken at home" not in _load(ada, url).data


def test_a_picture_is_turned_upright(ada: Person):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90°
    image = Image.new("RGB", (20, 20), "red")
    image.paste("blue", (0, 0, 20, 10))
    out = io.BytesIO()
    image.save(out, "PNG", exif=exif)
    with Image.open(io.BytesIO(_load(ada, _put(ada, out.getvalue())["user"]["avatar_url"]).data)) as shown:
        right, left = shown.convert("RGB").getpixel((250, 128)), shown.convert("RGB").getpixel((5, 128))
    assert right[2] > 200 > 50 > right[0]
    assert left[0] > 200 > 50 > left[2]


def test_a_picture_is_removed(ada: Person):
    _put(ada, _picture())
    assert ada.delete("/users/me/avatar")["user"]["avatar_url"] is None


def test_others_are_told_of_a_new_picture(ada: Person, bob: Person):
    ada.group("Team", bob)
    socket = bob.connect()
    url = _put(ada, _picture())["user"]["avatar_url"]
    assert socket.expect("changes")["changes"][0]["row"]["avatar_url"] == url


HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "bmp": _picture("BMP"),
    "tiff": _picture("TIFF"),
    "icon": _picture("ICO"),
    "pdf": b"%PDF-1.4\n%%EOF",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "half a png": _picture(size=(400, 400))[:200],
    "half a jpeg": _picture("JPEG", size=(400, 400))[:400],
    "only a signature": b"\x89PNG\r\n\x1a\n",
    "a picture without pixels": _png_that_claims(0, 0),
    "a bomb that is warned of": _png_that_claims(10_000, 10_000),
    "a bomb that is an error": _png_that_claims(50_000, 50_000),
    "the widest picture there can be": _png_that_claims(2**31 - 1, 1),
    "endless text": _png_that_claims(10, 10, _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 30_000_000))),
    "a wrong check sum": _picture()[:-20] + b"\0" * 20,
    "a gif of nothing": b"GIF89a" + b"\xff" * 20,
    "a webp of nothing": b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 8,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_usable_picture_is_refused(ada: Person, name: str):
    answer = _put(ada, HOSTILE[name])
    assert answer.refusal in ((415, "unsupported_type"), (413, "too_large"))
    assert ada.get("/auth/me")["user"]["avatar_url"] is None


def test_a_damaged_picture_is_taken_or_refused_and_never_an_error(ada: Person):
    for form in ("PNG", "JPEG", "WEBP", "GIF"):
        whole = _picture(form, size=(16, 16))
        for place in range(0, len(whole), max(1, len(whole) // 15)):
            for value in (b"\0", b"\xff", b"\x7f"):
                damaged = whole[:place] + value + whole[place + 1 :]
                assert _put(ada, damaged).status in (200, 413, 415), (form, place, value)


def test_more_than_five_megabytes_are_too_large(ada: Person):
    assert _put(ada, b"\0" * (5 * 2**20 + 1)).refusal == (413, "too_large")
    assert _put(ada, b"\0" * (7 * 2**20)).refusal == (413, "too_large")


@pytest.mark.parametrize("digest", ["0" * 64, "x", "..", "%2e%2e%2f", "0" * 63 + "/", "٣" * 64])
def test_no_address_leads_out_of_the_pictures(ada: Person, digest: str):
    assert _load(ada, f"/avatars/{ada.id}/{digest}").status == 404


def test_pictures_are_for_people_who_are_signed_in(ada: Person, browser: Browser):
    url = _put(ada, _picture())["user"]["avatar_url"]
    answer = browser.open(url)
    # Not on to the page for signing in: the service worker would keep it as somebody's face.
    assert answer.status == 404


def test_pictures_that_nobody_has_any_more_go(app: Flask, ada: Person, bob: Person):
    """Who took a picture away wants it gone; and pictures set again and again would fill the disk."""
    first = _put(ada, _picture())["user"]["avatar_url"]
    kept = _put(bob, picture(colour="blue"))["user"]["avatar_url"]
    fresh = _put(ada, picture(colour="yellow"))["user"]["avatar_url"]
    ada.delete("/users/me/avatar")
    _written_long_ago(app, first, kept)
    with app.app_context():
        sweep()
    assert [_load(bob, url).status for url in (first, kept, fresh)] == [404, 200, 200]


def _written_long_ago(app: Flask, *urls: str) -> None:
    for url in urls:
        path = avatar_path(app.config["DATA_DIR"], url.rpartition("/")[2])
        os.utime(path, (0, 0))
