"""Profile pictures: whatever image is sent becomes one small square WebP without metadata."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

from flask import current_app
from PIL import Image, ImageOps
from sqlalchemy import select

from messaging.accounts.access import access_self
from messaging.accounts.actions import tell_profile
from messaging.accounts.models import User
from messaging.accounts.schemas import user_row
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.disk import is_older, write_whole
from messaging.core.errors import TooLarge, UnsupportedType
from messaging.core.extensions import db
from messaging.core.periodic import every
from messaging.core.threads import in_thread

HOUR = 60 * 60
"""Seconds; so long a picture may be nobody's: it is kept before its person is told of it."""
SIZE = 256
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def set_avatar(actor: Actor, data: bytes, data_dir: Path) -> dict[str, Any]:
    """Store `data` as the actor's picture; returns the user."""
    if len(data) > MAX_BYTES:
        raise TooLarge("The picture is larger than 5 MB. Choose a smaller one.")
    picture = in_thread(_square, data)
    digest = hashlib.sha256(picture).hexdigest()
    write_whole(avatar_path(data_dir, digest), picture)
    return _change(actor, digest)


def remove_avatar(actor: Actor) -> dict[str, Any]:
    return _change(actor, None)


def avatar_path(data_dir: Path, digest: str) -> Path:
    """Where the picture with this content is kept."""
    return data_dir / "avatars" / digest[:2] / f"{digest}.webp"


@every(HOUR)
def sweep() -> None:
    """Remove pictures that nobody has any more: who took one away wants it gone, and they would fill the disk."""
    found = list((current_app.config["DATA_DIR"] / "avatars").glob("*/*.webp"))
    worn = set(db.session.scalars(select(User.avatar_hash).where(User.avatar_hash.is_not(None))))
    db.session.rollback()
    for path in found:
        if path.stem not in worn and is_older(path, HOUR):
            path.unlink(missing_ok=True)


def _change(actor: Actor, digest: str | None) -> dict[str, Any]:
    with unit_of_work() as unit:
        user = access_self(unit.session, actor)
        if user.avatar_hash != digest:
            user.avatar_hash, user.updated_at = digest, now()
            tell_profile(unit, actor, user)
        return user_row(user)


def _square(data: bytes) -> bytes:
    """The picture upright, cut to its middle square, as WebP; raises UnsupportedType for anything else."""
    try:
        upright = _upright(data)
    except TooLarge:
        raise
    except Exception as error:  # decoders meet bytes made to break them, and each breaks in its own way
        raise UnsupportedType("This is not a picture that can be used. Send PNG, JPEG, WebP or GIF.") from error
    out = io.BytesIO()
    ImageOps.fit(upright, (SIZE, SIZE)).save(out, "WEBP", quality=85)
    return out.getvalue()


def _upright(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooLarge("The picture has too many pixels. Choose a smaller one.")
            return ImageOps.exif_transpose(image).convert("RGBA")
