"""Previews appear, follow their message, and are removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from messaging.accounts.preferences import wants_link_previews
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import Forbidden
from messaging.core.logs import allocate, append
from messaging.core.signals import message_changed
from messaging.link_previews.access import access_preview
from messaging.link_previews.links import first_link
from messaging.link_previews.models import LinkPreview
from messaging.link_previews.pages import Card
from messaging.link_previews.schemas import preview_row
from messaging.messages.access import access_message
from messaging.messages.actions import demand_right_to_delete
from messaging.messages.models import Message

NOTHING: dict[str, Any] = {
    "title": "",
    "description": "",
    "site_name": "",
    "image_hash": None,
    "image_width": None,
    "image_height": None,
}


def is_wanted(session: Session, message_id: str, url: str) -> Message | None:
    """The message, if a card for this link is (still) missing below it."""
    message = session.get(Message, message_id, populate_existing=True)
    if message is None or message.deleted_at is not None or first_link(message.content) != url:
        return None
    held = session.get(LinkPreview, message_id, populate_existing=True)
    if held is not None and held.url == url:  # shown already, or removed by somebody
        return None
    return message if wants_link_previews(session, message.sender_id) else None


def add_preview(message_id: str, url: str, card: Card) -> None:
    """Show a card below a message, unless it was edited or deleted while the page was fetched."""
    with unit_of_work() as unit:
        message = is_wanted(unit.session, message_id, url)
        if message is None:
            return
        preview = unit.session.get(LinkPreview, message_id) or LinkPreview(
            message_id=message_id, conversation_id=message.conversation_id, version=0
        )
        unit.session.add(preview)
        _set(preview, url=url, deleted_at=None, **card.columns())
        _tell(unit, Actor(message.sender_id), preview)


def remove_preview(actor: Actor, message_id: str) -> dict[str, Any]:
    """Remove the card below one's message, or as a moderator below anyone's. Twice is once."""
    with unit_of_work() as unit:
        preview = access_preview(actor, message_id)
        message, conversation, own = access_message(actor, message_id)
        try:
            demand_right_to_delete(actor, message, conversation, own)
        except Forbidden:
            raise Forbidden("Only who wrote a message, or a moderator, can remove its preview.") from None
        if preview.deleted_at is None:
            _set(preview, deleted_at=now(), **NOTHING)
            _tell(unit, actor, preview)
        return preview_row(preview)


@message_changed.connect
def follow_message(unit: UnitOfWork, actor: Actor, message: Message) -> None:
    """A card goes with the link that it shows. The next link gets its own once this is committed."""
    preview = unit.session.get(LinkPreview, message.id, populate_existing=True)
    if preview is None or preview.url == (first_link(message.content) or ""):
        return
    shown = preview.deleted_at is None
    _set(preview, url="", deleted_at=preview.deleted_at or now(), **NOTHING)
    if shown:
        _tell(unit, actor, preview)


def _set(preview: LinkPreview, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(preview, name, value)


def _tell(unit: UnitOfWork, actor: Actor, preview: LinkPreview) -> None:
    """Write the card's new state into its conversation's log."""
    place = allocate(unit, f"c:{preview.conversation_id}")
    preview.version = place.seq
    unit.session.flush()
    append(unit, actor, place, "link_preview", preview.message_id, preview_row(preview))
