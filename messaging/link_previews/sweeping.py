"""What nobody can see any more goes: what was found at addresses long ago, and pictures that no card shows."""

from __future__ import annotations

from sqlalchemy import delete, select

from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.disk import is_older
from messaging.core.extensions import db
from messaging.core.periodic import every
from messaging.link_previews.models import LinkPage, LinkPreview
from messaging.link_previews.pages import KEPT
from messaging.link_previews.previewer import previewer

HOUR = 60 * 60
LEFT_ALONE = HOUR
"""Seconds for which a picture may be without a card: it is kept before its card is stored."""


@every(HOUR)
def sweep() -> None:
    """Remove both."""
    with unit_of_work() as unit:
        unit.session.execute(delete(LinkPage).where(LinkPage.fetched_at < now() - KEPT))
    for path in previewer.folder.glob("*/*.webp"):
        if is_older(path, LEFT_ALONE) and not _is_shown(path.stem):
            path.unlink(missing_ok=True)
    db.session.rollback()


def _is_shown(digest: str) -> bool:
    """Whether a card has the picture, or will have it when its link is sent again."""
    shown = select(LinkPreview.message_id).where(LinkPreview.image_hash == digest).limit(1)
    known = select(LinkPage.key).where(LinkPage.image_hash == digest).limit(1)
    return db.session.scalar(shown) is not None or db.session.scalar(known) is not None
