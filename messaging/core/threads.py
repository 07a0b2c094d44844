"""Work that would stop everyone: password hashing and the like go to a real thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def eventlet_in_charge() -> bool:
    """True when eventlet's loop serves (only `wsgi.py` patches the standard library)."""
    patcher = sys.modules.get("eventlet.patcher")
    return patcher is not None and bool(patcher.is_monkey_patched("thread"))


def unpatched(name: str) -> ModuleType:
    """A module of the standard library as it is by itself, for what runs in a real thread of its own."""
    if not eventlet_in_charge():
        return import_module(name)
    from eventlet import patcher

    module: ModuleType = patcher.original(name)
    return module


def one_turn() -> None:
    """Let everything that is ready on eventlet's loop run once; real threads run by themselves."""
    if eventlet_in_charge():
        from eventlet import sleep

        sleep(0)


def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `function` in a real thread and wait for it without stopping the event loop.

    In threading mode the request has a thread of its own already. `function` must not touch the database.
    """
    if not eventlet_in_charge():
        return function(*args, **kwargs)
    from eventlet import tpool

    result: R = tpool.execute(function, *args, **kwargs)
    return result
