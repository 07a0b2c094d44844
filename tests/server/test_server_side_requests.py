"""Nobody makes this server ask for anything but ordinary public pages (server-side request forgery)."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from messaging.link_previews import fetching
from messaging.link_previews.addresses import is_public
from messaging.link_previews.fetching import MAX_REDIRECTS, Fetched, fetch
from messaging.link_previews.network import Network, Unfetchable
from tests.support.previews import PUBLIC, Reply, Web

HTML = ("text/html",)
CERTIFICATE = Path(__file__).parent.parent / "support" / "example.org.pem"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    web.page("<title>Here</title>")
    yield web
    web.close()


def ask(web: Network, address: str, limit: int = 10_000) -> Fetched:
    return fetch(web, address, HTML, limit)


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2606:4700::1%1",
        "0x7f.1",
        "2130706433",
        "127.1",
        "",
        "example.org",
    ],
)
def test_what_is_not_public_is_not_asked(web: Web, ip: str):
    assert not is_public(ip)
    web.names["inside.example"] = [ip]
    with pytest.raises(Unfetchable, match="not on the public internet"):
        ask(web, "http://inside.example/")
    assert web.connected == []


@pytest.mark.parametrize("ip", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_may_be_asked(web: Web, ip: str):
    assert is_public(ip)
    web.names["outside.example"] = [ip]
    assert ask(web, "http://outside.example/").whole
    assert web.connected == [(ip, 80)]


def test_one_private_address_among_public_ones_refuses_them_all(web: Web):
    web.names["mixed.example"] = [PUBLIC, "127.0.0.1"]
    with pytest.raises(Unfetchable):
        ask(web, "http://mixed.example/")
    assert web.connected == []


def test_a_name_that_changes_between_check_and_connection_changes_nothing(web: Web):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    web.resolve = lambda host, port: next(answers)  # type: ignore[method-assign]
    ask(web, "http://rebinding.example/")
    assert web.connected == [(PUBLIC, 80)]
    assert web.requests[0].host == "rebinding.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://localhost/",
        "http://localhost./",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_this_machine_by_any_name(address: str):
    """With the real way to names: whatever it makes of them, the result is looked at."""
    tried: list[tuple[str, int]] = []

    class Careful(Network):
        def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
            tried.append((ip, port))
            raise OSError

        def resolve(self, host: str, port: int) -> list[str]:
            if ":" in host:
                return [host]
            try:
                return [socket.inet_ntoa(socket.inet_aton(host))]  # as the C library reads numbers
            except OSError:
                return super().resolve(host, port)

    with pytest.raises(Unfetchable):
        ask(Careful(), address)
    assert tried == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://example.org:99999/",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http:///nothing",
        "http://[::1",
        "http://" + "a" * 300 + ".example/",
        "//example.org/",
        "",
    ],
)
def test_odd_addresses_are_not_asked(web: Web, address: str):
    with pytest.raises(Unfetchable):
        ask(web, address)
    assert web.connected == []


@pytest.mark.parametrize(
    "location",
    [
        "http://inside.example/",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "http://example.org:22/",
        "//inside.example/",
    ],
)
def test_a_redirect_is_looked_at_like_a_link(web: Web, location: str):
    web.names |= {"inside.example": ["192.168.1.1"], "127.0.0.1": ["127.0.0.1"]}
    web.pages["/away"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(Unfetchable):
        ask(web, "http://example.org/away")
    assert web.connected == [(PUBLIC, 80)]


def test_redirects_are_followed_but_not_for_ever(web: Web):
    web.pages["/there"] = Reply(status=301, headers={"Location": "/"})
    assert ask(web, "http://example.org/there").address == "http://example.org/"
    web.pages["/round"] = Reply(status=308, headers={"Location": "/round"})
    web.connected.clear()
    with pytest.raises(Unfetchable, match="too many redirects"):
        ask(web, "http://example.org/round")
    assert len(web.connected) == MAX_REDIRECTS + 1


def test_no_more_is_read_than_is_wanted(web: Web):
    web.pages["/large"] = Reply(b"x" * 1_000_000)
    page = ask(web, "http://example.org/large")
    assert (len(page.body), page.whole) == (10_000, False)


def test_a_bomb_is_unpacked_no_further_than_is_wanted(web: Web):
    web.pages["/bomb"] = Reply(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    page = ask(web, "http://example.org/bomb")
    assert (len(page.body), page.whole) == (10_000, False)


def test_other_types_are_not_read(web: Web):
    web.pages["/image"] = Reply(b"<title>x</title>", "image/svg+xml")
    with pytest.raises(Unfetchable, match="image/svg"):
        ask(web, "http://example.org/image")


def test_nothing_of_this_server_is_told(web: Web):
    with pytest.raises(Unfetchable, match="404"):
        ask(web, "http://example.org/?q=a b&ä=%20")
    (request,) = web.requests
    assert request.path == "/?q=a%20b&%C3%A4=%20"
    assert not {"Cookie", "Authorization", "Referer"} & set(request.headers)


@pytest.mark.parametrize("at", ["headers", "body", "greeting"])
def test_a_page_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch, at: str):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    ours, theirs = socket.socketpair()
    over = threading.Event()

    class Dripping(Network):
        def resolve(self, host: str, port: int) -> list[str]:
            return [PUBLIC]

        def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
            return ours

    def drip() -> None:
        if at != "greeting":
            theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + (b"\r\n" if at == "body" else b"X: "))
        for _ in range(250):  # without the limit this test fails by itself, some seconds later
            if over.wait(0.02):
                return
            with suppress(OSError):
                theirs.sendall(b"x" if at != "greeting" else b"")
        theirs.shutdown(socket.SHUT_RDWR)

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(Unfetchable, match=r"took too long|timed out"):
        ask(Dripping(), "http://slow.example/")
    over.set()
    thread.join()
    theirs.close()


def test_names_stay_what_certificates_are_checked_for():
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(CERTIFICATE)
    asked: list[str] = []
    server.sni_callback = lambda _socket, name, _context: asked.append(name)
    web = Web(server)
    web.page("<title>Here</title>")
    web.names["other.example"] = [PUBLIC]
    web.tls = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert ask(web, "https://example.org/").whole
    with pytest.raises(Unfetchable, match="CERTIFICATE_VERIFY_FAILED"):
        ask(web, "https://other.example/")
    assert (asked, web.connected) == (["example.org", "other.example"], [(PUBLIC, 443)] * 2)
    assert [request.host for request in web.requests] == ["example.org"]
    web.close()


def test_a_stranger_certificate_is_refused():
    assert Network().tls.verify_mode == ssl.CERT_REQUIRED
    assert Network().tls.check_hostname
