"""Somebody who goes on writing while processes come and go, as a client's outbox does."""

from __future__ import annotations

import threading
from typing import Any

import orjson
import requests

from tests.support.people import API, Person, new_id
from tests.support.proxies import CERTIFICATE


class Writer:
    """Sends message after message until told to stop; each again, under the same id, until it is acknowledged."""

    def __init__(self, person: Person, conversation: dict[str, Any], urls: list[str], name: str) -> None:
        self.acknowledged: list[str] = []
        self._person, self._urls, self._name = person, urls, name
        self._conversation_id = conversation["id"]
        self._stopping = threading.Event()
        self._enough = threading.Condition()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        """Return once so many more were acknowledged."""
        with self._enough:
            goal = len(self.acknowledged) + more
            assert self._enough.wait_for(lambda: len(self.acknowledged) >= goal, timeout=60), "nothing gets through"

    def _write(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(CERTIFICATE)
            while not self._stopping.is_set():
                message_id, content = new_id(), f"{self._name} {len(self.acknowledged)}"
                attempt = 0
                while not self._is_stored(session, self._urls[attempt % len(self._urls)], message_id, content):
                    attempt += 1
                    assert attempt < 2000, "nobody answers"
                with self._enough:
                    self.acknowledged.append(message_id)
                    self._enough.notify_all()

    def _is_stored(self, session: requests.Session, url: str, message_id: str, content: str) -> bool:
        body = orjson.dumps({"id": message_id, "conversation_id": self._conversation_id, "content": content})
        headers = {**self._person.headers(), "Content-Type": "application/json"}
        try:
            return session.post(f"{url}{API}/messages", body, headers=headers, timeout=10).ok
        except requests.RequestException:
            return False


def expect_each_once(reader: Person, conversation: dict[str, Any], acknowledged: set[str]) -> None:
    """Every acknowledged message stands in the conversation, once, and ordinals have no holes."""
    messages: list[dict[str, Any]] = []
    page: Any = reader.get(f"/messages/{conversation['id']}?limit=100")
    while True:
        messages = page["messages"] + messages
        if not page["has_older"]:
            break
        page = reader.get(f"/messages/{conversation['id']}?limit=100&before={page['oldest']}")
    assert [message["ordinal"] for message in messages] == list(range(1, len(messages) + 1))
    ids = [message["id"] for message in messages]
    assert len(ids) == len(set(ids))
    assert acknowledged <= set(ids)
    contents = [message["content"] for message in messages if message["role"] == "user"]
    assert len(contents) == len(set(contents))
