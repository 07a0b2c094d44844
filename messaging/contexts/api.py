"""`/contexts`, and those of a conversation."""

from __future__ import annotations

from typing import Any

from messaging.contexts import actions, attaching, queries
from messaging.contexts.access import access_context
from messaging.contexts.schemas import (
    AttachedQuery,
    AttachedReply,
    ContextChange,
    ContextFields,
    ContextQuery,
    ContextReply,
    ContextsReply,
    ContextUse,
    DetachedReply,
    NewContext,
    seen_by,
)
from messaging.core.actor import Actor
from messaging.core.api import Api

api = Api("contexts")


@api.get("/contexts", query=ContextQuery, reply=ContextsReply, limit="reading")
def list_contexts(actor: Actor, query: ContextQuery) -> dict[str, Any]:
    """One's own contexts."""
    return {"contexts": queries.list_contexts(actor, query)}


@api.post("/contexts", body=NewContext, reply=ContextReply, created=True, limit="changing")
def create_context(actor: Actor, body: NewContext) -> tuple[dict[str, Any], bool]:
    """Keep a new context."""
    context, created = actions.create_context(actor, body)
    return {"context": context}, created


@api.get("/contexts/<context_id>", reply=ContextReply, limit="reading")
def get_context(actor: Actor, context_id: str) -> dict[str, Any]:
    """One's own, or one that is attached to a conversation or message that one sees."""
    return {"context": seen_by(access_context(actor, context_id), actor.user_id)}


@api.patch("/contexts/<context_id>", body=ContextChange, reply=ContextReply, limit="changing")
def update_context(actor: Actor, context_id: str, body: ContextChange) -> dict[str, Any]:
    """Change one's context."""
    return {"context": actions.update_context(actor, context_id, given(body), body.base_version)}


def given(body: ContextFields) -> dict[str, Any]:
    """The fields that were sent. Null means «not sent», but for `metadata`, where it means «none»."""
    sent = body.model_dump(exclude_unset=True, exclude={"base_version"})
    return {name: value for name, value in sent.items() if value is not None or name == "metadata"}


@api.delete("/contexts/<context_id>", reply=ContextReply, limit="changing")
def delete_context(actor: Actor, context_id: str) -> dict[str, Any]:
    """Delete one's context everywhere; its tombstone stays."""
    return {"context": actions.delete_context(actor, context_id)}


@api.post("/contexts/<context_id>/use", body=ContextUse, reply=ContextReply, limit="changing")
def use_context(actor: Actor, context_id: str, body: ContextUse) -> dict[str, Any]:
    """Count that it was used."""
    return {"context": actions.use_context(actor, context_id, body.times)}


@api.get("/conversations/<conversation_id>/contexts", query=AttachedQuery, reply=ContextsReply, limit="reading")
def attached_contexts(actor: Actor, conversation_id: str, query: AttachedQuery) -> dict[str, Any]:
    """What is attached to a conversation, and to a page of its messages."""
    return {"contexts": queries.attached_contexts(actor, conversation_id, query)}


@api.put("/conversations/<conversation_id>/contexts/<context_id>", reply=AttachedReply, created=True, limit="changing")
def attach_context(actor: Actor, conversation_id: str, context_id: str) -> tuple[dict[str, Any], bool]:
    """Attach one's context to a conversation."""
    conversation, context, new = attaching.attach(actor, conversation_id, context_id)
    return {"conversation": conversation, "context": context}, new


@api.delete("/conversations/<conversation_id>/contexts/<context_id>", reply=DetachedReply, limit="changing")
def detach_context(actor: Actor, conversation_id: str, context_id: str) -> dict[str, Any]:
    """Take a context away from a conversation."""
    return {"conversation": attaching.detach(actor, conversation_id, context_id)}
