"""Packages of Debian and Ubuntu, where this user may install them."""

from __future__ import annotations

import os
import shutil
import subprocess


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    """Try to; whether it helped shows in what is there afterwards. Services that it brings are not started: in the
    single-user runlevel, as these commands are told that they are in, none is."""
    _quietly("apt-get", "update")
    _quietly("apt-get", "install", "--yes", "--no-install-recommends", package)


def _quietly(*command: str) -> None:
    subprocess.run(
        command, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    )
