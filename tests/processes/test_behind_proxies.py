"""Two processes behind the proxies that deploy/ has examples for: real nginx, real Caddy, HTTPS, production."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.processes.conftest import Installations
from tests.processes.traffic import Writer, expect_each_once
from tests.support import proxies
from tests.support.engines import SQLITE, only_on
from tests.support.live import RawSocket
from tests.support.people import PASSWORD, acknowledged, new_id
from tests.support.processes import Processes
from tests.support.proxies import CERTIFICATE, Proxy
from tests.support.redis_server import RedisServer
from tests.support.sockets import ConnectionRefused

pytestmark = only_on(SQLITE, "it brings its own database")

API = "/api/v1"
STRANGE = "203.0.113.77"
"""An address that only a client claims."""


@pytest.fixture(scope="module")
def both(installation: Installations, redis: RedisServer) -> Iterator[Processes]:
    """Two processes as in production."""
    with installation(
        2, redis, ENVIRONMENT="production", TRUSTED_PROXIES="1", METRICS_TOKEN="a token for Prometheus"
    ) as processes:
        yield processes


def _front(kind: str, both: Processes, folder: Path) -> AbstractContextManager[Proxy]:
    ports = [server.port for server in both.all]
    if kind == "caddy":
        return proxies.caddy(ports, folder)
    return proxies.nginx("several.conf", dict(zip((5001, 5002), ports, strict=True)), folder)


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest, both: Processes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with _front(request.param, both, tmp_path_factory.mktemp("proxy")) as running:
        yield running


@pytest.fixture(scope="module")
def nginx(both: Processes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with _front("nginx", both, tmp_path_factory.mktemp("proxy")) as running:
        yield running


class Visit:
    """A browser at the proxy, with its own cookies."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(CERTIFICATE)
        self.csrf = ""

    def ask(self, method: str, path: str, json: Any = None, **more: Any) -> requests.Response:
        headers = {"X-CSRFToken": self.csrf, "Referer": self.proxy.url + "/", **more.pop("headers", {})}
        return self.session.request(method, self.proxy.url + path, json=json, headers=headers, timeout=30, **more)

    def register(self, username: str, **more: Any) -> dict[str, Any]:
        form = {"username": username, "password": PASSWORD}
        answer = self.ask("POST", f"{API}/auth/register", form, **more)
        assert answer.status_code == 201, answer.text
        self.csrf = self.ask("GET", f"{API}/auth/me").json()["csrf_token"]
        return answer.json()["user"]  # type: ignore[no-any-return]

    def connect(self, origin: str | None = None, **more: Any) -> RawSocket:
        return RawSocket(self.proxy.url, None, {"Origin": origin or self.proxy.url}, session=self.session, **more)


@pytest.fixture
def visits(proxy: Proxy) -> Iterator[Any]:
    made: list[Visit] = []

    def visit(at: Proxy = proxy) -> Visit:
        made.append(Visit(at))
        return made[-1]

    yield visit
    for each in made:
        each.session.close()


def test_two_people_meet_over_https_with_cookies_wherever_their_sockets_end(visits: Any):
    anna, ben = visits(), visits()
    anna.register(f"anna-{new_id()[-8:]}")
    ben_id = ben.register(f"ben-{new_id()[-8:]}")["id"]
    form = {"id": new_id(), "kind": "group", "title": "Team", "member_ids": [ben_id]}
    team = anna.ask("POST", f"{API}/conversations", form).json()["conversation"]
    sockets = [ben.connect(), ben.connect(transport="polling"), _connect_as(ben, visits)]
    annas = anna.connect()
    try:
        # One's address is told as one sees it, so that links lead back here.
        me = anna.ask("GET", f"{API}/auth/me")
        assert me.headers["X-Request-ID"]
        said = {"id": new_id(), "conversation_id": team["id"], "content": "Hello"}
        acknowledged(annas.call("send_message", said))
        for socket in sockets:
            while said["id"] not in str(socket.expect("changes")):
                pass
    finally:
        for socket in [annas, *sockets]:
            socket.disconnect()


def _connect_as(somebody: Visit, visits: Any) -> RawSocket:
    """The same session without the cookie of the proxy: perhaps on the other process."""
    other = visits(somebody.proxy)
    other.session.cookies.update({c.name: c.value for c in somebody.session.cookies if c.name != "quchat_process"})
    return other.connect()  # type: ignore[no-any-return]


def test_a_polling_client_stays_with_its_process(visits: Any):
    """Long polling knows its process by nothing but the cookie; elsewhere it would be a stranger."""
    for _ in range(4):
        visit = visits()
        visit.register(f"poll-{new_id()[-8:]}")
        socket = visit.connect(transport="polling")
        for _ in range(3):
            acknowledged(socket.call("presence", {"state": "idle"}))
        socket.disconnect()


def test_other_sites_do_not_get_a_socket(visits: Any):
    visit = visits()
    visit.register(f"mallory-{new_id()[-8:]}")
    visit.connect().disconnect()
    for origin in ("https://evil.example", visit.proxy.plain):
        with pytest.raises(ConnectionRefused):
            visit.connect(origin=origin)


def test_files_pass_and_too_large_ones_are_refused_in_words(visits: Any):
    visit = visits()
    visit.register(f"files-{new_id()[-8:]}")
    data = os.urandom(3 * 2**20)
    form = {"id": (None, new_id()), "file": ("noise.bin", data)}
    answer = visit.session.post(
        f"{visit.proxy.url}{API}/files",
        files=form,
        headers={"X-CSRFToken": visit.csrf, "Referer": visit.proxy.url},
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    file = answer.json()["file"]
    assert visit.ask("GET", file["url"]).content == data
    part = visit.ask("GET", file["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, data[10:20])


def test_nobody_is_somebody_else_by_saying_so(visits: Any, both: Processes):
    """Addresses count for limits, hosts for links: both are what the proxy saw, whatever a client claims."""
    claims = {
        "X-Forwarded-For": STRANGE,
        "Forwarded": f"for={STRANGE};host=evil.example",
        "X-Real-IP": STRANGE,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
    }
    visit = visits()
    form = {"username": f"nobody-{new_id()[-8:]}", "password": "not a password"}
    assert visit.ask("POST", f"{API}/auth/login", form, headers=claims).status_code == 401
    visit.register(f"liar-{new_id()[-8:]}", headers=claims)
    invite = visit.ask("POST", f"{API}/invites", {}, headers=claims)
    if invite.ok:  # the administrator's
        assert invite.json()["invite"]["url"].startswith(visit.proxy.url)
    assert STRANGE not in both.log()
    assert "address=127.0.0.1" in both.log()


def test_plain_http_leads_to_https_and_counts_stay_inside(visits: Any):
    visit = visits()
    led = visit.session.get(f"{visit.proxy.plain}/sign-in", allow_redirects=False, timeout=30)
    assert led.status_code in (301, 308)
    assert led.headers["Location"].startswith("https://localhost")
    inside = {"Authorization": "Bearer a token for Prometheus"}
    assert visit.ask("GET", "/metrics", headers=inside).status_code == 404
    assert "max-age" in visit.ask("GET", "/sign-in").headers["Strict-Transport-Security"]


def test_a_rolling_restart_under_load_loses_nothing_and_stops_nobody(both: Processes, nginx: Proxy):
    anna, ben = (both[0].arrive(f"{name}-{new_id()[-8:]}") for name in ("anna", "ben"))
    team = anna.group("Team", ben)
    with Writer(anna, team, [nginx.url], "anna") as annas, Writer(ben, team, [nginx.url], "ben") as bens:
        annas.wait_for(10)
        for server in both.all:
            server.stop()
            annas.wait_for(10)  # the other one takes over
            bens.wait_for(10)
            server.start()
        annas.wait_for(10)
    expect_each_once(anna, team, {*annas.acknowledged, *bens.acknowledged})


def test_the_example_for_one_process(both: Processes, tmp_path: Path):
    with proxies.nginx("quchat.conf", {5000: both[0].port}, tmp_path) as one:
        visit = Visit(one)
        visit.register(f"alone-{new_id()[-8:]}")
        socket = visit.connect()
        acknowledged(socket.call("presence", {"state": "idle"}))
        socket.disconnect()
        assert "quchat_process" not in {cookie.name for cookie in visit.session.cookies}
        visit.session.close()
