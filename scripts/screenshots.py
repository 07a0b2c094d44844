#!/usr/bin/env python3
"""Make the pictures of the README (docs/images/) from a class that talks on a server of its own.

Run it with the test environment: `.venv/bin/python scripts/screenshots.py`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import uuid_utils
from playwright.sync_api import Browser, sync_playwright
from setup_steps import browser

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
PASSWORD = "only for pictures"  # noqa: S105 (of a server that lives for a minute)
PEOPLE = {
    "maria": "Maria Lopez",
    "jonas": "Jonas Weber",
    "omar": "Omar Farouk",
    "lena": "Lena Novak",
    "ines": "Inês Costa",
}
PICTURES = (("conversation.png", 1280, 800, "light"), ("phone.png", 390, 844, "dark"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
SCRIPT = '''I wrote a small function for the table:

```python
def fall(t):
    """Metres after t seconds."""
    return 9.81 * t**2 / 2
```'''


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        talk(address)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser.ensure(), args=FLAGS)
            for name, width, height, scheme in PICTURES:
                take(chromium, address, IMAGES / name, width, height, scheme)
            chromium.close()


@contextmanager
def serving(data_dir: Path) -> Iterator[str]:
    """A server on a free port, until the pictures are taken."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data_dir), "RATE_LIMITS": "off"}
    server = subprocess.Popen([sys.executable, "wsgi.py"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            requests.get(f"{address}/health", timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


class Person:
    """Somebody of the class, with a token."""

    def __init__(self, address: str, username: str, display_name: str) -> None:
        self.api = f"{address}/api/v1"
        self.headers: dict[str, str] = {}
        account = {"username": username, "password": PASSWORD}
        self.call("POST", "/auth/register", {**account, "display_name": display_name})
        signed_in = self.call("POST", "/auth/token", account)
        self.headers = {"Authorization": f"Bearer {signed_in['token']}"}
        self.id = signed_in["user"]["id"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, self.api + path, json=body, headers=self.headers, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def group(self, title: str, others: list[Person], **more: Any) -> str:
        group_id = new_id()
        form = {"id": group_id, "kind": "group", "title": title, "member_ids": [o.id for o in others], **more}
        self.call("POST", "/conversations", form)
        return group_id

    def say(self, conversation_id: str, content: str, **more: Any) -> str:
        message_id = new_id()
        form = {"id": message_id, "conversation_id": conversation_id, "content": content, **more}
        self.call("POST", "/messages", form)
        return message_id

    def react(self, message_id: str, emoji: str) -> None:
        self.call("PUT", f"/messages/{message_id}/reactions/{emoji}")


def new_id() -> str:
    return str(uuid_utils.uuid7())


def talk(address: str) -> None:
    """What there is to see."""
    people = {name: Person(address, name, shown) for name, shown in PEOPLE.items()}
    maria, jonas, omar, lena, ines = people.values()
    news = maria.group("Announcements", [jonas, omar, lena, ines], posting="moderators")
    maria.say(news, "The lab stays closed on Friday.")
    choir = ines.group("Choir", [maria, lena])
    ines.say(choir, "Rehearsal at four, as always 🎶")
    physics = maria.group("Physics 10b", [jonas, omar, lena, ines])
    question = maria.say(physics, "Good morning! Tomorrow we measure **free fall**. Please bring a stopwatch.")
    for person in (jonas, omar, lena, ines):
        person.react(question, "👍")
    script = jonas.say(physics, SCRIPT)
    lena.say(physics, "That saves us an hour. Thank you!", reply_to=script)
    omar.say(physics, "Do we need a ruler, too?")
    answer = maria.say(physics, "Yes, one for each group.")
    lena.react(answer, "🎉")
    direct = {"id": new_id(), "recipient_id": maria.id, "content": "Could you look at my homework?"}
    jonas.call("POST", "/messages", direct)
    lena.say(physics, "I can bring two.")
    ordinal = maria.call("GET", f"/messages/{physics}?limit=1")["newest"]
    for person in (jonas, omar, lena, ines):
        op = {"op_id": new_id(), "entity": "receipt", "entity_id": physics, "op": "set"}
        person.call("POST", "/sync/push", {"ops": [{**op, "fields": {"read_ordinal": ordinal}}]})


def take(chromium: Browser, address: str, path: Path, width: int, height: int, scheme: Any) -> None:
    """Sign in as the teacher, open the class, take the picture."""
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Username").fill("maria")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Conversations").get_by_text("Physics 10b").click()
    page.get_by_role("log", name="Messages").get_by_text("I can bring two.").wait_for()
    page.locator("code .hljs-keyword").first.wait_for()
    page.mouse.move(width - 5, 5)
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    main()
