"""Shapes of pull, push, packets and a device's sync settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from messaging.accounts.schemas import DeviceShape, PreferencesShape, SyncMode, UserShape
from messaging.contacts.schemas import ContactShape, ListedContact
from messaging.contexts.schemas import ContextShape
from messaging.conversations.schemas import ConversationShape, MembershipShape, Moment, Receipt, Settings
from messaging.core.operations import PACKETS
from messaging.core.shapes import AnyId, NewId, Ordinal, Sequence, Shape, Time, wrapped
from messaging.messages.schemas import LinkPreviewShape, MessageShape, ReactionShape
from messaging.moderation.schemas import NoticeShape, ReportShape

MAX_LIMIT = 500
MAX_OPS = 100

LogName = Annotated[str, Field(pattern=r"^[cru]:[0-9a-f-]{36}$")]
# The order matters for nothing but the document: rows are told apart by the entity they come with.
AnyRow = (
    MessageShape
    | ConversationShape
    | ReactionShape
    | MembershipShape
    | Receipt
    | Settings
    | ContextShape
    | ListedContact
    | ContactShape
    | UserShape
    | DeviceShape
    | LinkPreviewShape
    | PreferencesShape
    | NoticeShape
    | ReportShape
)


class PullRequest(Shape):
    """What each log is known up to. No cursors: the start of a new device."""

    epoch: Annotated[str, Field(max_length=64)] | None = None
    cursors: Annotated[dict[LogName, Sequence], Field(max_length=20_000)] = Field(default={})
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 200


class ChangeShape(Shape):
    """One entry of a log; `row` is the entity as it is now, null where it is gone."""

    seq: Sequence
    entity: str
    entity_id: str
    op: Literal["upsert", "delete"]
    row: AnyRow | None
    actor_id: AnyId | None
    device_id: AnyId | None


class Head(Shape):
    """A conversation's counters after the changes, so that a device that holds few messages shows them right."""

    last_ordinal: Ordinal
    message_count: int


class PulledLog(Shape):
    """What follows in one log. Snapshot: the present state instead of the entries that led to it."""

    log: str
    from_: Annotated[Sequence, Field(alias="from")]
    to: Sequence
    more: bool
    snapshot: bool
    changes: list[ChangeShape]
    head: Head | None


class PullReply(Shape):
    epoch: str
    server_time: Time
    more: bool
    logs: list[PulledLog]
    gained: list[str]
    lost: list[str]


class OutboxOp(Shape):
    """One operation of a device's outbox. It is judged alone: a bad one never holds up the others.

    `withdrawn`: a new message whose deletion waits behind it. It is stored like any, but not shown to anybody while
    nothing can be stored."""

    op_id: NewId
    entity: Annotated[str, Field(max_length=24)]
    entity_id: Annotated[str, Field(max_length=36)]
    op: Literal["create", "update", "delete", "set"]
    base_version: Sequence | None = None
    fields: dict[str, Any] = Field(default={})
    client_time: Moment | None = None
    resolution: Literal["local", "cloud", "merge"] | None = None
    withdrawn: bool = False


class PushRequest(Shape):
    """`client_now` is the device's clock when it pushes; from it the server learns how wrong that clock is.
    `epoch`: the database that the operations build upon; from another one the answer is `409 reset`."""

    device_id: Annotated[str, Field(max_length=64)] | None = None
    ops: Annotated[list[dict[str, Any]], Field(max_length=MAX_OPS)]
    client_now: Moment | None = None
    epoch: Annotated[str, Field(max_length=64)] | None = None


class ErrorShape(Shape):
    code: str
    message: str
    details: dict[str, Any]


class OpResult(Shape):
    op_id: str | None
    status: Literal["applied", "duplicate", "conflict", "rejected", "retry"]
    row: AnyRow | None = None
    error: ErrorShape | None = None


class PushReply(Shape):
    results: list[OpResult]
    server_time: Time


class OfferedRow(Shape):
    entity: Annotated[str, Field(max_length=24)]
    id: AnyId
    version: Sequence | None = None
    conversation_id: AnyId | None = None
    created_at: Moment | None = None
    """Of messages: where and when they were written, by which is known what is too old to come back. Of memberships,
    whose `id` is the person's: in which conversation."""
    changed_at: Moment | None = None
    """When it was last edited, deleted or taken back, by the server's time then."""


class Reoffer(Shape):
    rows: Annotated[list[OfferedRow], Field(max_length=1000)]


class ReofferReply(Shape):
    """What the server does not have, to be pushed as ordinary creates; and the rows that it has from before the change
    that was offered, to be changed again."""

    missing: list[AnyId]
    behind: list[MessageShape | ReactionShape | ContactShape | ContextShape | MembershipShape]


class SyncConfig(Shape):
    """How this device keeps things. `keep_days`: how long messages stay on it; null: for good."""

    mode: SyncMode = "hybrid"
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


SyncConfigReply = wrapped("SyncConfigReply", config=SyncConfig)


class ChangesPacket(Shape):
    """Apply if `from ≤ mine < to`; ignore if `to ≤ mine`; otherwise wait briefly, then pull."""

    log: str
    from_: Annotated[Sequence, Field(alias="from")]
    to: Sequence
    changes: list[ChangeShape]
    head: Head | None = None


PACKETS["changes"] = ChangesPacket
