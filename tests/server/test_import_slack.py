"""An export of Slack is taken over: people, conversations, threads, reactions; once, and without trusting the file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from messaging.imports.slack.emoji import TABLE
from messaging.link_previews.previewer import previewer
from tests.server.convergence.compare import differences
from tests.server.convergence.reducer import Replica
from tests.support.background import Background
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, sign_in
from tests.support.stored import stored

Row = dict[str, Any]
Import = Callable[..., Result]
Files = dict[str, Any]
GENERAL = "C1"


def user(id_: str, name: str, real_name: str, **more: Any) -> Row:
    profile = {"real_name": real_name, "display_name": more.pop("display_name", ""), "email": f"{name}@school.example"}
    return {"id": id_, "team_id": "T1", "name": name, "deleted": False, "profile": profile, **more}


USERS = [
    user("U1", "ada", "Ada Lovelace", is_admin=True),
    user("U2", "grace.hopper", "Grace Hopper", display_name="Grace"),
    user("U3", "Zoë Long Name That Goes On And On For Ever", "Zoë"),
    user("U4", "gone", "Gone Away", deleted=True),
    user("B1", "clock", "Clock", is_bot=True),
]


def channel(id_: str, name: str, members: list[str], **more: Any) -> Row:
    return {
        "id": id_,
        "name": name,
        "created": 1700000000,
        "creator": members[0] if members else "U1",
        "is_archived": False,
        "members": members,
        "topic": {"value": ""},
        "purpose": {"value": "Ask <@U1> &amp; everybody"},
        **more,
    }


def said(ts: str, who: str | None, text: str, **more: Any) -> Row:
    return {"type": "message", "user": who, "ts": ts, "text": text, **more}


WAVE = [{"name": "wave::skin-tone-3", "users": ["U2", "U3"], "count": 3}, {"name": "party-parrot", "users": ["U1"]}]
DAY_1 = [
    said("1700000100.000100", "U1", "Hello <!channel>, meet <@U2> in <#C2|secret>", reactions=WAVE),
    said("1700000200.000200", "U2", "*Bold* _it_ ~gone~ &lt;b&gt; :tada: <https://a.example/x_y?a=1&amp;b=2|a link>"),
    said("1700000050.000000", "U4", "<@U4> has joined the channel", subtype="channel_join"),
]
DAY_2 = [
    said("1700090000.000000", "U3", "A reply", thread_ts="1700000100.000100"),
    said("1700090001.000000", "U2", "Edited", edited={"user": "U2", "ts": "1700090500.000000"}),
    said("1700090002.000000", "U4", "I have left since"),
    said("1700090003.000000", "USLACKBOT", "This message was deleted.", subtype="tombstone"),
    said(
        "1700090004.000000",
        "U1",
        "",
        files=[
            {
                "title": "Plan [1].pdf",
                "permalink": "https://t.slack.example/files/U1/F1/plan.pdf",
                "url_private": "https://files.slack.example/plan.pdf?t=xoxe-1234",
            },
            {"name": "old.png", "url_private": "https://files.slack.example/old.png?t=xoxe-1234&v=2"},
            {"id": "F3", "mode": "tombstone"},
        ],
    ),
    said("1700090005.000000", None, "Ding", subtype="bot_message", bot_id="B9", username="Bell"),
    said("1700090006.000000", "U1", "", subtype="message_changed", hidden=True),
    said("1700090007.000000", "U1", "set the channel topic: Plants", subtype="channel_topic"),
]
EXPORT: Files = {
    "users.json": USERS,
    "channels.json": [
        channel(GENERAL, "general", ["U1", "U2", "U3"], topic={"value": "All of us"}),
        channel("C3", "old", [], is_archived=True),
    ],
    "groups.json": [channel("C2", "secret", ["U1", "U2"])],
    "mpims.json": [channel("G1", "mpdm-ada--grace.hopper--zoe-1", ["U1", "U2", "U3"])],
    "dms.json": [{"id": "D1", "created": 1700000000, "members": ["U1", "U2"]}],
    "general/2023-11-14.json": DAY_1,
    "general/2023-11-15.json": DAY_2,
    "old/2020-01-01.json": [said("1577836800.000000", "U2", "Long ago")],
    "secret/2023-11-14.json": [said("1700000000.000001", "U1", "Between us")],
    "mpdm-ada--grace.hopper--zoe-1/2023-11-14.json": [said("1700000000.000001", "U3", "Three of us")],
    "D1/2023-11-14.json": [
        said("1700000000.000001", "U1", "Just you"),
        said("1700000000.000002", "U2", "`<@U1>` and\n```if a &lt; b:\n  *no*```"),
    ],
    "integration_logs.json": [],
}


def zipped(path: Path, files: Files, root: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(root + name, content if isinstance(content, str | bytes) else json.dumps(content))
    return path


@pytest.fixture
def slack(app: Flask, tmp_path: Path) -> Import:
    """`slack(files)` → what `flask import slack` says of such an export."""

    def run(files: Files, *options: str, root: str = "") -> Result:
        path = zipped(tmp_path / "export.zip", files, root)
        return app.test_cli_runner().invoke(args=["import", "slack", str(path), *options])

    return run


@pytest.fixture
def newcomer(app: Flask) -> Callable[[str], Person]:
    """Somebody from Slack, with a password that an administrator has given them."""

    def signed_in(username: str) -> Person:
        told = app.test_cli_runner().invoke(args=["user", "reset-password", username, "--password", PASSWORD])
        assert told.exit_code == 0, told.output
        return Person(InProcess(app), None, sign_in(InProcess(app), username).json)

    return signed_in


def titles(person: Person) -> set[str]:
    return {c["title"] for c in person.get("/conversations")["conversations"]}


def room(person: Person, title: str) -> Row:
    return next(c for c in person.get("/conversations")["conversations"] if c["title"] == title)


def page(person: Person, title: str) -> Row:
    return person.get(f"/messages/{room(person, title)['id']}").json


def texts(person: Person, title: str) -> list[str]:
    return [m["content"] for m in page(person, title)["messages"]]


def name_of(person: Person, user_id: str) -> str:
    return str(person.get(f"/users/{user_id}")["user"]["username"])


@pytest.mark.usefixtures("admin")
def test_people_and_conversations_come_with_their_history(slack: Import, newcomer: Callable[[str], Person]) -> None:
    told = slack(EXPORT)
    assert told.exit_code == 0, told.output
    ada, grace = newcomer("ada-2"), newcomer("grace.hopper")
    assert titles(ada) == {"general", "secret", "Ada Lovelace, Grace, Zoë", ""}
    general = page(ada, "general")
    told_here = [(m["content"], name_of(ada, m["sender_id"]), m["role"]) for m in general["messages"]]
    assert told_here == [
        ("has joined the channel", "gone", "system"),
        ("Hello @channel, meet @grace.hopper in #secret", "ada-2", "user"),
        ("**Bold** _it_ ~~gone~~ <b> 🎉 [a link](https://a.example/x_y?a=1&b=2)", "grace.hopper", "user"),
        ("A reply", "zoe-long-name-that-goes-on-and-o", "user"),
        ("Edited", "grace.hopper", "user"),
        ("I have left since", "gone", "user"),
        ("", "slackbot", "user"),
        (
            "📎 [Plan \\[1\\].pdf](https://t.slack.example/files/U1/F1/plan.pdf)\n\n"
            "📎 [old.png](https://files.slack.example/old.png?v=2)\n\n📎 (a file that was deleted)",
            "ada-2",
            "user",
        ),
        ("Ding", "bell", "user"),
        ("set the channel topic: Plants", "ada-2", "system"),
    ]
    first, reply = general["messages"][1], general["messages"][3]
    assert reply["reply_to"] == first["id"]
    assert (first["created_at"], general["messages"][4]["edited_at"]) == (
        "2023-11-14T22:15:00.000Z",
        "2023-11-15T23:21:40.000Z",
    )
    assert general["messages"][6]["deleted_at"] is not None
    tone = "👋🏼" if TABLE.exists() else ":wave::skin-tone-3:"
    reactions = {(r["emoji"], name_of(ada, r["user_id"])) for r in general["reactions"]}
    assert reactions == {
        (tone, "grace.hopper"),
        (tone, "zoe-long-name-that-goes-on-and-o"),
        (":party-parrot:", "ada-2"),
    }
    assert texts(grace, "secret") == ["Between us"]
    assert texts(grace, "") == ["Just you", "`@ada-2` and\n\n```\nif a < b:\n  *no*\n```"]


@pytest.mark.usefixtures("admin")
def test_only_those_are_in_it_who_were_in_the_end_and_all_of_it_is_read(
    slack: Import, newcomer: Callable[[str], Person]
) -> None:
    slack(EXPORT)
    ada = newcomer("ada-2")
    general = room(ada, "general")
    present = {name_of(ada, m["user_id"]): m for m in general["members"]}
    assert present.keys() == {"ada-2", "grace.hopper", "zoe-long-name-that-goes-on-and-o"}
    assert present["ada-2"]["role"] == "owner"
    assert {m["read_ordinal"] for m in present.values()} == {general["last_ordinal"]}
    assert (general["description"], general["created_at"]) == (
        "All of us\nAsk @ada-2 & everybody",
        "2023-11-14T22:13:20.000Z",
    )
    old = room(newcomer("grace.hopper"), "old")
    assert [m["archived"] for m in old["members"] if "archived" in m] == [True]


def test_nobody_gets_into_anothers_account_by_having_their_name(
    slack: Import, ada: Person, newcomer: Callable[[str], Person]
) -> None:
    slack(EXPORT)
    assert ada.get("/conversations")["conversations"] == []
    assert len(titles(newcomer("ada-2"))) == 4


def test_who_runs_the_server_may_say_who_is_who(slack: Import, ada: Person) -> None:
    wrong = slack(EXPORT, "--person", "ada=zoe")
    assert (wrong.exit_code, "There is nobody called zoe." in wrong.output) == (2, True)
    told = slack(EXPORT, "--person", "ada=ada")
    assert told.exit_code == 0, told.output
    assert texts(ada, "secret") == ["Between us"]
    assert name_of(ada, page(ada, "secret")["messages"][0]["sender_id"]) == "ada"


@pytest.mark.usefixtures("admin")
def test_who_left_slack_cannot_sign_in_and_nobody_has_a_password_yet(app: Flask, slack: Import) -> None:
    told = slack(EXPORT)
    assert "have no password yet" in told.output
    listed = app.test_cli_runner().invoke(args=["user", "list"]).output
    assert [line.split("\t")[0] for line in listed.splitlines() if "deactivated" in line] == ["gone"]
    assert [line.split("\t")[0] for line in listed.splitlines() if line.endswith("admin")] == ["admin"]
    assert sign_in(InProcess(app), "grace.hopper", "").status in (401, 422)


@pytest.mark.usefixtures("admin")
def test_the_report_tells_what_could_not_be_taken(slack: Import, tmp_path: Path) -> None:
    odd = {
        **EXPORT,
        "general/2023-11-16.json": [
            said("1700180000.000000", None, "Whose is this?"),
            said("1700180001.000000", "U1", ""),
            {"type": "message", "text": "When?", "user": "U1"},
            "no message at all",
        ],
        "secret/2023-11-15.json": "[{",
        "from-elsewhere/2023-11-15.json": [said("1700180000.000000", "U1", "Shared with another workspace")],
        "canvases.json": [{"id": "F1"}],
    }
    told = slack(odd, "--report", str(tmp_path / "report.txt")).output
    assert "Taken over: 7 people, 15 messages, 3 reactions, 5 conversations." in told
    assert "Have no sender (1):\n  #general 2023-11-17 00:13:20" in told
    assert "Reactions of which the export does not tell whose they are (1):\n  #general 2023-11-14 22:15:00: 1" in told
    assert "none of the channels that the export lists (1):\n  from-elsewhere" in told
    assert "Have no place here (1):\n  1 canvases" in told
    assert "secret/2023-11-15.json in the zip file is damaged" in told
    assert "Whose is this" not in told
    assert "damaged" in (tmp_path / "report.txt").read_text()


@pytest.mark.usefixtures("admin")
def test_again_it_takes_only_what_is_new_and_leaves_alone_what_was_changed_here(
    slack: Import, newcomer: Callable[[str], Person]
) -> None:
    slack(EXPORT)
    ada, grace = newcomer("ada-2"), newcomer("grace.hopper")
    general = room(ada, "general")
    hello = page(ada, "general")["messages"][1]
    ada.patch(f"/messages/{hello['id']}", {"content": "Hello again"})
    ada.delete(f"/messages/{hello['id']}/reactions/:party-parrot:")
    ada.delete(f"/conversations/{general['id']}/members/{grace.id}")
    ada.delete(f"/conversations/{room(ada, 'secret')['id']}")
    before = ada.pull({})["logs"]
    unchanged = slack(EXPORT)
    assert "Nothing new was taken over." in unchanged.output, unchanged.output
    assert ada.pull({})["logs"] == before

    later = {**EXPORT, "general/2023-12-01.json": [said("1701388800.000000", "U2", "Later")]}
    told = slack(later)
    assert "Taken over: 1 message." in told.output
    assert "Were deleted here after an earlier import, and stay so (1):\n  #secret" in told.output
    assert texts(ada, "general")[1] == "Hello again"
    assert texts(ada, "general")[-1] == "Later"
    assert "general" not in titles(grace)
    assert [r["emoji"] for r in page(ada, "general")["reactions"] if r["user_id"] == ada.id] == []


@pytest.mark.usefixtures("admin")
def test_stopped_in_the_middle_it_goes_on(
    slack: Import, newcomer: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.imports import letters

    taken = letters.take_over_message
    calls = 0

    def killed(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 6:
            raise KeyboardInterrupt
        return taken(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "take_over_message", killed)
        patch.setattr(letters, "BATCH", 2)
        assert slack(EXPORT).exit_code != 0
    assert slack(EXPORT).exit_code == 0
    ada = newcomer("ada-2")
    assert len(texts(ada, "general")) == 10
    assert len(page(ada, "general")["reactions"]) == 3
    assert len(room(ada, "general")["members"]) == 3


@pytest.mark.usefixtures("admin")
def test_a_folder_that_was_packed_again_is_read_too(slack: Import, newcomer: Callable[[str], Person]) -> None:
    assert slack(EXPORT, root="School Slack export/").exit_code == 0
    assert "general" in titles(newcomer("ada-2"))


def bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("users.json", "[" + " " * 50_000_000 + "]")
    return content.getvalue()


def lying() -> bytes:
    """Its directory says that the file is small."""
    content = bytearray(bomb())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(content)


def twice() -> bytes:
    """Two files of one name: which of them was meant?"""
    return with_entry("users.jsom").replace(b"users.jsom", b"users.json")


def with_entry(name: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("users.json", "[]")
        file.writestr(name, "[]")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a zip", "is not a zip file"),
        (with_entry("../../etc/passwd"), "leads out of it"),
        (with_entry("/etc/passwd"), "leads out of it"),
        (with_entry("C:/x.json"), "leads out of it"),
        (with_entry("a/..\\b.json"), "leads out of it"),
        (bomb(), "enormous once unpacked"),
        (lying(), "is damaged"),
        (twice(), "twice"),
        (with_entry("users.json.txt").replace(b"users.json", b"other.json"), "holds no users.json"),
    ],
    ids=["no-zip", "up", "absolute", "drive", "backslash", "bomb", "lying", "twice", "other"],
)
def test_a_hostile_file_is_refused_before_anything_happens(
    app: Flask, tmp_path: Path, admin: Person, content: bytes, words: str
) -> None:
    (tmp_path / "hostile.zip").write_bytes(content)
    told = app.test_cli_runner().invoke(args=["import", "slack", str(tmp_path / "hostile.zip")])
    assert (told.exit_code, words in told.output) == (1, True), told.output
    assert admin.get("/users?q=")["users"] == admin.get("/users?q=")["users"]
    assert admin.get("/conversations")["conversations"] == []


@pytest.mark.usefixtures("admin")
def test_whatever_stands_in_it_the_import_comes_to_its_end(slack: Import) -> None:
    strange = [None, 1, "x", [], {}, True, {"a": []}, [[]], -1, 1e99]
    fields = ("user", "text", "subtype", "reactions", "files", "attachments", "blocks", "edited", "thread_ts")
    messages = [
        said(f"17001{number:05}.000000", "U1", "ok") | {name: value}
        for number, (name, value) in enumerate(product(fields, strange))
    ]
    odd_reactions = [{"name": value, "users": value, "count": value} for value in strange]
    messages.append(said("1700200000.000000", "U1", "ok", reactions=odd_reactions))
    people = [*USERS, *({"id": value, "name": value, "profile": value, "deleted": value} for value in strange)]
    channels = [
        {"id": f"X{n}", "name": value, "members": value, "created": value, "topic": value, "creator": value}
        for n, value in enumerate(strange)
    ]
    told = slack(
        {
            **EXPORT,
            "users.json": people,
            "general/2023-11-20.json": messages,
            "channels.json": [*EXPORT["channels.json"], *channels, *strange],
        }
    )
    assert told.exit_code == 0, told.exception


def test_devices_that_listen_and_devices_that_pull_have_it_like_new_ones(
    app: Flask, slack: Import, ada: Person, bob: Person, background: Background
) -> None:
    ada.send(ada.group("Before", bob))
    live, away, socket = Replica(ada.id), Replica(ada.id), ada.connect()
    for replica in (live, away):
        replica.take_pull(ada.pull(limit=500))
    later = {**EXPORT, "general/2023-12-01.json": [said("1701388800.000000", "U2", "Later")]}
    for files in (EXPORT, later):
        told = slack(files, "--person", "ada=ada")
        assert told.exit_code == 0, told.output
        background.advance(1)
        for packet in socket.received("changes"):
            live.take(packet)
        left = ada.pull(live.cursors, limit=500)
        assert {entry["log"] for entry in left["logs"]} <= set(left["gained"]), "a packet was missing"
        live.take_pull(left)
        away.take_pull(ada.pull(away.cursors, limit=500))
        fresh = Replica(ada.id)
        fresh.take_pull(ada.pull(limit=500))
        assert differences(live.shown(), fresh.shown()) == []
        assert differences(away.shown(), fresh.shown()) == []
    with stored(app.config["DATA_DIR"]) as rows:
        rows.check()


def test_no_page_is_fetched_for_years_of_links(
    slack: Import, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[Any] = []
    monkeypatch.setattr(previewer, "_add", wanted.append)
    assert slack(EXPORT).exit_code == 0
    assert wanted == []
    ada.send(ada.direct(bob), "https://a.example/")
    assert [each.url for each in wanted] == ["https://a.example/"]
