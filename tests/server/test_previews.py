"""Previews, and what is taken out of pictures before anybody else gets them."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageOps, PngImagePlugin

from messaging.files import examining
from tests.server.test_file_types import box, mp4
from tests.support.files import picture, sent
from tests.support.people import Person

TOLD = "48 deg 12 N, at home"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>{TOLD}</place></x:xmpmeta>'.encode()


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes into a picture."""
    written = Image.Exif()
    written[MAKE] = TOLD
    written[ORIENTATION] = orientation
    written[GPS] = {1: "N", 2: (48.0, 12.0, 3.0), 27: TOLD}
    return written


def photograph(kind: str, width: int = 64, height: int = 48, orientation: int = 1, **more: Any) -> bytes:
    """A picture of which every corner is another colour, with all that is told beside it."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste("red", (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, kind, exif=exif(orientation), **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def upright(data: bytes) -> bytes:
    """The pixels as they are shown."""
    return ImageOps.exif_transpose(opened(data)).convert("RGB").tobytes()


def served(person: Person, file: dict[str, Any]) -> bytes:
    return person.get(f"/files/{file['id']}").data


def with_texts() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Location", TOLD)
    told.add_text("Comment", TOLD, zip=True)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return photograph("PNG", pnginfo=told)


class TestWhatIsTakenOut:
    @pytest.mark.parametrize(
        "data",
        [
            photograph("JPEG", comment=TOLD.encode(), xmp=XMP, icc_profile=b"x" * 200),
            photograph("JPEG", progressive=True, xmp=XMP),
            photograph("JPEG") + b"and a film behind its end, " + TOLD.encode(),
            with_texts(),
            photograph("WEBP", xmp=XMP),
            photograph("WEBP", lossless=True),
            picture(64, 48, "GIF", comment=TOLD.encode()),
            photograph("AVIF"),
        ],
        ids=["jpeg", "progressive jpeg", "jpeg with more", "png", "webp", "lossless webp", "gif", "avif"],
    )
    def test_where_it_was_taken_and_nothing_else(self, data: bytes, ada: Person):
        assert TOLD.encode() in data or b"Comment" in data
        kept = served(ada, sent(ada, data, "home.jpg"))
        assert TOLD.encode() not in kept
        assert b"xmpmeta" not in kept
        assert GPS not in opened(kept).getexif()
        assert upright(kept) == upright(data)
        assert opened(kept).info.get("icc_profile") == opened(data).info.get("icc_profile")

    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_not_how_to_turn_it_upright(self, kind: str, orientation: int, ada: Person):
        data = photograph(kind, orientation=orientation)
        file = sent(ada, data)
        assert (file["width"], file["height"]) == ((64, 48) if orientation < 5 else (48, 64))
        kept = served(ada, file)
        assert TOLD.encode() not in kept
        assert upright(kept) == upright(data)
        preview = opened(ada.get(f"/files/{file['id']}/preview").data)
        assert preview.size == (file["width"], file["height"])

    def test_from_films_without_moving_anything(self, ada: Person):
        film = mp4(b"isom", b"vide")
        told = box(b"udta", box(b"\xa9xyz", TOLD.encode())) + box(b"meta", bytes(4) + TOLD.encode())
        start = film.index(b"moov") - 4
        moov = film[start + 8 :] + told
        data = film[:start] + box(b"moov", moov) + box(b"mdat", b"what is played")
        kept = served(ada, sent(ada, data, "home.mp4"))
        assert TOLD.encode() not in kept
        assert len(kept) == len(data)
        assert kept.index(b"what is played") == data.index(b"what is played")
        assert kept.count(b"free") == 2

    def test_from_pictures_of_telephones(self, ada: Person):
        """HEIC: an item is EXIF by its type; where it lies stands elsewhere."""
        infe = box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", 7, 0) + b"Exif" + b"\x00")
        iinf = box(b"iinf", bytes(4) + struct.pack(">H", 1) + infe)
        content = b"\x00\x00\x00\x06Exif\x00\x00" + TOLD.encode() * 3

        def heic(offset: int) -> bytes:
            place = struct.pack(">HHHII", 7, 0, 1, offset, len(content))
            iloc = box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">H", 1) + place)
            meta = box(b"meta", bytes(4) + iinf + iloc)
            return box(b"ftyp", b"heic" + bytes(4) + b"mif1") + meta + box(b"mdat", content + b"pixels")

        data = heic(heic(0).index(content))
        file = sent(ada, data, "home.heic")
        assert file["media_type"] == "image/heic"
        kept = served(ada, file)
        assert TOLD.encode() not in kept
        assert len(kept) == len(data)
        assert kept.endswith(b"pixels")

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_also_from_what_is_cut_off(self, kind: str, ada: Person):
        whole = photograph(kind, 640, 480)
        end = whole.rindex(b"EXIF") + 60 if kind == "WEBP" else len(whole) - 200
        kept = served(ada, sent(ada, whole[:end], "half.jpg"))
        assert TOLD.encode() not in kept

    def test_also_from_what_is_padded(self, ada: Person):
        """JPEG allows any number of FF before a marker."""
        data = photograph("JPEG")
        behind_jfif = 20
        file = sent(ada, data[:behind_jfif] + b"\xff\xff\xff" + data[behind_jfif:], "odd.jpg")
        assert file["media_type"] == "image/jpeg"
        assert TOLD.encode() not in served(ada, file)

    def test_nothing_from_what_has_nothing(self, ada: Person):
        data = picture(64, 48, "JPEG")
        assert served(ada, sent(ada, data)) == data

    def test_an_animation_keeps_moving(self, ada: Person):
        frames = [Image.new("RGB", (40, 30), (n * 50, 0, 0)) for n in range(5)]
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=80, comment=TOLD.encode())
        file = sent(ada, out.getvalue(), "party.gif")
        kept = opened(served(ada, file))
        assert (kept.n_frames, kept.info["loop"], kept.info["duration"]) == (5, 0, 80)
        assert opened(ada.get(f"/files/{file['id']}/preview").data).n_frames == 1


class TestPreviews:
    @pytest.mark.parametrize(
        ("asked", "width"), [("1", 160), ("160", 160), ("161", 480), ("480", 480), ("481", 700), ("9999", 700)]
    )
    def test_are_as_wide_as_asked_for_or_as_the_picture(self, asked: str, width: int, ada: Person):
        file = sent(ada, picture(700, 350))
        answer = ada.get(f"/files/{file['id']}/preview?width={asked}")
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
        assert opened(answer.data).size == (width, round(width / 2))

    @pytest.mark.parametrize("asked", ["0", "-1", "x", "100000"])
    def test_have_sensible_widths(self, asked: str, ada: Person):
        file = sent(ada, picture())
        assert ada.get(f"/files/{file['id']}/preview?width={asked}").wrong_fields == {"width"}

    def test_are_not_sent_again_to_who_has_them(self, ada: Person):
        address = f"/files/{sent(ada, picture(700, 350))['id']}/preview"
        etag = ada.get(address).headers["ETag"]
        assert ada.request("GET", address, headers={"If-None-Match": etag}).status == 304
        assert ada.get(f"{address}?width=160").headers["ETag"] != etag

    def test_tell_nothing_that_the_picture_told(self, ada: Person):
        data = photograph("JPEG", 700, 500, xmp=XMP)
        preview = ada.get(f"/files/{sent(ada, data)['id']}/preview").data
        assert TOLD.encode() not in preview
        assert not opened(preview).getexif()

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
    def test_of_pictures_of_every_kind(self, mode: str, ada: Person):
        kind = "JPEG" if mode == "CMYK" else "PNG"
        out = io.BytesIO()
        Image.new(mode, (60, 40)).save(out, kind)
        file = sent(ada, out.getvalue())
        preview = opened(ada.get(f"/files/{file['id']}/preview").data)
        assert preview.size == (60, 40)
        assert preview.has_transparency_data == (mode in ("RGBA", "LA"))

    def test_of_the_first_page_of_a_document(self, ada: Person):
        file = sent(ada, picture(600, 400, "PDF"), "plan.pdf")
        assert (file["media_type"], file["width"], file["height"]) == ("application/pdf", 800, 533)
        assert opened(ada.get(f"/files/{file['id']}/preview").data).size == (480, 320)

    def test_of_films_where_ffmpeg_is_there(self, ada: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """A program of that name which writes a picture into the file that it is told last."""
        (tmp_path / "still.png").write_bytes(picture(320, 180))
        program = tmp_path / "ffmpeg"
        program.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/said\nfor last; do :; done\ncp {tmp_path}/still.png "$last"\n'
        )
        program.chmod(0o755)
        film = mp4(b"isom", b"vide")
        assert sent(ada, film)["preview_url"] is None
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        file = sent(ada, film)
        assert opened(ada.get(f"/files/{file['id']}/preview").data).size == (320, 180)
        assert "-protocol_whitelist file -f mov" in (tmp_path / "said").read_text()

    def test_of_nothing_else(self, ada: Person):
        file = sent(ada, b"Water the roses")
        assert file["preview_url"] is None
        assert ada.get(f"/files/{file['id']}/preview").refusal == (404, "not_found")

    def test_are_made_again_where_they_are_gone(self, app: Flask, ada: Person):
        """They are in no backup."""
        file = sent(ada, picture(700, 350))
        before = ada.get(f"/files/{file['id']}/preview").data
        shutil.rmtree(app.config["DATA_DIR"] / "previews")
        assert ada.get(f"/files/{file['id']}/preview").data == before


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, rows: bytes = b"", *chunks: bytes) -> bytes:
    """A PNG of one bit a pixel that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + pixels + chunk(b"IEND", b"")


BOMBS = {
    "a picture of a thousand million pixels": png(40_000, 25_000, bytes(5001 * 25_000)),
    "a picture of more pixels than can be": png(2**31 - 1, 2**31 - 1),
    "a gif of four thousand million pixels": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b"\x2c\x3b",
}


class TestBombs:
    @pytest.mark.parametrize("name", BOMBS)
    def test_are_downloads_of_something_unknown(self, name: str, ada: Person):
        file = sent(ada, BOMBS[name], "holiday.png")
        assert (file["media_type"], file["preview_url"], file["width"]) == ("application/octet-stream", None, None)
        assert served(ada, file) == BOMBS[name]

    def test_in_texts_unpack_nowhere(self, ada: Person):
        bomb = chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(200_000_000), 9))
        file = sent(ada, png(8, 8, bytes(16), bomb), "holiday.png")
        assert len(served(ada, file)) < 1000 or file["preview_url"] is None

    def test_what_is_cut_off_has_no_preview_but_is_there(self, ada: Person):
        whole = picture(700, 500, "JPEG", quality=95)
        data = whole[: len(whole) // 2]
        file = sent(ada, data, "half.jpg")
        assert file["preview_url"] is None
        assert served(ada, file) == data

    def test_what_breaks_the_examiner_is_kept_as_something_unknown(self, ada: Person, monkeypatch: pytest.MonkeyPatch):
        """However it does so: it crashes, or takes for ever."""
        monkeypatch.setattr("messaging.files.examining.SECONDS", 0.001)
        slow = sent(ada, picture(), "garden.png")
        monkeypatch.setattr("messaging.files.examining.SECONDS", 60)
        monkeypatch.setattr("messaging.files.examining._START", "import os; os.abort()")
        crashed = sent(ada, picture(colour="red"), "garden.png")
        for file in (slow, crashed):
            assert (file["media_type"], file["preview_url"]) == ("application/octet-stream", None)
        assert served(ada, crashed) == picture(colour="red")

    def test_the_examiner_has_little_memory(self, ada: Person, monkeypatch: pytest.MonkeyPatch):
        greedy = "import examiner.run as r; r.media_type = lambda path: bytearray(4 << 30); run(*"
        greedy = examining._START.replace("run(*", greedy)
        monkeypatch.setattr(examining, "_START", greedy)
        assert sent(ada, picture())["media_type"] == "application/octet-stream"
