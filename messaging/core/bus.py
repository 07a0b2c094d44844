"""What the processes of one installation tell each other, through Redis: `MESSAGE_QUEUE_URL`.

Like a packet to a browser, what is told here is a hint: it may be lost, and the database is the truth. So nobody waits
for Redis, nothing fails without it, and whoever was out of touch looks at the database (`realtime/repair.py`). Without
MESSAGE_QUEUE_URL, which is the rule, telling does nothing. Why not Flask-SocketIO's queue: docs/decisions/0015.
"""

from __future__ import annotations

import atexit
import logging
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from messaging.core import metrics
from messaging.core.background import in_background
from messaging.core.extensions import socketio
from messaging.core.ids import new_id

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that Redis may take to answer before it counts as away."""
AGAIN_AFTER = 1.0
BEAT_SECONDS = 5.0
"""Each process says so often that it lives; it hears itself, too, and so knows that the line carries."""
SILENCE = 3 * BEAT_SECONDS
"""Who was not heard for so long is taken for gone: another process, or Redis itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """What another process told. The body is only decoded when somebody looks."""

    process: str
    kind: str
    about: str
    body: bytes

    @property
    def data(self) -> Any:
        return orjson.loads(self.body)


Handler = Callable[[Told], None]


class Bus:
    """This process's end of the line to all others."""

    def __init__(self) -> None:
        self.process = new_id()
        self.away = False
        """Redis does not answer, so that nobody is told anything and nothing is heard."""
        self._redis: Redis | None = None
        self._app: Flask | None = None
        self._channel = ""
        self._handlers: defaultdict[str, list[Handler]] = defaultdict(list)
        self._arrivals: list[Callable[[], None]] = []
        self._beats: list[Callable[[], None]] = []
        self._waiting: list[tuple[str, str, Any]] = []
        self._guard = threading.Lock()
        self._telling = False

    @property
    def configured(self) -> bool:
        """Whether there may be other processes."""
        return self._redis is not None

    def bind(self, app: Flask, url: str | None, server_id: str) -> None:
        """Be the end of this application from now on. Installations may share a Redis: each has its channel."""
        self._app, self._redis = app, None if url is None else connect(url)
        self._channel = f"quchat:{server_id}"
        self.away = False

    def on(self, kind: str) -> Callable[[Handler], Handler]:
        """Register what is done when another process tells something of this kind."""

        def register(handler: Handler) -> Handler:
            self._handlers[kind].append(handler)
            return handler

        return register

    def on_arrival(self, function: Callable[[], None]) -> Callable[[], None]:
        """Register what is done whenever the line stands: at the start, and after anything may have been missed."""
        self._arrivals.append(function)
        return function

    def on_beat(self, function: Callable[[], None]) -> Callable[[], None]:
        """Register what is done every BEAT_SECONDS while the line stands."""
        self._beats.append(function)
        return function

    def start(self) -> None:
        """Listen for as long as this process lives, and let the last words out when it ends."""
        if self._redis is not None:
            atexit.register(self._send_all)
            socketio.start_background_task(self._listen_for_ever)

    # Telling

    def tell(self, kind: str, about: str, data: Any = None) -> None:
        """Tell all other processes, in the order of these calls; never waits, and may come to nothing."""
        if self._redis is None or self.away:
            return
        with self._guard:
            self._waiting.append((kind, about, data))
            if self._telling:
                return
            self._telling = True
        in_background(self._send_all)

    def _send_all(self) -> None:
        while batch := self._take():
            try:
                self._send(batch)
            except (RedisError, OSError) as error:
                self._lose(error)

    def _take(self) -> list[tuple[str, str, Any]]:
        with self._guard:
            batch, self._waiting = self._waiting, []
            self._telling = bool(batch)
            return batch

    def _send(self, batch: list[tuple[str, str, Any]]) -> None:
        assert self._redis is not None
        with self._redis.pipeline(transaction=False) as pipeline:
            for kind, about, data in batch:
                head = f"{self.process} {kind} {about}\n".encode()
                pipeline.publish(self._channel, head + orjson.dumps(data))
            pipeline.execute()

    def _lose(self, error: Exception) -> None:
        """Redis is away: from now on nothing is told, until the line stands anew."""
        if not self.away:
            log.warning("Redis is away (%s): other processes' people hear of things more slowly", type(error).__name__)
        self._stands(False)

    def _stands(self, stands: bool) -> None:
        self.away = not stands
        metrics.redis_away.set(self.away)

    # Listening

    def _listen_for_ever(self) -> None:
        while True:
            try:
                self._listen()
            except (RedisError, OSError) as error:
                self._lose(error)
            except Exception:
                log.exception("the line to the other processes broke; it is made anew")
                self._stands(False)
            socketio.sleep(AGAIN_AFTER * (0.5 + random.random()))  # noqa: S311 - so that not all come at once

    def _listen(self) -> None:
        """Hear the others until something breaks."""
        assert self._redis is not None
        with self._redis.pubsub() as line:  # type: ignore[no-untyped-call]
            line.subscribe(self._channel)
            heard, beat = time.monotonic(), 0.0
            while True:
                message = line.get_message(timeout=AGAIN_AFTER)
                moment = time.monotonic()
                if message is not None:
                    heard = moment
                    self._hear(message)
                elif moment - heard > SILENCE:
                    raise TimeoutError("Redis is silent")
                if self.away:
                    raise ConnectionResetError("what this process told was lost")
                if moment - beat > BEAT_SECONDS:
                    beat = moment
                    self._beat()

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._arrive()
        elif message["type"] == "message":
            head, _, body = message["data"].partition(b"\n")
            process, kind, about = head.decode().split(" ", 2)
            if process != self.process:
                for handler in self._handlers.get(kind, ()):
                    self._attempt(handler, Told(process, kind, about, body))

    def _arrive(self) -> None:
        if self.away:
            log.warning("Redis is back")
        self._stands(True)
        # What was told while this process was away is lost to the others, too.
        self.tell("arrived", self.process)
        for function in self._arrivals:
            self._attempt(function)

    def _beat(self) -> None:
        self.tell("beat", self.process)
        for function in self._beats:
            self._attempt(function)

    def _attempt(self, function: Callable[..., None], *arguments: Told) -> None:
        """Nothing that one message says may end the listening."""
        assert self._app is not None
        try:
            with self._app.app_context():
                function(*arguments)
        except Exception:
            log.exception("what another process told was not followed")


def connect(url: str) -> Redis:
    """A client that gives up soon and never tries again by itself: a line that was mended unseen hides what was missed.

    (It decodes nothing; bodies go to orjson as they are.)
    """
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


bus = Bus()
