"""Shapes of what is live: chats joined, typing, presence, and the packets that are not changes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from messaging.accounts.schemas import SyncMode
from messaging.conversations.schemas import ConversationShape
from messaging.core.operations import PACKETS
from messaging.core.shapes import AnyId, Sequence, Shape, Time
from messaging.messages.schemas import LinkPreviewShape, MessageRole, MessageShape, ReactionShape


class JoinChat(Shape):
    conversation_id: AnyId
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class LeaveChat(Shape):
    conversation_id: AnyId


class Typing(Shape):
    conversation_id: AnyId
    active: bool = True


class PresenceChange(Shape):
    state: Literal["active", "idle"]


class WatchPresence(Shape):
    user_ids: Annotated[list[AnyId], Field(max_length=200)]


class ChatReply(Shape):
    conversation: ConversationShape
    messages: list[MessageShape]
    reactions: list[ReactionShape]
    link_previews: list[LinkPreviewShape]
    cursors: dict[str, Sequence]


class Presence(Shape):
    user_id: AnyId
    state: Literal["online", "idle", "offline"]
    last_seen_at: Time | None


class PresenceList(Shape):
    users: list[Presence]


class TypingPacket(Shape):
    conversation_id: AnyId
    user_id: AnyId
    active: bool


class UnsavedMessage(Shape):
    """A message that nobody keeps yet but its sender: without a place in its conversation, and without a version."""

    id: AnyId
    conversation_id: AnyId
    sender_id: AnyId
    role: MessageRole
    content: str
    thinking: str | None
    meta: dict[str, Any] | None
    reply_to: AnyId | None
    encrypted_content: str | None
    created_at: Time
    attached: int
    """How many files and contexts come with it once it is kept."""


class UnsavedPacket(Shape):
    message: UnsavedMessage


class WithdrawnPacket(Shape):
    """A message that was told unsaved, and that its sender has taken back since."""

    id: AnyId
    conversation_id: AnyId
    sender_id: AnyId


class ServicePacket(Shape):
    """What the server can do now. `reason`: of read_only, core/troubles.py; of maintenance, what was said about it."""

    state: Literal["ok", "read_only", "maintenance", "stopping"]
    reason: str | None
    since: Time | None


class ReadyPacket(Shape):
    user_id: AnyId
    epoch: str
    server_time: Time
    sync_mode: SyncMode
    release: str
    """Which version of the client this server has."""
    service: ServicePacket


class ResetPacket(Shape):
    epoch: str


PACKETS.update(
    ready=ReadyPacket,
    typing=TypingPacket,
    presence=PresenceList,
    reset=ResetPacket,
    unsaved_message=UnsavedPacket,
    unsaved_withdrawn=WithdrawnPacket,
    service=ServicePacket,
)
