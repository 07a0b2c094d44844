"""What a moment took is given back: a password's hash takes 19 MB, in whichever real thread comes next."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config import ROOT

PROGRAM = """
import ctypes
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from messaging.engine import memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

memory.give_large_pieces_back()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
all_there = Barrier(8)

def hash_something(_):
    all_there.wait()
    for _ in range(3):
        piece = libc.malloc(19 << 20)
        ctypes.memset(piece, 1, 19 << 20)
        libc.free(piece)

before = held()
with ThreadPoolExecutor(8) as threads:
    list(threads.map(hash_something, range(8)))
    print((held() - before) >> 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is about glibc")
def test_what_a_hash_took_goes_back_to_the_system() -> None:
    """Of eight threads less stays than one of them needed. (Without, glibc keeps it for each.)"""
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(ended.stdout) < 19
