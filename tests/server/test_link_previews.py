"""Cards of the pages that messages link to, from the message to the picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from messaging.core.clock import now
from messaging.core.limits import limiter
from messaging.link_previews import missed, sweeping
from messaging.link_previews.links import first_link
from messaging.link_previews.network import Network
from messaging.link_previews.pictures import keep_picture
from messaging.link_previews.previewer import previewer
from tests.support.background import Background
from tests.support.engines import on_both_engines
from tests.support.http import InProcess
from tests.support.people import Person, arrive, op
from tests.support.previews import PUBLIC, Reply, Web, picture, previewing

HEAD = (
    '<title>Plain</title><meta property="og:title" content="Roses &amp; thorns">'
    '<meta name="description" content="All about\nroses."><meta property="og:site_name" content="Garden">'
    '<meta property="og:image" content="/rose.png">'
)
LINK = "http://example.org/roses"


@pytest.fixture
def web(app: Flask) -> Iterator[Web]:
    """A small internet, from which the application makes previews."""
    web = Web()
    web.page(HEAD, "/roses")
    web.pages["/rose.png"] = Reply(picture(1600, 800), "image/png")
    with previewing(app, web):
        yield web
    web.close()


@pytest.fixture
def link(web: Web, background: Background):
    """`link(ada, group)`: a message with the link is sent, and its page was read."""

    def send(person: Person, group, content: str = f"Look: {LINK}."):
        message = person.send(group, content)
        background.settle()
        return message

    return send


def previews(person: Person, group) -> list[dict]:
    return person.get(f"/messages/{group['id']}")["link_previews"]


@on_both_engines
def test_a_link_gets_a_card(ada: Person, bob: Person, link, published):
    group = ada.group("Team", bob)
    message = link(ada, group)
    (card,) = previews(bob, group)
    assert (card["message_id"], card["url"], card["deleted_at"]) == (message["id"], LINK, None)
    assert (card["title"], card["description"], card["site_name"]) == ("Roses & thorns", "All about roses.", "Garden")
    assert (card["image_width"], card["image_height"]) == (800, 400)
    (change,) = published[-1]["changes"]
    assert (published[-1]["log"], change["entity"], change["row"]) == (f"c:{group['id']}", "link_preview", card)


@on_both_engines
def test_what_a_process_took_with_it_is_made_up_for(app: Flask, ada: Person, bob: Person, web: Web, link, background):
    group = ada.group("Team", bob)
    carded, removed = link(ada, group), link(ada, group)
    ada.delete(f"/messages/{removed['id']}/link-preview")
    owed, gone = ada.send(group, f"Look: {LINK}"), ada.send(group, f"Or: {LINK}")
    ada.delete(f"/messages/{gone['id']}")
    previewer.forget()  # the process has ended before it read the page
    background.settle()
    assert [card["message_id"] for card in previews(bob, group)] == [carded["id"]]
    previewer.bind(app, app.config["DATA_DIR"])
    with app.app_context():
        missed.make_up()
        background.settle()
        assert [card["message_id"] for card in previews(bob, group)] == [carded["id"], owed["id"]]
        previewer.forget()
        missed.make_up()
        assert not previewer._waiting, "it looks back once"


def test_nothing_is_made_up_for_where_previews_are_off(app: Flask, admin: Person, ada: Person, web: Web, background):
    group = ada.group("Team")
    ada.send(group, f"Look: {LINK}")
    previewer.forget()
    admin.patch("/admin/settings", {"link_previews": False})
    with app.app_context():
        missed.make_up()
        background.settle()
    assert previews(ada, group) == []
    assert web.requests == []


def test_the_picture_is_ours_and_for_members(ada: Person, bob: Person, cleo: Person, link):
    group = ada.group("Team", bob)
    link(ada, group)
    address = previews(bob, group)[0]["image_url"].removeprefix("/api/v1")
    answer = bob.get(address)
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.size, answer.headers["Content-Type"]) == ("WEBP", (800, 400), "image/webp")
    assert cleo.get(address).refusal == (404, "not_found")
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")
    assert bob.get(address).refusal == (404, "not_found")


def test_a_page_without_tags_shows_its_title_and_host(ada: Person, bob: Person, web: Web, link):
    web.names["www.example.org"] = [PUBLIC]
    web.page("<title>  Just\n a title </title>", "/plain")
    group = ada.group("Team", bob)
    link(ada, group, "http://www.example.org/plain")
    (card,) = previews(ada, group)
    assert (card["title"], card["description"], card["site_name"]) == ("Just a title", "", "example.org")
    assert (card["image_url"], card["image_width"]) == (None, None)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<p>no title"),
        Reply(b"<title>Gone</title>", status=404),
        Reply(b"%PDF-1.7", "application/pdf"),
        Reply(b"<title>x</title>", headers={"Content-Encoding": "br"}),
        Reply(b"<title>x</title>", headers={"Content-Encoding": "gzip"}),
        Reply(b"\xff\xfe\x00", "text/html; charset=nonsense"),
        Reply(b""),
    ],
)
def test_what_says_nothing_about_itself_gets_no_card(ada: Person, bob: Person, web: Web, link, reply):
    web.pages["/odd"] = reply
    group = ada.group("Team", bob)
    link(ada, group, "http://example.org/odd")
    assert (len(web.requests), previews(ada, group)) == (1, [])


def test_letters_of_any_encoding(ada: Person, bob: Person, web: Web, link):
    web.pages["/koi8"] = Reply("<title>Дора</title>".encode("koi8-r"), "text/html; charset=koi8-r")
    web.pages["/meta"] = Reply('<meta charset="shift_jis"><title>猫の写真</title>'.encode("shift_jis"), "text/html")
    group = ada.group("Team", bob)
    link(ada, group, "http://example.org/koi8")
    link(ada, group, "http://example.org/meta")
    assert [card["title"] for card in previews(ada, group)] == ["Дора", "猫の写真"]


def test_hostile_words_are_cut_to_one_visible_line(ada: Person, bob: Person, web: Web, link):
    web.page(f"<title>\u202egnp.\x00exe {'long ' * 100}</title>", "/evil")
    group = ada.group("Team", bob)
    link(ada, group, "http://example.org/evil")
    title = previews(ada, group)[0]["title"]
    assert title.startswith("gnp.")
    assert len(title) <= 200
    assert "\u202e" not in title


def test_a_page_that_only_wants_to_be_slow_is_read_all_the_same(ada: Person, bob: Person, web: Web, link):
    """Each of these took seconds or worse in some way of reading; the suite would notice."""
    group = ada.group("Team", bob)
    for number, part in enumerate(("<div>", "<b><i>", '<meta "', "<meta a=", "<!-- -->", "<title>x</title")):
        web.pages[f"/{number}"] = Reply(b"<title>Here</title>" + part.encode() * 100_000)
        link(ada, group, f"http://example.org/{number}")
    assert [card["title"] for card in previews(ada, group)] == ["Here"] * 6


def test_only_what_stands_in_the_page_itself_counts(ada: Person, bob: Person, web: Web, link):
    web.page(
        "<!--x <title>No</title> --><script>'<title>No</title>'</script><noscript><img><title>No</title></noscript>"
        '<TITLE lang=en>Yes &amp; no</TITLE><meta content=\'a > "b"\' property="og:description">'
        "<svg><title>icon</title>",
        "/odd",
    )
    group = ada.group("Team", bob)
    link(ada, group, "http://example.org/odd")
    (card,) = previews(ada, group)
    assert (card["title"], card["description"]) == ("Yes & no", 'a > "b"')


@pytest.mark.parametrize(
    "image",
    [
        Reply(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        Reply(b"<svg/>", "image/png"),
        Reply(picture(2, 2), "image/png"),
        Reply(picture(6000, 6000), "image/png"),
        Reply(b"x" * (5 * 1024 * 1024 + 1), "image/png"),
        Reply(status=500),
    ],
    ids=["svg", "not an image", "a dot", "a bomb", "too large", "missing"],
)
def test_a_card_without_its_picture(ada: Person, bob: Person, web: Web, link, image):
    web.pages["/rose.png"] = image
    group = ada.group("Team", bob)
    link(ada, group)
    assert [(card["title"], card["image_url"]) for card in previews(ada, group)] == [("Roses & thorns", None)]


@on_both_engines
def test_a_page_is_fetched_once_a_day_however_often_it_is_sent(ada: Person, bob: Person, web: Web, link):
    group = ada.group("Team", bob)
    link(ada, group)
    link(bob, ada.direct(bob), f"{LINK} again")
    assert [request.path for request in web.requests] == ["/roses", "/rose.png"]


def test_nothing_is_asked_for_when_nobody_links(ada: Person, bob: Person, web: Web, link):
    group = ada.group("Team", bob)
    for content in ("Hello", "`http://example.org/roses`", "```\nhttp://example.org/roses\n```", "ftp://example.org"):
        link(ada, group, content)
    assert (web.connected, previews(ada, group)) == ([], [])


def test_an_encrypted_conversation_has_none(ada: Person, bob: Person, web: Web, background: Background):
    ada.send(ada.group("Secret", bob, encrypted=True), "", encrypted_content=f"gibberish {LINK}")
    background.settle()
    assert web.connected == []


@on_both_engines
def test_a_card_goes_with_its_message(ada: Person, bob: Person, link):
    group = ada.group("Team", bob)
    message = link(ada, group)
    address = previews(bob, group)[0]["image_url"].removeprefix("/api/v1")
    ada.delete(f"/messages/{message['id']}")
    assert previews(bob, group) == []
    assert bob.get(address).status == 404


@on_both_engines
def test_a_card_follows_the_link_of_an_edit(ada: Person, bob: Person, web: Web, link, background: Background):
    group = ada.group("Team", bob)
    web.page("<title>Tulips</title>", "/tulips")
    message = link(ada, group)
    ada.patch(f"/messages/{message['id']}", {"content": f"Really, look: {LINK}"})
    assert previews(bob, group)[0]["title"] == "Roses & thorns"
    ada.patch(f"/messages/{message['id']}", {"content": "See http://example.org/tulips"})
    assert previews(bob, group) == []
    background.settle()
    assert previews(bob, group)[0]["title"] == "Tulips"
    ada.patch(f"/messages/{message['id']}", {"content": "Never mind"})
    assert previews(bob, group) == []


def test_a_message_deleted_while_its_page_is_read_gets_no_card(ada: Person, bob: Person, web: Web, background, link):
    group = ada.group("Team", bob)
    message = ada.send(group, LINK)
    resolve = web.resolve

    def slow(host: str, port: int) -> list[str]:
        ada.delete(f"/messages/{message['id']}")
        return resolve(host, port)

    web.resolve = slow  # type: ignore[method-assign]
    background.settle()
    assert web.requests
    assert previews(bob, group) == []


@on_both_engines
def test_who_wrote_it_or_moderates_may_remove_a_card_for_good(ada: Person, bob: Person, cleo: Person, link, background):
    group = ada.group("Team", bob, cleo)
    message = link(bob, group)
    address = f"/messages/{message['id']}/link-preview"
    assert cleo.delete(address).refusal == (403, "forbidden")
    gone = bob.delete(address)["link_preview"]
    assert (gone["title"], gone["image_url"], gone["url"]) == ("", None, LINK)
    assert bob.delete(address)["link_preview"] == gone
    bob.patch(f"/messages/{message['id']}", {"content": f"Still {LINK}"})
    background.settle()
    assert previews(ada, group) == []
    theirs = link(bob, group)
    (result,) = ada.push(op("link_preview", "delete", theirs["id"]))
    assert (result["status"], result["row"]["title"]) == ("applied", "")


def test_a_message_without_a_card_has_none_to_remove(ada: Person, bob: Person, web: Web):
    message = ada.send(ada.group("Team", bob))
    assert ada.delete(f"/messages/{message['id']}/link-preview").refusal == (404, "not_found")


@on_both_engines
def test_whoever_wants_none_causes_no_requests(ada: Person, bob: Person, web: Web, link):
    group = ada.group("Team", bob)
    assert ada.get("/users/me/preferences")["preferences"]["link_previews"] is True
    assert ada.patch("/users/me/preferences", {"link_previews": False})["preferences"]["link_previews"] is False
    link(ada, group)
    assert (web.connected, previews(bob, group)) == ([], [])
    link(bob, group)
    assert len(previews(bob, group)) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_an_installation_may_have_none(make_app, background: Background, enabled: bool):
    app = make_app(link_previews=enabled)
    web = previewer.network = Web()
    ada, bob = (arrive(InProcess(app), None, name) for name in ("ada", "bob"))
    ada.send(ada.group("Team", bob), LINK)
    background.settle()
    web.close()
    previewer.network = Network()
    assert bool(web.connected) == enabled
    assert ada.get("/auth/me")["link_previews"] == enabled


def test_nobody_sends_this_server_to_hundreds_of_doors(ada: Person, bob: Person, web: Web, link):
    group = ada.group("Team", bob)
    limiter.enabled = True
    for number in range(40):
        link(ada, group, f"http://example.org/{number}")
    limiter.enabled = False
    assert len(web.requests) == 30


@on_both_engines
def test_old_devices_hear_of_cards_in_a_snapshot(ada: Person, bob: Person, link):
    group = ada.group("Team", bob)
    link(ada, group)
    (log,) = [log for log in bob.pull()["logs"] if log["log"] == f"c:{group['id']}"]
    (card,) = [change["row"] for change in log["changes"] if change["entity"] == "link_preview"]
    assert card == previews(bob, group)[0]
    assert bob.get(f"/chat/history/{ada.id}")["link_previews"] == []


@on_both_engines
def test_what_nobody_sees_is_swept_away(app: Flask, ada: Person, bob: Person, web: Web, link, monkeypatch):
    group = ada.group("Team", bob)
    message = link(ada, group)
    folder = app.config["DATA_DIR"] / "link-previews"

    def swept(later: timedelta) -> int:
        """So many pictures are left when it is swept so much later."""
        monkeypatch.setattr(sweeping, "now", lambda: now() + later)
        monkeypatch.setattr("time.time", lambda: (now() + later).timestamp())
        with app.app_context():
            sweeping.sweep()
        return len(list(folder.glob("*/*")))

    stray = keep_picture(folder, picture(50, 50))
    assert stray
    assert swept(timedelta()) == 2, "it may be about to get its card"
    assert swept(timedelta(hours=2)) == 1
    assert swept(timedelta(days=2)) == 1, "its card shows it, though its page is forgotten"
    ada.delete(f"/messages/{message['id']}")
    assert swept(timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("see https://a.example/b?c=d#e.", "https://a.example/b?c=d#e"),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("[text](https://a.example/z) and more", "https://a.example/z"),
        ("<https://a.example>", "https://a.example"),
        ("**https://a.example/x**", "https://a.example/x"),
        ("HTTPS://A.example/X", "HTTPS://A.example/X"),
        ("`https://code.example` https://a.example", "https://a.example"),
        ("```\nhttps://code.example\n", None),
        ("~~~\nhttps://code.example\n~~~\nhttps://a.example", "https://a.example"),
        ("xhttps://a.example", None),
        ("https:// a", None),
        ("javascript://a.example/%0aalert(1)", None),
        ("https://a.example/" + "x" * 3000, None),
        ("https://例え.example/道?q=猫", "https://例え.example/道?q=猫"),
        ("no link", None),
    ],
)
def test_the_first_link_of_a_text(content: str, found: str | None):
    assert first_link(content) == found
