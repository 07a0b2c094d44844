"""A message on its way into a conversation, and what «the same message» means."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.messages.schemas import MessageBody


@dataclass(slots=True)
class Draft:
    """A message on its way into a conversation."""

    actor: Actor
    id: str
    conversation_id: str
    body: MessageBody
    at: datetime = field(default_factory=now)
    edited_at: datetime | None = None
    given_back: bool = False

    @property
    def attaches(self) -> bool:
        """Whether the message brings more than its text."""
        return bool(self.body.file_ids or self.body.context_ids)

    def attachments(self) -> dict[str, list[str]]:
        """The ids that it names, by the field that names them; only fields that name any."""
        named = {"file_ids": self.body.file_ids, "context_ids": self.body.context_ids}
        return {inbound: ids for inbound, ids in named.items() if ids}

    def body_hash(self) -> str:
        """What «the same body» means for ever, also after edits."""
        body = self.body
        said = (body.content, body.reply_to, body.meta, body.role, body.thinking, body.encrypted_content)
        whole: list[Any] = [self.actor.user_id, self.conversation_id, *said]
        if self.attaches:  # only then: what was stored before there were attachments stays what it is
            whole += [body.file_ids, body.context_ids]
        return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()
