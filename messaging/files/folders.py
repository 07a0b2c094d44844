"""Where bytes are kept under DATA_DIR. Every name is a hash or an id that was checked: nothing of a person's own."""

from __future__ import annotations

from pathlib import Path

from flask import current_app


def data_dir() -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder


def blobs_dir() -> Path:
    return data_dir() / "files"


def blob_path(digest: str) -> Path:
    """The content with this SHA-256."""
    return blobs_dir() / digest[:2] / digest


def previews_dir() -> Path:
    """Everything in here can be made again from the content."""
    return data_dir() / "previews"


def preview_folder(digest: str) -> Path:
    """The previews of the content with this SHA-256, one file a width."""
    return previews_dir() / digest[:2] / digest


def uploads_dir() -> Path:
    folder = data_dir() / "uploads"
    folder.mkdir(exist_ok=True)
    return folder


def part_path(upload_id: str) -> Path:
    """What has arrived of an upload."""
    return uploads_dir() / f"{upload_id}.part"
