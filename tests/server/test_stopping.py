"""SIGTERM in the midst of everything, on both engines: what was acknowledged is there, everybody is told, and the
process is gone within ten seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support import live
from tests.support.at_once import connections
from tests.support.people import Person, new_id
from tests.support.stored import stored

AT_MOST = 10.0
"""Seconds, as hosts give them; the one time in this suite that is a promise of its own."""


class Load:
    """People who write without end, until the server refuses or is gone; what it acknowledged."""

    def __init__(self, conversation: dict[str, Any], enough: int) -> None:
        self._conversation = conversation
        self._enough = enough
        self._guard = threading.Lock()
        self.acknowledged: list[str] = []
        self.under_load = threading.Event()
        self.refused: set[tuple[int, str]] = set()

    def over_http(self, sender: Person) -> None:
        while True:
            id_ = new_id()
            try:
                answer = sender.post("/messages", self._form(id_))
            except OSError:
                return
            if not answer.ok:
                self.refused.add(answer.refusal)
                return
            self._note(id_)

    def over_a_socket(self, socket: live.RawSocket) -> None:
        while True:
            id_ = new_id()
            try:
                answer = socket.call("send_message", self._form(id_))
            except Exception:
                return  # python-socketio has an error of its own for each way in which a connection ends
            if not answer["ok"]:
                return
            self._note(id_)

    def _form(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "conversation_id": self._conversation["id"], "content": "Until the end"}

    def _note(self, id_: str) -> None:
        with self._guard:
            self.acknowledged.append(id_)
            if len(self.acknowledged) >= self._enough:
                self.under_load.set()


@pytest.mark.parametrize("engine", live.ENGINES)
def test_under_load_nothing_acknowledged_is_lost_and_everybody_is_told(
    engine: live.Engine, live_server: Callable[..., Any]
) -> None:
    with live_server(engine) as server:
        ann, bob = server.arrive("ann"), server.arrive("bob")
        group = ann.group("Garden", bob)
        listener, writer = bob.connect(), ann.connect()
        load = Load(group, enough=60)
        threads = [
            threading.Thread(target=partial(load.over_a_socket, writer)),
            *(threading.Thread(target=partial(load.over_http, one)) for one in connections(ann, 3)),
        ]
        for thread in threads:
            thread.start()
        assert load.under_load.wait(live.PATIENCE)
        began = time.monotonic()
        code = server.terminate()
        took = time.monotonic() - began
        for thread in threads:
            thread.join(live.PATIENCE)
        assert listener.expect("service")["state"] == "stopping"
        listener.expect_disconnect()
        assert load.refused <= {(503, "maintenance")}
        assert (code, took < AT_MOST) == (0, True), f"{code} after {took:.1f} s: {server.log()[-2000:]}"
        with stored(server.data_dir) as rows:
            rows.check()
            held = {id_ for (id_,) in rows.rows("SELECT id FROM message")}
        assert set(load.acknowledged) <= held
        server.start()
        assert ann.get(f"/messages/{group['id']}").ok


@pytest.mark.parametrize("engine", live.ENGINES)
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_server_at_rest_is_gone_at_once(
    engine: live.Engine, sign: signal.Signals, live_server: Callable[..., Any], tmp_path: Path
) -> None:
    with live_server(engine) as server:
        ann = server.arrive("ann")
        socket = ann.connect()
        assert server.terminate(sign) == 0
        socket.expect_disconnect()
        assert "1 sockets were told" in server.log()
        assert "Traceback" not in server.log()
