"""Files from one person's hands onto another's screen: offline, over cuts, once, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.screens.files import Files, photograph
from tests.support.live import LiveServer
from tests.support.people import Person

UPLOADS = "**/api/v1/uploads/**"
NOT_BEGUN = "status of 404.*/api/v1/uploads/"
"""Whoever tried before asks first how far it came, which may be nowhere."""


@pytest.fixture
def cleo(arrive: Arrive) -> Person:
    """At the other side; she reads what the server has."""
    return arrive("Cleo")


def _newest(person: Person, conversation: dict[str, Any]) -> dict[str, Any]:
    messages = person.get(f"/messages/{conversation['id']}")["messages"]
    return messages[-1]  # type: ignore[no-any-return]


def test_ten_photographs_dragged_in_offline_arrive_once(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna")
    anna.troubles.may_meet(NOT_BEGUN)
    pond = cleo.group("Pond", elsewhere(anna))
    here = anna.open_conversation("Pond")
    files = Files(anna.page)
    anna.expect_ready_for_offline()
    anna.go_offline()
    anna.expect_offline()

    photographs = [photograph(number) for number in range(10)]
    names = [one["name"] for one in photographs]
    files.drop(*photographs)
    files.expect_staged(*names)
    here.box.fill("From the pond")
    here.send_button.click()
    expect(files.tray).to_have_count(0)
    message = here.message("From the pond")
    message.expect_status("sending")
    files.expect_pictures(files.of(message), *names)

    anna.page.reload()
    message.expect_status("sending")
    files.expect_pictures(files.of(message), *names)
    expect(message.article.get_by_role("progressbar", name="Uploading photo 3.jpg")).to_have_attribute(
        "aria-valuetext", "Waits for the network"
    )
    anna.expect_pending(1)

    anna.go_online()
    anna.expect_in_touch()
    message.expect_status("sent", "delivered", "read")
    files.expect_pictures(files.of(message), *names)
    arrived = _newest(cleo, pond)
    assert [file["name"] for file in arrived["attachments"]] == names
    assert {(file["width"], file["height"], file["media_type"]) for file in arrived["attachments"]} == {
        (1200, 900, "image/jpeg")
    }
    for file, sent in zip(arrived["attachments"], photographs, strict=True):
        assert cleo.get(f"/files/{file['id']}").data == sent["buffer"]
    expect_convergence(server, anna)
