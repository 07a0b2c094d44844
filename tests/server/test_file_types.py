"""What a file is, is found from its bytes. Names and claims mean nothing, and nothing that could run is ever shown."""

from __future__ import annotations

import io
import struct
import wave
import zipfile

import pytest

from messaging.files.names import MAX_BYTES, MAX_CHARACTERS, clean_name
from tests.support.files import picture, sent
from tests.support.people import Person


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(brand: bytes, *tracks: bytes) -> bytes:
    """A film without anything in it, with tracks of these kinds."""
    handler = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(13)))) for kind in tracks]
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"moov", b"".join(handler))


def webm(codec: bytes) -> bytes:
    return b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + bytes(30) + b"\x86\x85" + codec + bytes(100)


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1600))
    return out.getvalue()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


SHOWN = {
    "image/png": picture(),
    "image/jpeg": picture(kind="JPEG"),
    "image/gif": picture(kind="GIF"),
    "image/webp": picture(kind="WEBP"),
    "image/avif": picture(kind="AVIF"),
    "audio/mpeg": b"ID3\x03" + bytes(60),
    "audio/wav": wav(),
    "audio/flac": b"fLaC" + bytes(60),
    "audio/ogg": b"OggS" + bytes(24) + b"OpusHead" + bytes(60),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(60),
    "audio/webm": webm(b"A_OPUS"),
    "audio/mp4": mp4(b"iso5", b"soun"),
    "video/mp4": mp4(b"isom", b"vide", b"soun"),
    "video/webm": webm(b"V_VP9"),
    "video/quicktime": mp4(b"qt  ", b"vide"),
}
"""What a browser may show by itself. (Voice messages are audio/webm, audio/ogg and audio/mp4, by browser.)"""

DOWNLOADS = {
    "text/html": b"<!DOCTYPE html><script>alert(document.domain)</script>",
    "image/svg+xml": b'<?xml version="1.0"?>\n<!-- hi -->\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "text/xml": b'<?xml version="1.0"?><data/>',
    "text/plain": "Gieß die Rosen 🌹".encode(),
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": zipped("a.txt"),
    "image/heic": mp4(b"heic"),
    "video/x-matroska": b"\x1a\x45\xdf\xa3\xa3B\x82\x88matroska" + bytes(60),
    "application/octet-stream": bytes(range(256)),
}


@pytest.mark.parametrize("media_type", SHOWN)
def test_what_can_be_shown_is(media_type: str, ada: Person):
    file = sent(ada, SHOWN[media_type], "report.html")
    assert file["media_type"] == media_type
    answer = ada.get(f"/files/{file['id']}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize("media_type", DOWNLOADS)
def test_all_else_is_a_download_of_nothing_in_particular(media_type: str, ada: Person):
    file = sent(ada, DOWNLOADS[media_type], "holiday.png")
    assert file["media_type"] == media_type
    answer = ada.get(f"/files/{file['id']}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "data",
    [
        b"  \n\t<SCRIPT>alert(1)</SCRIPT>",
        b"\xef\xbb\xbf<html>",
        b"<!-- a comment first --><svg onload=alert(1)>",
        b"<a href=javascript:alert(1)>",
    ],
)
def test_what_a_browser_would_run_is_known_in_any_dress(data: bytes, ada: Person):
    assert sent(ada, data)["media_type"] in ("text/html", "image/svg+xml")


@pytest.mark.parametrize("start", ["", "x", "xy", "xyz"])
def test_a_long_text_is_text_wherever_its_letters_are_cut(start: str, ada: Person):
    assert sent(ada, (start + "🌹" * 20_000).encode())["media_type"] == "text/plain"


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a/*" + bytes(40) + b"*/=1;alert(document.domain)//",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
        b"RIFF\x40\x00\x00\x00WEBP<html><script>alert(1)</script>",
        picture()[:60],
    ],
)
def test_what_only_begins_like_a_picture_is_none(data: bytes, ada: Person):
    file = sent(ada, data, "holiday.png")
    assert (file["media_type"], file["preview_url"], file["width"]) == ("application/octet-stream", None, None)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "JPEG", "WEBP"])
def test_what_is_a_picture_and_something_else_is_only_the_picture(kind: str, ada: Person):
    """Whatever hangs on its end, an archive or a page, is cut off."""
    file = sent(ada, picture(kind=kind) + b"<script>alert(1)</script>" + zipped("evil.class"), "holiday.html")
    assert file["media_type"] == f"image/{kind.lower()}"
    kept = ada.get(f"/files/{file['id']}").data
    assert b"script" not in kept
    assert b"evil" not in kept


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("word/document.xml", "wordprocessingml.document"),
        ("xl/workbook.xml", "spreadsheetml.sheet"),
        ("ppt/presentation.xml", "presentationml.presentation"),
    ],
)
def test_documents_are_named_and_are_downloads(inner: str, kind: str, ada: Person):
    file = sent(ada, zipped("[Content_Types].xml", inner), "plan.zip")
    assert file["media_type"] == f"application/vnd.openxmlformats-officedocument.{kind}"
    assert ada.get(f"/files/{file['id']}").headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("codec", [b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG4/ISO/AVC"])
def test_what_is_to_be_seen_is_a_film(codec: bytes, ada: Person):
    assert sent(ada, webm(codec))["media_type"] == "video/webm"


def vint(value: int) -> bytes:
    return (value | 1 << 28).to_bytes(4, "big")


def test_a_film_says_how_large_and_long_it_is(ada: Person):
    def element(id_: str, content: bytes) -> bytes:
        return bytes.fromhex(id_) + vint(len(content)) + content

    video = element("e0", element("b0", b"\x05\x00") + element("ba", b"\x02\xd0"))
    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40") + element("4489", struct.pack(">d", 2500.4)))
    tracks = element("1654ae6b", element("ae", element("86", b"V_VP9") + video))
    film = element("1a45dfa3", element("4282", b"webm")) + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + info + tracks
    file = sent(ada, film + bytes(1000), "party.webm")
    assert (file["media_type"], file["width"], file["height"]) == ("video/webm", 1280, 720)
    assert file["duration_ms"] == 2500


@pytest.mark.parametrize(("matrix", "size"), [((1, 0), (1280, 720)), ((0, 1), (720, 1280))])
def test_a_film_that_was_held_upright_is(matrix: tuple[int, int], size: tuple[int, int], ada: Person):
    a, b = (value << 16 for value in matrix)
    turned = struct.pack(">9I", a, b, 0, b, a, 0, 0, 0, 1 << 30)
    track = box(b"tkhd", bytes(40) + turned + struct.pack(">II", 1280 << 16, 720 << 16))
    length = box(b"mvhd", bytes(12) + struct.pack(">II", 600, 1500) + bytes(80))
    hdlr = box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(13)))
    film = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", length + box(b"trak", track + hdlr))
    file = sent(ada, film, "party.mp4")
    assert ((file["width"], file["height"]), file["duration_ms"]) == (size, 2500)


class TestNames:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("notes.txt", "notes.txt"),
            ("Gießplan für März 🌹.txt", "Gießplan für März 🌹.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\plan.txt", "plan.txt"),
            ("/", "file"),
            ("..", "file"),
            ("", "file"),
            ("   ", "file"),
            (".htaccess", "htaccess"),
            ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
            ("photo\u202egpj.exe", "photogpj.exe"),
            ("a\u0007b\u200bc\ufeff.txt", "abc.txt"),
            ('what "is" <this>?.txt', "what _is_ _this__.txt"),
            ("CON.txt", "_CON.txt"),
            ("ends with dots...", "ends with dots"),
            ("👨\u200d👩\u200d👧.png", "👨\u200d👩\u200d👧.png"),
            ("e\u0301.txt", "é.txt"),
        ],
    )
    def test_mean_nothing_but_text(self, given: str, kept: str):
        assert clean_name(given) == kept

    @pytest.mark.parametrize("letter", ["x", "ü", "花", "🌹"])
    def test_are_not_too_long(self, letter: str):
        name = clean_name(letter * 1000 + ".jpeg")
        assert name.endswith(".jpeg")
        assert len(name) <= MAX_CHARACTERS
        assert len(name.encode()) <= MAX_BYTES
        assert len(clean_name("x." + letter * 1000).encode()) <= MAX_BYTES

    def test_are_offered_to_browsers_old_and_new(self, ada: Person):
        file = sent(ada, b"Water the roses", "Gießplan (März).txt")
        told = ada.get(f"/files/{file['id']}").headers["Content-Disposition"]
        assert told == (
            "attachment; filename=\"Gie_plan (M_rz).txt\"; filename*=UTF-8''Gie%C3%9Fplan%20%28M%C3%A4rz%29.txt"
        )

    def test_no_longer_than_a_name_can_be(self, ada: Person):
        assert len(sent(ada, b"Water the roses", "x" * 1500 + ".txt")["name"]) == MAX_CHARACTERS
