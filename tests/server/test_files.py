"""Files: sent at once, hung on messages, seen by those who may and by nobody else, gone when nothing holds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.engines import on_both_engines
from tests.support.files import FORM, form_of, picture, sent, upload
from tests.support.http import InProcess
from tests.support.people import Person, arrive, new_id, op, register

Row = dict[str, Any]
ROSES = b"Water the roses"


@pytest.fixture
def team(ada: Person, bob: Person) -> Row:
    return ada.group("Team", bob)


def blobs(app: Flask) -> list[Path]:
    """What is kept on the disk."""
    folder: Path = app.config["DATA_DIR"]
    return [path for kept in ("files", "previews") for path in (folder / kept).rglob("*") if path.is_file()]


class TestSendingOne:
    def test_it_is_described_by_what_it_is(self, ada: Person):
        file = sent(ada, picture(700, 300), "garden.png")
        assert (file["name"], file["media_type"], file["width"], file["height"]) == (
            "garden.png",
            "image/png",
            700,
            300,
        )
        assert file["preview_url"] == f"/api/v1/files/{file['id']}/preview"
        assert file["url"] == f"/api/v1/files/{file['id']}"
        assert ada.get(f"/files/{file['id']}/info")["file"] == file

    def test_a_voice_message_says_how_long_and_loud_it_is(self, ada: Person):
        file = sent(ada, ROSES, duration_ms="1500", waveform="[0, 50, 100]")
        assert (file["duration_ms"], file["waveform"]) == (1500, [0, 50, 100])

    def test_the_same_again_is_the_same(self, ada: Person):
        id_ = new_id()
        first, again = upload(ada, ROSES, id=id_), upload(ada, ROSES, id=id_)
        assert (first.status, again.status) == (201, 200)
        assert first.json == again.json

    def test_an_id_means_one_file_for_ever(self, ada: Person, bob: Person):
        id_ = sent(ada, ROSES)["id"]
        assert upload(ada, b"Other words", id=id_).refusal == (409, "id_conflict")
        assert upload(bob, ROSES, id=id_).refusal == (409, "id_conflict")
        assert ada.get(f"/files/{id_}").data == ROSES

    def test_an_empty_file_is_a_file(self, ada: Person):
        file = sent(ada, b"", "nothing.txt")
        assert file["size"] == 0
        assert ada.get(f"/files/{file['id']}").data == b""

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"id": "5"}, "id"),
            ({"id": "8e8bd5ee-7c4b-4f8e-9d5c-2f1c0e5d1a11"}, "id"),
            ({"duration_ms": "-1"}, "duration_ms"),
            ({"duration_ms": "long"}, "duration_ms"),
            ({"waveform": "[101]"}, "waveform.0"),
            ({"waveform": "[]"}, "waveform"),
            ({"waveform": str([1] * 101)}, "waveform"),
            ({"waveform": "{"}, "waveform"),
            ({"waveform": "[" * 1990}, "waveform"),
            ({"sha256": "abc"}, "sha256"),
        ],
    )
    def test_what_is_said_of_it_has_limits(self, fields: Row, field: str, ada: Person):
        assert upload(ada, ROSES, **fields).wrong_fields == {field}

    def test_a_form_without_a_file_is_refused(self, ada: Person):
        body = form_of(b"", "x", id=new_id()).replace(b'name="file"', b'name="folder"')
        assert ada.upload("POST", "/files", body, FORM).wrong_fields == {"file"}

    def test_other_bytes_than_announced_are_refused(self, ada: Person, app: Flask):
        answer = upload(ada, ROSES, sha256="0" * 64)
        assert answer.refusal == (460, "validation_failed")
        assert blobs(app) == []

    def test_a_browser_needs_its_token(self, browser: Browser):
        register(browser.http, "eve")
        assert upload(browser, ROSES).refusal == (403, "forbidden")
        browser.sign_in("eve")
        assert upload(browser, ROSES).status == 201


@on_both_engines
class TestOnMessages:
    def test_everybody_is_shown_them_in_order(self, ada: Person, bob: Person, team: Row, published):
        files = [sent(ada, ROSES), sent(ada, picture(), "garden.png")]
        message = ada.send(team, "", file_ids=[files[1]["id"], files[0]["id"]])
        assert message["attachments"] == [files[1], files[0]]
        assert published[-1]["changes"][-1]["row"] == message
        assert bob.get(f"/messages/{team['id']}")["messages"] == [message]
        entry = next(entry for entry in bob.pull()["logs"] if entry["log"] == f"c:{team['id']}")
        assert [c["row"] for c in entry["changes"] if c["entity"] == "message"] == [message]

    def test_by_push_and_by_socket(self, ada: Person, team: Row):
        file = sent(ada, ROSES)
        fields = {"conversation_id": team["id"], "content": "", "file_ids": [file["id"]]}
        (result,) = ada.push(op("message", "create", new_id(), fields=fields))
        assert result["row"]["attachments"] == [file]
        answer = ada.connect().call("send_message", {"id": new_id(), **fields})
        assert answer["message"]["attachments"] == [file]

    def test_to_somebody_new(self, ada: Person, bob: Person):
        file = sent(ada, ROSES)
        form = {"id": new_id(), "recipient_id": bob.id, "file_ids": [file["id"]]}
        assert ada.post("/messages", form)["message"]["attachments"] == [file]
        assert bob.get(f"/files/{file['id']}").data == ROSES

    def test_the_same_message_again_is_the_same(self, ada: Person, team: Row):
        files = [sent(ada, ROSES)["id"], sent(ada, b"Other words")["id"]]
        form = {"id": new_id(), "conversation_id": team["id"], "content": "Look", "file_ids": files}
        assert ada.post("/messages", form).json == ada.post("/messages", form).json
        for other in ([], files[:1], files[::-1]):
            assert ada.post("/messages", {**form, "file_ids": other}).refusal == (409, "id_conflict")

    def test_it_is_the_same_also_once_its_files_are_gone(self, ada: Person, team: Row):
        form = {"id": new_id(), "conversation_id": team["id"], "content": "", "file_ids": [sent(ada, ROSES)["id"]]}
        ada.post("/messages", form)
        tombstone = ada.delete(f"/messages/{form['id']}")["message"]
        assert tombstone["attachments"] == []
        assert ada.post("/messages", form)["message"] == tombstone

    def test_one_named_twice_hangs_there_once(self, ada: Person, team: Row):
        file = sent(ada, ROSES)
        assert ada.send(team, file_ids=[file["id"]] * 2)["attachments"] == [file]

    def test_nothing_is_stored_with_a_file_that_one_may_not_see(self, ada: Person, bob: Person, team: Row, published):
        theirs, mine = sent(bob, ROSES)["id"], sent(ada, ROSES)["id"]
        refused = []
        for id_ in (theirs, new_id()):
            form = {"id": new_id(), "conversation_id": team["id"], "content": "Look", "file_ids": [mine, id_]}
            answer = ada.post("/messages", form)
            assert answer.wrong_fields == {"file_ids"}
            refused.append(answer.json)
        assert refused[0] == refused[1]
        assert published == []

    def test_outsiders_learn_nothing(self, ada: Person, cleo: Person, team: Row):
        form = {"id": new_id(), "conversation_id": team["id"], "file_ids": [new_id()]}
        assert cleo.post("/messages", form).refusal == (404, "not_found")

    def test_one_that_was_seen_can_be_sent_on(self, ada: Person, bob: Person, cleo: Person, team: Row):
        file = ada.send(team, file_ids=[sent(ada, ROSES)["id"]])["attachments"][0]
        assert bob.send(bob.direct(cleo), file_ids=[file["id"]])["attachments"] == [file]
        assert cleo.get(f"/files/{file['id']}").data == ROSES

    def test_words_may_be_taken_away_from_what_has_files_only(self, ada: Person, team: Row):
        message = ada.send(team, "Look", file_ids=[sent(ada, ROSES)["id"]])
        edited = ada.patch(f"/messages/{message['id']}", {"content": ""})["message"]
        assert (edited["content"], edited["attachments"]) == ("", message["attachments"])
        assert ada.patch(f"/messages/{ada.send(team)['id']}", {"content": ""}).wrong_fields == {"content"}

    def test_a_message_that_is_brought_back_comes_without(self, ada: Person, team: Row):
        message = ada.send(team, "Look", file_ids=[sent(ada, ROSES)["id"]])
        ada.delete(f"/messages/{message['id']}")
        edit = {"base_version": message["version"], "fields": {"content": "Look again"}}
        (result,) = ada.push(op("message", "update", message["id"], **edit))
        assert (result["status"], result["row"]["attachments"]) == ("applied", [])


@on_both_engines
class TestWhoSeesIt:
    def test_before_it_is_sent_only_its_owner(self, ada: Person, bob: Person, team: Row):
        file = sent(ada, ROSES)
        assert ada.get(f"/files/{file['id']}").data == ROSES
        assert bob.get(f"/files/{file['id']}").refusal == (404, "not_found")

    def test_at_every_request(self, ada: Person, bob: Person, cleo: Person, team: Row):
        """Left, they see it no more; back again, they do."""
        file = sent(ada, picture(), "garden.png")
        ada.send(team, file_ids=[file["id"]])
        addresses = [f"/files/{file['id']}{part}" for part in ("", "/info", "/preview")]
        assert [bob.get(address).status for address in addresses] == [200, 200, 200]
        assert [cleo.get(address).status for address in addresses] == [404, 404, 404]
        etag = bob.get(addresses[0]).headers["ETag"]
        bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
        assert [bob.get(address).status for address in addresses] == [404, 404, 404]
        known = bob.request("GET", addresses[0], headers={"If-None-Match": etag, "Range": "bytes=0-1"})
        assert known.refusal == (404, "not_found")
        ada.post(f"/conversations/{team['id']}/members", {"user_id": bob.id})
        assert [bob.get(address).status for address in addresses] == [200, 200, 200]

    def test_who_has_left_sees_also_their_own_no_more(self, ada: Person, bob: Person, team: Row):
        file = sent(bob, ROSES)
        bob.send(team, file_ids=[file["id"]])
        bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
        assert bob.get(f"/files/{file['id']}").refusal == (404, "not_found")
        assert ada.get(f"/files/{file['id']}").data == ROSES

    def test_in_one_of_several_conversations_is_enough(self, ada: Person, bob: Person, cleo: Person, team: Row):
        file = sent(ada, ROSES)
        ada.send(team, file_ids=[file["id"]])
        ada.send(ada.direct(cleo), file_ids=[file["id"]])
        bob.delete(f"/conversations/{team['id']}/members/{bob.id}")
        assert (bob.get(f"/files/{file['id']}").status, cleo.get(f"/files/{file['id']}").status) == (404, 200)


@on_both_engines
class TestWhatGoes:
    def test_with_its_message(self, app: Flask, ada: Person, bob: Person, team: Row):
        file = sent(ada, picture(), "garden.png")
        message = ada.send(team, file_ids=[file["id"]])
        assert len(blobs(app)) == 4  # itself, and previews of three widths
        ada.delete(f"/messages/{message['id']}")
        assert [p.get(f"/files/{file['id']}").status for p in (ada, bob)] == [404, 404]
        assert blobs(app) == []

    def test_not_while_another_message_holds_it(self, app: Flask, ada: Person, bob: Person, team: Row):
        file = sent(ada, ROSES)
        first, second = ada.send(team, file_ids=[file["id"]]), bob.send(team, file_ids=[file["id"]])
        ada.delete(f"/messages/{first['id']}")
        assert bob.get(f"/files/{file['id']}").data == ROSES
        bob.delete(f"/messages/{second['id']}")
        assert blobs(app) == []

    def test_not_the_bytes_that_another_file_has(self, app: Flask, ada: Person, bob: Person, team: Row):
        mine, theirs = sent(ada, ROSES), sent(bob, ROSES)
        assert len(blobs(app)) == 1
        message = ada.send(team, file_ids=[mine["id"]])
        ada.delete(f"/messages/{message['id']}")
        assert bob.get(f"/files/{theirs['id']}").data == ROSES

    def test_with_its_conversation(self, app: Flask, ada: Person, bob: Person, team: Row):
        kept, lost = sent(ada, ROSES), sent(ada, b"Other words")
        ada.send(team, file_ids=[kept["id"], lost["id"]])
        ada.send(ada.direct(bob), file_ids=[kept["id"]])
        ada.delete(f"/conversations/{team['id']}")
        assert [bob.get(f"/files/{file['id']}").status for file in (kept, lost)] == [200, 404]
        assert len(blobs(app)) == 1

    def test_by_its_owner_before_it_is_sent(self, app: Flask, ada: Person, bob: Person, team: Row):
        file = sent(ada, ROSES)
        assert bob.delete(f"/files/{file['id']}").refusal == (404, "not_found")
        assert ada.delete(f"/files/{file['id']}").status == 200
        assert ada.delete(f"/files/{file['id']}").refusal == (404, "not_found")
        assert blobs(app) == []
        file = sent(ada, ROSES, id=file["id"])
        ada.send(team, file_ids=[file["id"]])
        assert ada.delete(f"/files/{file['id']}").wrong_fields == {"id"}
        assert bob.delete(f"/files/{file['id']}").refusal == (403, "forbidden")


class TestFetching:
    def fetch(self, person: Person, file: Row, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return person.request("GET", f"/files/{file['id']}", headers=given)

    def test_whole_and_in_a_box(self, ada: Person):
        answer = self.fetch(ada, sent(ada, ROSES))
        assert (answer.status, answer.data, answer.headers["Content-Length"]) == (200, ROSES, str(len(ROSES)))
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "allow-" not in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "private, no-cache"

    def test_only_its_head(self, ada: Person):
        file = sent(ada, ROSES)
        answer = ada.request("HEAD", f"/files/{file['id']}")
        assert (answer.status, answer.data, answer.headers["Content-Length"]) == (200, b"", str(len(ROSES)))

    @pytest.mark.parametrize(
        ("asked", "part"),
        [
            ("bytes=0-4", (0, 5)),
            ("bytes=6-8", (6, 9)),
            ("bytes=6-", (6, 15)),
            ("bytes=-5", (10, 15)),
            ("bytes=-500", (0, 15)),
            ("bytes=14-14", (14, 15)),
            ("bytes=10-99999999999999999999", (10, 15)),
        ],
    )
    def test_a_part_of_it(self, asked: str, part: tuple[int, int], ada: Person):
        answer = self.fetch(ada, sent(ada, ROSES), Range=asked)
        start, stop = part
        assert (answer.status, answer.data) == (206, ROSES[start:stop])
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(ROSES)}"
        assert answer.headers["Content-Length"] == str(stop - start)

    @pytest.mark.parametrize(
        "asked", ["bytes=0-1,4-5", "lines=0-1", "bytes=5-2", "bytes=a-b", "bytes=", "bytes", "", "bytes=--5"]
    )
    def test_what_is_no_single_part_means_all_of_it(self, asked: str, ada: Person):
        answer = self.fetch(ada, sent(ada, ROSES), Range=asked)
        assert (answer.status, answer.data) == (200, ROSES)

    @pytest.mark.parametrize("asked", ["bytes=15-", "bytes=15-20", "bytes=99999999999999999999-"])
    def test_behind_its_end_there_is_nothing(self, asked: str, ada: Person):
        answer = self.fetch(ada, sent(ada, ROSES), Range=asked)
        assert answer.status == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(ROSES)}"

    @pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-1"])
    def test_there_is_no_part_of_nothing(self, asked: str, ada: Person):
        assert self.fetch(ada, sent(ada, b""), Range=asked).status == 416

    def test_what_the_browser_has_is_not_sent_again(self, ada: Person):
        file = sent(ada, ROSES)
        etag = self.fetch(ada, file).headers["ETag"]
        again = self.fetch(ada, file, If_None_Match=etag)
        assert (again.status, again.data) == (304, b"")
        assert self.fetch(ada, file, If_None_Match='"other"').status == 200

    def test_the_rest_is_sent_only_of_the_same_file(self, ada: Person):
        file = sent(ada, ROSES)
        etag = self.fetch(ada, file).headers["ETag"]
        assert self.fetch(ada, file, Range="bytes=5-", If_Range=etag).status == 206
        assert self.fetch(ada, file, Range="bytes=5-", If_Range='"other"').data == ROSES
        assert self.fetch(ada, file, Range="bytes=5-", If_Range="Sat, 21 Nov 2026 10:00:00 GMT").data == ROSES

    def test_a_file_whose_bytes_are_lost_is_missing(self, app: Flask, ada: Person):
        file = sent(ada, ROSES)
        (blob,) = blobs(app)
        blob.unlink()
        assert self.fetch(ada, file).refusal == (404, "not_found")


class TestRoom:
    def test_a_browser_is_told_before(self, ada: Person):
        assert ada.get("/auth/me")["limits"] == {"upload_bytes": 100 * 2**20, "attachments": 10}

    @pytest.mark.parametrize(
        ("settings", "size", "reason", "limit"),
        [
            ({"max_upload_mb": 1}, 2**20 + 1, "size", 2**20),
            ({"max_upload_mb": 1}, 3 * 2**20, "size", 2**20),
            ({"storage_quota_mb": 1}, 2**20 + 1, "quota", 2**20),
        ],
    )
    def test_too_much_is_refused_in_words(self, settings: Row, size: int, reason: str, limit: int, make_app):
        ann = arrive(InProcess(make_app(**settings)), None, "ann")
        answer = upload(ann, bytes(size))
        assert answer.refusal == (413, "too_large")
        assert answer.error["details"] == {"reason": reason, "limit": limit}
        assert upload(ann, bytes(2**20 - 10)).status == 201

    def test_the_same_bytes_count_once(self, make_app):
        ann = arrive(InProcess(make_app(storage_quota_mb=1)), None, "ann")
        assert [upload(ann, bytes(300_000)).status for _ in range(3)] == [201, 201, 201]
        assert upload(ann, b"x" * 800_000).refusal == (413, "too_large")

    def test_who_come_at_once_do_not_share_the_last_room(self, make_app, monkeypatch: pytest.MonkeyPatch):
        """Each was told that there is room, before the bytes of the others had come."""
        ann = arrive(InProcess(make_app(storage_quota_mb=1)), None, "ann")
        monkeypatch.setattr("messaging.files.api.expect", lambda _length: None)
        first, second = upload(ann, b"a" * 700_000), upload(ann, b"b" * 700_000)
        assert first.status == 201
        assert (second.refusal, second.error["details"]["reason"]) == ((413, "too_large"), "quota")

    def test_what_others_are_sending_is_counted(self, make_app, monkeypatch: pytest.MonkeyPatch):
        """A file that waits for its bytes leaves no trace in the database; a hundred of them would fill the disk."""
        app = make_app(storage_quota_mb=1)
        ann, bea = (arrive(InProcess(app), None, name) for name in ("ann", "bea"))
        meanwhile = []

        def examine_while_bea_sends(source: Path, target: Path) -> None:
            meanwhile.append(upload(bea, b"b" * 700_000))
            target.write_bytes(b"a" * 700_000)

        with monkeypatch.context() as patched:
            patched.setattr(
                "messaging.files.api._copy", lambda _stream, target: examine_while_bea_sends(_stream, target)
            )
            upload(ann, b"a" * 700_000)
        (refused,) = meanwhile
        assert refused.refusal == (413, "too_large")
        assert upload(bea, b"b" * 200_000).status == 201
