"""The proxies of deploy/, run as they are but for names, ports and certificates."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from config import ROOT
from tests.support.live import PATIENCE, free_port
from tests.support.programs import program

CERTIFICATE = ROOT / "tests" / "support" / "localhost.pem"
"""Of localhost and 127.0.0.1, with its key; valid here alone."""
AROUND = """daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxy:
    """Where a proxy answers: `url` over HTTPS, `plain` without."""

    def __init__(self, url: str, plain: str) -> None:
        self.url = url
        self.plain = plain


@contextmanager
def nginx(site: str, ports: dict[int, int], folder: Path, *, https: bool = True) -> Iterator[Proxy]:
    """nginx with a file of deploy/nginx; `ports`: which stands for each of those in the file.

    Without `https` for browsers, which trust no certificate of ours: a service worker least of all.
    """
    secure, plain = free_port(), free_port()
    text = (ROOT / "deploy" / "nginx" / site).read_text()
    for pattern, instead in (
        (r"listen \[::\].*\n", "\n"),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{secure} "),
        (r"ssl_certificate .*;", f"ssl_certificate {CERTIFICATE};"),
        (r"ssl_certificate_key .*;", f"ssl_certificate_key {CERTIFICATE};"),
        (r"chat\.example\.org", "localhost 127.0.0.1"),
        *((rf"127\.0\.0\.1:{given} ", f"127.0.0.1:{real} ") for given, real in ports.items()),
    ):
        text, count = re.subn(pattern, instead, text)
        assert count, f"{site} has no {pattern}"
    if not https:
        text = re.sub(r" ssl http2;", ";", text)
        text = re.sub(r"ssl_.*;|(?<= )Secure; ", "", text)
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=_user()))
    command = [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    url = f"https://localhost:{secure}" if https else f"http://127.0.0.1:{secure}"
    with _running(command, folder, {}, Proxy(url, f"http://localhost:{plain}")) as proxy:
        yield proxy


@contextmanager
def caddy(upstreams: list[int], folder: Path) -> Iterator[Proxy]:
    """Caddy with deploy/Caddyfile, and a certificate of our own instead of one that it fetches."""
    secure, plain = free_port(), free_port()
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    ours = f"{{$SITE_ADDRESS:localhost}} {{\n\ttls {CERTIFICATE} {CERTIFICATE}\n"
    assert text.count("{$SITE_ADDRESS:localhost} {\n") == 1
    options = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {secure}\n\tskip_install_trust\n}}\n"
    (folder / "Caddyfile").write_text(options + text.replace("{$SITE_ADDRESS:localhost} {\n", ours))
    environment = {
        "UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in upstreams),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with _running(command, folder, environment, Proxy(f"https://localhost:{secure}", f"http://localhost:{plain}")) as p:
        yield p


def _user() -> str:
    """Whose rights the workers have: files of this folder are closed to `nobody`."""
    return "root" if os.geteuid() == 0 else "nobody"


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str], proxy: Proxy) -> Iterator[Proxy]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment}, cwd=folder)
    try:
        _wait_for(proxy, process, folder / "log")
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(proxy: Proxy, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{proxy.url}/health", verify=str(CERTIFICATE), timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(f"the proxy does not answer:\n{log.read_text()}")
