"""Uploads that go on where they were cut: tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from pathlib import Path

import pytest
from flask import Flask

from messaging.files import sweeping
from tests.support.browsers import Browser
from tests.support.engines import on_both_engines
from tests.support.files import OFFSET, Tus, metadata, picture, sent
from tests.support.http import InProcess
from tests.support.people import Person, arrive, new_id, register

DATA = b"Water the roses, then wait until the evening"


def uploads(app: Flask) -> list[Path]:
    """What is left among the uploads on the disk."""
    folder: Path = app.config["DATA_DIR"] / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def checksum(data: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


class TestTheProtocol:
    def test_says_what_it_can_do(self, ada: Person):
        answer = ada.request("OPTIONS", "/uploads")
        assert answer.status == 204
        assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.headers["Tus-Max-Size"] == str(100 * 2**20)
        extensions = set(answer.headers["Tus-Extension"].split(","))
        assert extensions == {"creation", "creation-with-upload", "termination", "expiration", "checksum"}

    @pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
    @pytest.mark.parametrize("version", ["", "0.2.2", "2.0.0"])
    def test_another_version_is_refused(self, method: str, version: str, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        answer = upload.request(method, upload.address, Tus_Resumable=version)
        assert answer.status == 412
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert upload.create(Tus_Resumable=version).status == 412

    def test_a_browser_needs_its_token(self, browser: Browser):
        register(browser.http, "eve")
        upload = Tus(browser, DATA)
        assert upload.create().refusal == (403, "forbidden")
        browser.sign_in("eve")
        assert upload.create().status == 201
        assert upload.send(0).status == 204


@on_both_engines
class TestGoingOn:
    def test_in_parts(self, ada: Person, app: Flask):
        upload = Tus(ada, DATA, "plan.txt")
        created = upload.create()
        assert created.status == 201
        assert created.headers["Location"] == upload.address
        assert "Upload-Expires" in created.headers
        assert upload.send(0, 10).headers["Upload-Offset"] == "10"
        asked = upload.ask()
        assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("10", str(len(DATA)))
        assert asked.headers["Cache-Control"] == "no-store"
        assert ada.get(f"/files/{upload.id}").refusal == (404, "not_found")
        last = upload.send(10)
        assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(DATA)))
        assert "Upload-Expires" not in last.headers
        assert (upload.file()["name"], upload.file()["media_type"]) == ("plan.txt", "text/plain")
        assert ada.get(f"/files/{upload.id}").data == DATA
        assert uploads(app) == []

    def test_at_once_with_the_announcement(self, ada: Person):
        upload = Tus(ada, DATA)
        answer = upload.create(DATA)
        assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(DATA)))
        assert ada.get(f"/files/{upload.id}").data == DATA

    def test_with_its_beginning_in_the_announcement(self, ada: Person):
        upload = Tus(ada, DATA)
        assert upload.create(DATA[:7]).headers["Upload-Offset"] == "7"
        assert upload.send(7).status == 204
        assert ada.get(f"/files/{upload.id}").data == DATA

    def test_nothing_needs_no_bytes(self, ada: Person):
        upload = Tus(ada, b"", "nothing.txt")
        assert upload.create().headers["Upload-Offset"] == "0"
        assert upload.file()["size"] == 0

    def test_a_voice_message(self, ada: Person):
        upload = Tus(ada, DATA, duration_ms="1500", waveform="[0,50,100]")
        upload.create(DATA)
        assert (upload.file()["duration_ms"], upload.file()["waveform"]) == (1500, [0, 50, 100])

    def test_hangs_on_a_message(self, ada: Person, bob: Person):
        upload = Tus(ada, DATA)
        upload.create(DATA)
        message = ada.send(ada.direct(bob), file_ids=[upload.id])
        assert message["attachments"] == [upload.file()]

    def test_from_the_wrong_place_is_refused(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        upload.send(0, 10)
        for start in (0, 5, 11, 1000):
            answer = upload.send(start)
            assert answer.refusal == (409, "version_conflict")
            assert answer.error["details"]["offset"] == 10
        assert upload.offset() == 10

    def test_more_than_announced_is_refused(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create(Upload_Length="10")
        assert upload.send(0).refusal == (413, "too_large")
        assert upload.create(DATA, Upload_Length="10").refusal == (413, "too_large")

    def test_all_is_there_before_it_is_a_file_also_when_the_server_dies_between(self, app: Flask, ada: Person):
        """The bytes are here and the file is not: asking makes it one."""
        upload = Tus(ada, DATA)
        upload.create()
        (app.config["DATA_DIR"] / "uploads" / f"{upload.id}.part").write_bytes(DATA)
        assert upload.offset() == len(DATA)
        assert ada.get(f"/files/{upload.id}").data == DATA


@on_both_engines
class TestTheSameAgain:
    def test_is_found_where_it_stands(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        upload.send(0, 10)
        again = upload.create()
        assert (again.status, again.headers["Location"]) == (201, upload.address)
        assert again.headers["Upload-Offset"] == "10"
        assert upload.create(DATA).headers["Upload-Offset"] == "10"

    def test_is_finished_once_it_is(self, ada: Person):
        upload = Tus(ada, picture(40, 30, "JPEG", comment=b"made by a camera"), "garden.jpg")
        upload.create(upload.data)
        assert upload.file()["size"] < len(upload.data)
        for answer in (upload.create(), upload.create(upload.data), upload.ask(), upload.send(len(upload.data))):
            assert answer.headers["Upload-Offset"] == str(len(upload.data))
        assert upload.ask().headers["Upload-Length"] == str(len(upload.data))
        assert upload.send(0).refusal == (409, "version_conflict")

    def test_is_nobody_elses(self, ada: Person, bob: Person):
        mine, theirs = Tus(ada, DATA), Tus(bob, DATA)
        theirs.id, theirs.told, theirs.address = mine.id, mine.told, mine.address
        mine.create()
        assert theirs.create().refusal == (409, "id_conflict")
        assert [theirs.ask().status, theirs.send(0).status, theirs.cancel().status] == [404, 404, 404]
        mine.send(0)
        assert theirs.create().refusal == (409, "id_conflict")
        assert [theirs.ask().status, theirs.send(0).status, theirs.cancel().status] == [404, 404, 404]

    def test_has_the_same_length(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        assert upload.create(Upload_Length="5").refusal == (409, "id_conflict")
        upload.send(0)
        assert upload.create(Upload_Length="5").refusal == (409, "id_conflict")


@on_both_engines
class TestWhatIsHereAlready:
    def known(self, person: Person, data: bytes) -> str:
        """How far a fresh upload has come that says which bytes it will bring."""
        answer = Tus(person, data, sha256=hashlib.sha256(data).hexdigest()).create()
        return answer.headers["Upload-Offset"]

    def test_is_not_sent_again_by_who_may_see_it(self, ada: Person, bob: Person):
        file = sent(ada, DATA)
        assert self.known(ada, DATA) == str(len(DATA))
        assert self.known(bob, DATA) == "0"
        ada.send(ada.direct(bob), file_ids=[file["id"]])
        assert self.known(bob, DATA) == str(len(DATA))

    def test_is_a_file_of_its_own(self, ada: Person, bob: Person):
        photograph = picture(400, 300, "JPEG", comment=b"made by a camera")
        first = sent(ada, photograph, "garden.jpg")
        upload = Tus(ada, photograph, "again.jpg", sha256=hashlib.sha256(photograph).hexdigest())
        assert upload.create().headers["Upload-Offset"] == str(len(photograph))
        again = upload.file()
        assert {name for name in first if first[name] != again[name]} == {
            *("id", "name", "url", "preview_url", "created_at"),
        }
        ada.delete(f"/files/{first['id']}")
        assert ada.get(f"/files/{upload.id}").status == 200

    def test_tells_nobody_who_merely_has_the_picture_before_it_was_cleaned(self, ada: Person, bob: Person):
        photograph = picture(400, 300, "JPEG", comment=b"made by a camera")
        ada.send(ada.direct(bob), file_ids=[sent(ada, photograph, "garden.jpg")["id"]])
        assert self.known(bob, photograph) == "0"


class TestChecksums:
    @pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
    def test_right(self, algorithm: str, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        assert upload.send(0, 10, Upload_Checksum=checksum(DATA[:10], algorithm)).headers["Upload-Offset"] == "10"
        assert upload.send(10, Upload_Checksum=checksum(DATA[10:], algorithm)).status == 204

    def test_wrong_ones_bring_nothing(self, ada: Person, app: Flask):
        upload = Tus(ada, DATA)
        upload.create()
        assert upload.send(0, 10, Upload_Checksum=checksum(b"else")).status == 460
        assert upload.offset() == 0
        assert len(uploads(app)) == 1

    def test_unknown_ones_are_refused(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        assert upload.send(0, Upload_Checksum="md5 AAAA").wrong_fields == {"Upload-Checksum"}

    def test_of_the_whole_file(self, ada: Person, app: Flask):
        upload = Tus(ada, DATA, sha256=hashlib.sha256(b"else").hexdigest())
        upload.create()
        assert upload.send(0).status == 460
        assert upload.ask().status == 404
        assert uploads(app) == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("headers", "field"),
        [
            ({"Upload_Length": ""}, "Upload-Length"),
            ({"Upload_Length": "-1"}, "Upload-Length"),
            ({"Upload_Length": "1e3"}, "Upload-Length"),
            ({"Upload_Length": "9" * 20}, "Upload-Length"),
            ({"Upload_Metadata": ""}, "id"),
            ({"Upload_Metadata": "id !"}, "Upload-Metadata"),
            ({"Upload_Metadata": "id /w=="}, "Upload-Metadata"),
            ({"Upload_Metadata": metadata(id="../../etc/passwd")}, "id"),
            ({"Upload_Metadata": metadata(id="8e8bd5ee-7c4b-4f8e-9d5c-2f1c0e5d1a11")}, "id"),
            ({"Upload_Metadata": metadata(id=new_id(), duration_ms="x")}, "duration_ms"),
        ],
    )
    def test_an_announcement_must_make_sense(self, headers: dict[str, str], field: str, ada: Person, app: Flask):
        assert Tus(ada, DATA).create(**headers).wrong_fields == {field}
        assert uploads(app) == []

    def test_bytes_must_come_as_such(self, ada: Person):
        upload = Tus(ada, DATA)
        upload.create()
        assert upload.send(0, Content_Type="text/plain").refusal == (415, "unsupported_type")
        assert upload.request("PATCH", upload.address, DATA, Content_Type=OFFSET).wrong_fields == {"Upload-Offset"}
        assert upload.create(DATA, Content_Type="text/plain").refusal == (415, "unsupported_type")

    @pytest.mark.parametrize("length", [2**20 + 1, 10**15])
    def test_too_much_is_refused_before_a_byte_is_sent(self, length: int, make_app):
        app = make_app(max_upload_mb=1)
        ann = arrive(InProcess(app), None, "ann")
        answer = Tus(ann, b"").create(Upload_Length=str(length))
        assert answer.refusal == (413, "too_large")
        assert answer.error["details"] == {"reason": "size", "limit": 2**20}
        assert uploads(app) == []

    def test_what_is_announced_takes_its_room(self, make_app):
        ann = arrive(InProcess(make_app(storage_quota_mb=1)), None, "ann")
        first = Tus(ann, bytes(700_000))
        assert first.create().status == 201
        answer = Tus(ann, bytes(700_000)).create()
        assert (answer.refusal, answer.error["details"]["reason"]) == ((413, "too_large"), "quota")
        assert first.send(0).status == 204
        assert Tus(ann, bytes(300_000)).create().status == 201

    def test_a_full_disk_is_told_before(self, ada: Person, monkeypatch: pytest.MonkeyPatch):
        usage = type("Usage", (), {"free": 100 * 2**20 + 5})
        monkeypatch.setattr("messaging.files.room.shutil.disk_usage", lambda _folder: usage)
        answer = Tus(ada, DATA).create()
        assert (answer.refusal, answer.error["details"]) == ((413, "too_large"), {"reason": "disk", "limit": 5})

    def test_nobody_begins_without_end(self, ada: Person, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("messaging.files.uploads.MOST_AT_ONCE", 2)
        assert [Tus(ada, DATA).create().status for _ in range(3)] == [201, 201, 422]


@on_both_engines
class TestEnding:
    def test_a_cancelled_one_is_forgotten(self, ada: Person, app: Flask):
        upload = Tus(ada, DATA)
        upload.create()
        upload.send(0, 10)
        assert upload.cancel().status == 204
        assert [upload.ask().status, upload.send(10).status, upload.cancel().status] == [404, 404, 404]
        assert uploads(app) == []
        assert upload.create().headers["Upload-Offset"] == "0"

    def test_a_finished_one_goes_as_long_as_nobody_got_it(self, ada: Person, bob: Person):
        upload = Tus(ada, DATA)
        upload.create(DATA)
        assert upload.cancel().status == 204
        assert ada.get(f"/files/{upload.id}").status == 404
        upload.create(DATA)
        ada.send(ada.direct(bob), file_ids=[upload.id])
        assert upload.cancel().wrong_fields == {"id"}
        assert bob.get(f"/files/{upload.id}").data == DATA


@on_both_engines
class TestSweeping:
    """After a day what nobody came back for goes, and nothing else."""

    @pytest.fixture
    def a_day_later(self, app: Flask, monkeypatch: pytest.MonkeyPatch):
        """Sweep as if a day and an hour had passed."""
        later = 25 * 60 * 60

        def sweep() -> None:
            folder: Path = app.config["DATA_DIR"]
            for path in (p for kept in ("uploads", "files", "previews") for p in (folder / kept).rglob("*")):
                os.utime(path, (time.time() - later,) * 2)
            with app.app_context(), monkeypatch.context() as patch:
                now = sweeping.now
                patch.setattr(sweeping, "now", lambda: now() + sweeping.timedelta(seconds=later))
                sweeping.sweep()

        return sweep

    def kept(self, app: Flask) -> set[str]:
        folder: Path = app.config["DATA_DIR"]
        return {path.name for path in (folder / "files").rglob("*") if path.is_file()}

    def test_files_that_no_message_got(self, app: Flask, ada: Person, bob: Person, a_day_later):
        lost, held = sent(ada, DATA), sent(ada, b"Held by a message")
        ada.send(ada.direct(bob), file_ids=[held["id"]])
        a_day_later()
        assert [ada.get(f"/files/{file['id']}").status for file in (lost, held)] == [404, 200]
        assert self.kept(app) == {hashlib.sha256(b"Held by a message").hexdigest()}

    def test_not_before(self, app: Flask, ada: Person):
        file, upload = sent(ada, DATA), Tus(ada, DATA)
        upload.create()
        upload.send(0, 10)
        with app.app_context():
            sweeping.sweep()
        assert ada.get(f"/files/{file['id']}").data == DATA
        assert upload.offset() == 10

    def test_uploads_that_were_given_up(self, app: Flask, ada: Person):
        upload, other = Tus(ada, DATA), Tus(ada, DATA)
        for each in (upload, other):
            each.create()
            each.send(0, 10)
        part = app.config["DATA_DIR"] / "uploads" / f"{upload.id}.part"
        os.utime(part, (time.time() - 25 * 60 * 60,) * 2)
        with app.app_context():
            sweeping.sweep()
        assert (upload.ask().status, other.offset()) == (404, 10)
        assert [path.stem for path in uploads(app)] == [other.id]

    def test_what_a_crash_left_behind(self, app: Flask, ada: Person, bob: Person, a_day_later):
        file = sent(ada, picture(), "garden.png")
        ada.send(ada.direct(bob), file_ids=[file["id"]])
        folder: Path = app.config["DATA_DIR"]
        stray = folder / "files" / "ab" / ("ab" * 32)
        stray.parent.mkdir(parents=True)
        stray.write_bytes(b"of a file that was never stored")
        (folder / "uploads" / "examined-x").mkdir()
        (folder / "uploads" / f"{new_id()}.part").write_bytes(b"of an upload that is not known")
        a_day_later()
        assert uploads(app) == []
        assert not stray.exists()
        assert bob.get(f"/files/{file['id']}/preview").status == 200


@on_both_engines
class TestAfterARestore:
    def test_a_device_learns_which_files_are_missing(self, app: Flask, ada: Person, bob: Person):
        there, without_bytes = sent(ada, DATA), sent(ada, b"These bytes get lost")
        digest = hashlib.sha256(b"These bytes get lost").hexdigest()
        (app.config["DATA_DIR"] / "files" / digest[:2] / digest).unlink()
        theirs = sent(bob, b"Not mine")
        offered = [there["id"], without_bytes["id"], theirs["id"], new_id()]
        answer = ada.post("/sync/reoffer", {"rows": [{"entity": "file", "id": id_} for id_ in offered]})
        assert answer["missing"] == offered[1:]

    def test_the_bytes_come_back_under_the_same_id(self, app: Flask, ada: Person, bob: Person):
        file = sent(ada, DATA)
        ada.send(ada.direct(bob), file_ids=[file["id"]])
        digest = hashlib.sha256(DATA).hexdigest()
        (app.config["DATA_DIR"] / "files" / digest[:2] / digest).unlink()
        assert bob.get(f"/files/{file['id']}").status == 404
        upload = Tus(ada, DATA, id=file["id"])
        assert upload.create().headers["Upload-Offset"] == "0"
        assert upload.send(0).status == 204
        assert bob.get(f"/files/{file['id']}").data == DATA
