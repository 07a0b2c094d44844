"""What the server holds of one is downloaded in the settings, and can be read without QuChat."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.support.files import picture, sent


def test_my_data_is_downloaded_and_can_be_read(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "A leaf <b>&amp;</b>", file_ids=[sent(cleo, picture(), "leaf.png")["id"]])
    expect(anna.item("Pond")).to_be_visible()
    account = anna.open_settings("Account")
    section = account.get_by_role("region", name="Your data")
    section.scroll_into_view_if_needed()
    assert axe.violations(anna.page) == []
    with anna.page.expect_download() as download:
        section.get_by_role("button", name="Download my data").click()
    expect(section.get_by_role("status")).to_have_text("Downloaded. The file is among your downloads.")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)

    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "data")
    reader = anna.context.new_page()
    reader.goto((tmp_path / "data" / "index.html").as_uri())
    reader.get_by_role("link", name="Pond").click()
    article = reader.get_by_role("article").filter(has_text="A leaf <b>&amp;</b>")
    expect(article).to_be_visible()
    image = article.get_by_role("img", name="leaf.png")
    expect(image).to_be_visible()
    assert image.evaluate("(img) => img.decode().then(() => img.naturalWidth > 0)")
    reader.close()

    anna.page.route(re.compile("/users/me/export"), lambda route: route.abort())
    section.get_by_role("checkbox").uncheck()
    section.get_by_role("button", name="Download my data").click()
    expect(section.get_by_role("status")).to_contain_text("The server can’t be reached.")
    refusal = '{"error": {"code": "rate_limited", "message": "", "details": {}}}'
    anna.page.route(
        re.compile("/users/me/export"),
        lambda route: route.fulfill(status=429, body=refusal, headers={"Retry-After": "130"}),
    )
    section.get_by_role("button", name="Download my data").click()
    expect(section.get_by_role("status")).to_contain_text("Try again in 3 minutes.")
    anna.troubles.may_meet(r"/users/me/export", "429", "ERR_FAILED")
