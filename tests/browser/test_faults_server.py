"""A server that dies, at the worst moment and under everybody's hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.troubles import NO_SERVER
from tests.support import live
from tests.support.stored import stored

FATAL = "This is the last straw"


@pytest.fixture(scope="module")
def fatal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a text there, and the server dies when a message with that text is committed."""
    return tmp_path_factory.mktemp("fatal") / "text"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, template: Path, fatal: Path) -> Iterator[live.LiveServer]:
    program = "tests/support/fragile_server.py"
    with live.running("eventlet", tmp_path_factory.mktemp("server"), program=program, FRAGILE=str(fatal)) as running:
        yield running


def test_what_was_committed_but_never_told_is_there_once(
    enter: Enter, server: live.LiveServer, fatal: Path, elsewhere: Elsewhere
) -> None:
    """Neither the sender nor anybody else heard of it before the server died."""
    anna, ben = enter("Anna"), enter("Ben", **PHONE)
    elsewhere(anna).group("Pond", elsewhere(ben))
    hers, his = anna.open_conversation("Pond"), ben.open_conversation("Pond")
    his.send("All is well").expect_status("read")
    for person in (anna, ben):
        person.troubles.may_meet(*NO_SERVER)

    fatal.write_text(FATAL)
    last = hers.send(FATAL)
    hers.send("And one more")
    anna.expect_offline()
    ben.expect_offline()
    last.expect_status("sending")
    his.expect_messages("All is well")
    with stored(server.data_dir) as rows:
        assert rows.rows("SELECT COUNT(*) FROM message WHERE content = ?", FATAL) == [(1,)], "it was not committed"

    server.kill()
    server.start()
    for person in (anna, ben):
        person.notice_the_network()
    his.expect_messages("All is well", FATAL, "And one more")
    last.expect_status("sent", "delivered", "read")
    expect_convergence(server, anna, ben)


def test_a_restart_under_three_people_who_go_on(enter: Enter, server: live.LiveServer, elsewhere: Elsewhere) -> None:
    people = anna, ben, cleo = enter("Anna"), enter("Ben", **PHONE), enter("Cleo")
    elsewhere(anna).group("Pond", elsewhere(ben), elsewhere(cleo))
    for person in people:
        person.troubles.may_meet(*NO_SERVER)
        person.open_conversation("Pond").send(f"{person.name} is here").expect_status("sent", "delivered", "read")
    for person in people:
        expect(person.conversation.log.locator(".prose")).to_have_count(3)

    for turn in ("killed", "stopped"):
        server.kill() if turn == "killed" else server.stop()
        for person in people:
            person.expect_offline()
            person.conversation.send(f"{person.name} writes though it was {turn}").expect_status("sending")
        anna.conversation.message("Ben is here").react("👍")
        cleo.conversation.message("Ben is here").react("👍")
        server.start()
        for person in people:
            person.notice_the_network()
        for person in people:
            for name in ("Anna", "Ben", "Cleo"):
                said = person.conversation.message(f"{name} writes though it was {turn}")
                said.expect_status("sent", "delivered", "read")
        expect_convergence(server, *people)
