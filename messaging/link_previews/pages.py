"""What stands behind a link: fetched, read, its picture kept, and remembered for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.threads import in_thread
from messaging.link_previews.fetching import Fetched, fetch
from messaging.link_previews.models import LinkPage
from messaging.link_previews.network import Network, Unfetchable
from messaging.link_previews.page_reader import describe
from messaging.link_previews.pictures import MEDIA_TYPES, Picture, keep_picture

PAGE_TYPES = ("text/html", "application/xhtml+xml")
PAGE_BYTES = 512 * 1024
"""A page's head is at its beginning; the rest is not asked for."""
IMAGE_BYTES = 5 * 1024 * 1024
KEPT = timedelta(days=1)
"""How long what was found at an address is used again."""
KEPT_EMPTY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Card:
    """What a preview shows."""

    title: str
    description: str
    site_name: str
    picture: Picture | None

    def columns(self) -> dict[str, Any]:
        picture = self.picture
        return {
            "title": self.title,
            "description": self.description,
            "site_name": self.site_name,
            "image_hash": picture and picture.hash,
            "image_width": picture and picture.width,
            "image_height": picture and picture.height,
        }


def card_of(network: Network, folder: Path, address: str) -> Card | None:
    """The card of the page at this address; None where there is nothing to show."""
    key = hashlib.sha256(address.encode()).hexdigest()
    held = db.session.get(LinkPage, key)
    if held is not None and now() < _stale_at(held):
        return _card(held)
    db.session.rollback()  # no connection waits for the internet
    card = _make(network, folder, address)
    with unit_of_work() as unit:
        columns = card.columns() if card else Card("", "", "", None).columns()
        unit.session.merge(LinkPage(key=key, fetched_at=now(), **columns))
    return card


def _stale_at(page: LinkPage) -> datetime:
    return page.fetched_at + (KEPT if page.title else KEPT_EMPTY)


def _card(page: LinkPage) -> Card | None:
    if not page.title:
        return None
    picture = Picture(page.image_hash, page.image_width or 0, page.image_height or 0) if page.image_hash else None
    return Card(page.title, page.description, page.site_name, picture)


def _make(network: Network, folder: Path, address: str) -> Card | None:
    try:
        page = fetch(network, address, PAGE_TYPES, PAGE_BYTES)
    except Unfetchable:
        return None
    # Reading a page made to be slow would stop everybody.
    description = in_thread(describe, page)
    if description is None:
        return None
    picture = _picture(network, folder, description.image) if description.image else None
    return Card(description.title, description.description, description.site_name, picture)


def _picture(network: Network, folder: Path, address: str) -> Picture | None:
    try:
        image: Fetched = fetch(network, address, MEDIA_TYPES, IMAGE_BYTES)
    except Unfetchable:
        return None
    return in_thread(keep_picture, folder, image.body) if image.whole else None
