"""How long a conversation's messages are kept: as it says itself, else as the installation says, and never longer than
that allows."""

from __future__ import annotations

from datetime import datetime, timedelta

from messaging.conversations.models import Conversation
from messaging.core.clock import now
from messaging.core.errors import ValidationFailed
from messaging.core.settings import settings


def kept_days(conversation: Conversation) -> int | None:
    """Days; None: for good."""
    of_all = settings()
    own = conversation.retention_days
    wanted = of_all.retention_days if own is None else own or None
    limits = [days for days in (wanted, of_all.retention_max_days) if days]
    return min(limits) if limits else None


def demand_allowed(days: int | None) -> None:
    """Raise ValidationFailed for a wish beyond what the installation allows. 0, for good, is beyond any number."""
    longest = settings().retention_max_days
    if days is not None and longest and not 0 < days <= longest:
        sentence = f"Messages are kept for {longest} days at most here."
        raise ValidationFailed(sentence, fields={"retention_days": f"can be 1 to {longest} here"})


def kept_since(conversation: Conversation) -> datetime | None:
    """What was written before is to go; None: nothing is."""
    days = kept_days(conversation)
    return None if days is None else now() - timedelta(days=days)


def is_anything_limited() -> bool:
    """Whether messages may have to go although their conversation says nothing of it."""
    of_all = settings()
    return bool(of_all.retention_days or of_all.retention_max_days)
