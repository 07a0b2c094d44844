"""`push`: a device's outbox. Each operation is its own transaction, so one bad one never holds up the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from messaging.conversations.queries import conversation_ids_of
from messaging.core import entities
from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.errors import QuChatError, RateLimited, Reset, ValidationFailed, VersionConflict
from messaging.core.extensions import db
from messaging.core.failures import translate
from messaging.core.limits import limiter
from messaging.core.logs import SyncEvent
from messaging.core.lww import held
from messaging.core.meta import installation
from messaging.core.operations import parse
from messaging.core.standing import standing
from messaging.messages.schemas import NewMessage
from messaging.messages.sending import tell_unstored
from messaging.sync.handlers import HANDLERS, Incoming
from messaging.sync.schemas import OutboxOp, PushRequest

Result = dict[str, Any]

TOLD_AS = {"conversation_context": "conversation", "report": "notice"}
"""What is no entity of a log itself but part of another one's row."""


def push(actor: Actor, request: PushRequest) -> dict[str, Any]:
    """Carry out the operations in order; one result each. Raises Reset when they build on another database."""
    if request.epoch and request.epoch != installation.epoch:
        raise Reset(epoch=installation.epoch)
    clock_error = now() - request.client_now if request.client_now else timedelta()
    results: list[Result] = []
    put_off: set[str] = set()
    for raw in request.ops:
        conversation_id = _written_into(raw)
        if conversation_id in put_off:
            # An earlier message of the conversation comes again later. This one must not overtake it.
            _tell_live(actor, raw)
            results.append(_result(_op_id(raw), "retry"))
            continue
        results.append(_carry_out(actor, raw, clock_error))
        if conversation_id and results[-1]["status"] == "retry":
            put_off.add(conversation_id)
    return {"results": results, "server_time": iso(now())}


def _written_into(raw: dict[str, Any]) -> str | None:
    """The conversation that a new message goes to; None for all other operations."""
    fields = raw.get("fields")
    if (raw.get("entity"), raw.get("op")) != ("message", "create") or not isinstance(fields, dict):
        return None
    target = fields.get("conversation_id") or fields.get("recipient_id")
    return target if isinstance(target, str) else None


def _tell_live(actor: Actor, raw: dict[str, Any]) -> None:
    """Who talks on while nothing can be written is heard by those who are online."""
    if not standing.trouble:
        return
    try:
        limiter.hit("reading", actor.user_id)
        form = parse(NewMessage, {**raw["fields"], "id": raw.get("entity_id")})
        tell_unstored(actor, form, withdrawn=raw.get("withdrawn") is True)
    except QuChatError:  # it will be told when it is looked at
        return


def _op_id(raw: dict[str, Any]) -> str | None:
    return raw["op_id"] if isinstance(raw.get("op_id"), str) else None


def _carry_out(actor: Actor, raw: dict[str, Any], clock_error: timedelta) -> Result:
    op_id = _op_id(raw)
    try:
        # What changes nothing costs a look all the same, and counts as one.
        limiter.check("reading", actor.user_id)
        op = _understood(actor, raw)
        repeated = _repeated(actor, op)
        if repeated is None:
            return _apply(actor, op, clock_error)
        limiter.hit("reading", actor.user_id)
        return repeated
    except VersionConflict as conflict:
        return _result(op_id, "conflict", conflict.details.get("row"), conflict)
    except Exception as error:
        told = translate(error)
        passing = isinstance(told, RateLimited) or told.status >= 500
        return _result(op_id, "retry" if passing else "rejected", None, told)
    finally:
        db.session.rollback()


def _understood(actor: Actor, raw: dict[str, Any]) -> OutboxOp:
    try:
        return parse(OutboxOp, raw)
    except ValidationFailed:
        limiter.hit("reading", actor.user_id)
        raise


def _apply(actor: Actor, op: OutboxOp, clock_error: timedelta) -> Result:
    limiter.hit("sending" if op.entity == "message" and op.op == "create" else "changing", actor.user_id)
    try:
        return _result(op.op_id, "applied", _handle(actor, op, clock_error))
    except Exception:
        # Sent twice at once, the second fails at what the first has done: an edit meets its own new version.
        db.session.rollback()
        repeated = _repeated(actor, op)
        if repeated is None:
            raise
        return repeated


def _result(op_id: str | None, status: str, row: Any = None, error: QuChatError | None = None) -> Result:
    told = None if error is None else error.as_dict()
    if told and "row" in told["details"]:
        told["details"] = {}
    return {"op_id": op_id, "status": status, "row": row, "error": told}


def _repeated(actor: Actor, op: OutboxOp) -> Result | None:
    """The result of an operation that was applied before, with its row as it is now."""
    event = db.session.scalar(select(SyncEvent).where(SyncEvent.actor_id == actor.user_id, SyncEvent.op_id == op.op_id))
    if event is None:
        return None
    # The first entry of an operation carries its id and may be about something else: the direct conversation that a
    # first message opens, the profile that comes with a membership.
    entity = TOLD_AS.get(op.entity, op.entity)
    log = f"u:{actor.user_id}" if ("u", entity) in entities.known() else event.log
    rows = {}
    if (log[0], entity) in entities.known() and _reads(actor, log):
        rows = entities.load(db.session(), log, entity, [op.entity_id, event.entity_id])
    row = rows.get(op.entity_id) or rows.get(event.entity_id)
    if row is None and event.entity != entity:
        raise ValidationFailed.of("op_id", "was used for another operation")
    return _result(op.op_id, "duplicate", row)


def _reads(actor: Actor, log: str) -> bool:
    """Whether it is a log of theirs now: an old operation must not show what is in a group that they left."""
    return log == f"u:{actor.user_id}" or log[2:] in conversation_ids_of(db.session(), actor.user_id)


def _handle(actor: Actor, op: OutboxOp, clock_error: timedelta) -> Any:
    handler = HANDLERS.get((op.entity, op.op))
    if handler is None:
        raise ValidationFailed.of("entity", f"{op.entity} can't be changed by {op.op}")
    made_at = _made_at(actor, op, clock_error)
    incoming = Incoming(op.entity_id, op.fields, op.base_version, op.resolution, made_at, op.withdrawn)
    return handler(actor.doing(op.op_id), incoming)


def _made_at(actor: Actor, op: OutboxOp, clock_error: timedelta) -> datetime:
    """When the person made the change: the device's time, corrected for its clock's error, and held between the
    change it builds upon and now."""
    moment = now()
    if op.client_time is None:
        return moment
    try:
        made_at = op.client_time + clock_error
    except OverflowError:  # a clock that is thousands of years off says nothing
        return moment
    return held(made_at, _base_time(actor, op), moment)


def _base_time(actor: Actor, op: OutboxOp) -> datetime | None:
    log = f"c:{op.entity_id}" if op.entity == "conversation" else f"u:{actor.user_id}"
    if op.base_version is None or op.entity not in ("conversation", "contact", "context", "settings"):
        return None
    return db.session.scalar(select(SyncEvent.at).where(SyncEvent.log == log, SyncEvent.seq == op.base_version))
