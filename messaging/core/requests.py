"""Requests whose forms are kept beside the data while they arrive."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Request, current_app

IN_MEMORY = 500_000


class OwnDiskRequest(Request):
    """A large file in a form waits in DATA_DIR: the system's folder for such things is often memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        folder = current_app.config["DATA_DIR"]
        return cast("IO[bytes]", SpooledTemporaryFile(max_size=IN_MEMORY, dir=folder))
