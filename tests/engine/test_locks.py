"""Locks between eventlet's loop and real threads: whoever waits is woken, on whichever side. Each in a process that is
patched as `wsgi.py` does it; where somebody waits for ever, so would the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config import ROOT
from tests.support.live import PATIENCE

PATCHED = """
import warnings
warnings.filterwarnings("ignore", message=r"\\s*Eventlet is deprecated")
import eventlet
eventlet.monkey_patch()
import threading
from eventlet import patcher, tpool
from messaging.engine import locks
locks.install()
lock, real = threading.Lock(), patcher.original("threading")
"""


def outcome(program: str) -> str:
    """What a program says before it ends by itself."""
    words = [sys.executable, "-c", PATCHED + program]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout.strip()


def test_the_loop_gets_what_a_real_thread_lets_go_of() -> None:
    assert (
        outcome("""
held, wanted = real.Event(), real.Event()

def hold():
    with lock:
        held.set()
        wanted.wait()

holder = eventlet.spawn(tpool.execute, hold)
while not held.is_set():
    eventlet.sleep(0)
eventlet.spawn(wanted.set)  # runs once this one waits
with lock:
    print("mine")
holder.wait()
""")
        == "mine"
    )


def test_a_real_thread_gets_what_the_loop_lets_go_of() -> None:
    assert (
        outcome("""
arrived = real.Event()

def take():
    arrived.set()
    with lock:
        return "its"

with lock:
    taker = eventlet.spawn(tpool.execute, take)
    while not arrived.is_set():
        eventlet.sleep(0)
    print(lock.acquire(False), end=" ")
print(taker.wait())
""")
        == "False its"
    )


@pytest.mark.parametrize("kind", ["Lock", "RLock"])
def test_many_on_both_sides_take_turns_and_none_is_left_behind(kind: str) -> None:
    assert (
        outcome(f"""
import sys
sys.setswitchinterval(0.00001)
lock, count, ended = threading.{kind}(), 0, []

def add(times, rest):
    global count
    for _ in range(times):
        with lock:
            before = count
            rest()
            count = before + 1
    ended.append(1)

threads = [eventlet.spawn(tpool.execute, add, 2_000, lambda: None) for _ in range(3)]
greenlets = [eventlet.spawn(add, 500, lambda: eventlet.sleep(0)) for _ in range(4)]
for each in [*threads, *greenlets]:
    each.wait()
print(count, len(ended), lock.acquire(False))
""")
        == "8000 7 True"
    )


def test_who_waits_for_a_time_only_gives_up_and_holds_nobody_up() -> None:
    assert (
        outcome("""
with lock:
    given_up = [lock.acquire(timeout=0.01), tpool.execute(lock.acquire, True, 0.01)]
    killed = eventlet.spawn(lock.acquire)
    eventlet.sleep(0)
    killed.kill()
    waiting = eventlet.spawn(lock.acquire)
    eventlet.sleep(0)
print(*given_up, waiting.wait())
""")
        == "False False True"
    )


def test_letting_go_of_what_nobody_holds_is_an_error() -> None:
    assert (
        outcome("""
try:
    lock.release()
except RuntimeError as error:
    print(error)
""")
        == "release unlocked lock"
    )
