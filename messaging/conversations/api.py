"""`/conversations`, their members, and invitations into them."""

from __future__ import annotations

from typing import Any

from flask import request

from messaging.accounts import invites
from messaging.accounts.schemas import InviteReply, NewInvite, Nothing
from messaging.conversations import actions, changing, membership, queries
from messaging.conversations.access import access_group, demand_role
from messaging.conversations.schemas import (
    NULL_SAYS_SOMETHING,
    ConversationChange,
    ConversationOrNoneReply,
    ConversationReply,
    ConversationsReply,
    InviteToken,
    ListQuery,
    MemberChange,
    MembershipReply,
    MembersOnlyReply,
    MembersReply,
    NewConversation,
    NewMembers,
    SettingsChange,
)
from messaging.conversations.settings import set_settings
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.errors import ValidationFailed

api = Api("conversations")


@api.get("/conversations", query=ListQuery, reply=ConversationsReply, limit="reading")
def list_conversations(actor: Actor, query: ListQuery) -> dict[str, Any]:
    """One's conversations, the one with the latest message first."""
    return {"conversations": queries.list_conversations(actor, query.archived)}


@api.post("/conversations", body=NewConversation, reply=ConversationReply, created=True, limit="changing")
def create_conversation(actor: Actor, body: NewConversation) -> tuple[dict[str, Any], bool]:
    """Make a group, or open the direct conversation with somebody."""
    conversation, created = actions.create_conversation(actor, body)
    return {"conversation": conversation}, created


@api.get("/conversations/<conversation_id>", reply=ConversationReply, limit="reading")
def get_conversation(actor: Actor, conversation_id: str) -> dict[str, Any]:
    """One conversation with its members."""
    return {"conversation": queries.get_conversation(actor, conversation_id)}


@api.patch("/conversations/<conversation_id>", body=ConversationChange, reply=ConversationReply, limit="changing")
def update_conversation(actor: Actor, conversation_id: str, body: ConversationChange) -> dict[str, Any]:
    """Rename a group, describe it, say who may post; or archive, mute and set notifications for oneself."""
    fields = given(body)
    own = {name: fields.pop(name) for name in SettingsChange.model_fields if name in fields}
    if fields:  # first: it may be refused, and then nothing has changed
        actions.update_conversation(actor, conversation_id, fields)
    if own:
        set_settings(actor, conversation_id, own)
    return {"conversation": queries.get_conversation(actor, conversation_id)}


def given(body: ConversationChange | SettingsChange) -> dict[str, Any]:
    """The fields that were sent. Null means «not sent», but for those where it says something."""
    sent = body.model_dump(exclude_unset=True)
    return {name: value for name, value in sent.items() if value is not None or name in NULL_SAYS_SOMETHING}


@api.delete("/conversations/<conversation_id>", reply=Nothing, limit="changing")
def delete_conversation(actor: Actor, conversation_id: str) -> dict[str, Any]:
    """Delete a group for everyone (owners), or hide a direct conversation until its next message."""
    actions.delete_conversation(actor, conversation_id)
    return {}


@api.post(
    "/conversations/<conversation_id>/members", body=NewMembers, reply=MembersReply, created=True, limit="changing"
)
def add_members(actor: Actor, conversation_id: str, body: NewMembers) -> dict[str, Any]:
    """Add people to a group."""
    user_ids = list(dict.fromkeys([*([body.user_id] if body.user_id else []), *body.user_ids]))
    if not user_ids:
        raise ValidationFailed.of("user_id", "say whom to add")
    conversation = membership.add_members(actor, conversation_id, user_ids, body.role)
    members = conversation["members"]
    named = next(member for member in members if member["user_id"] == user_ids[0])
    return {"membership": named, "members": members, "conversation": conversation}


@api.patch(
    "/conversations/<conversation_id>/members/<user_id>", body=MemberChange, reply=MembershipReply, limit="changing"
)
def change_member(actor: Actor, conversation_id: str, user_id: str, body: MemberChange) -> dict[str, Any]:
    """Give a member another role, mute them until a time, ban them from the group, or lift either."""
    return {"membership": changing.change_member(actor, conversation_id, user_id, body)}


@api.get("/conversations/<conversation_id>/bans", reply=MembersOnlyReply, limit="reading")
def list_bans(actor: Actor, conversation_id: str) -> dict[str, Any]:
    """Who is shut out of a group, for its moderators."""
    return {"members": queries.list_banned(actor, conversation_id)}


@api.delete("/conversations/<conversation_id>/members/<user_id>", reply=MembershipReply, limit="changing")
def remove_member(actor: Actor, conversation_id: str, user_id: str) -> dict[str, Any]:
    """Remove somebody from a group, or leave it."""
    return {"membership": membership.remove_member(actor, conversation_id, user_id)}


@api.post("/invites", body=NewInvite, reply=InviteReply, created=True, limit="invites")
def create_invite(actor: Actor, body: NewInvite) -> dict[str, Any]:
    """A link that lets somebody register and join a conversation."""
    if body.conversation_id:
        _, own = access_group(actor, body.conversation_id)
        demand_role(own, "owner" if body.role == "moderator" else "moderator")
    return {"invite": invites.create_invite(actor, body, request.host_url)}


@api.post("/invites/accept", body=InviteToken, reply=ConversationOrNoneReply, limit="invites")
def accept_invite(actor: Actor, body: InviteToken) -> dict[str, Any]:
    """Use an invitation with the account one has."""
    conversation_id = invites.accept_invite(actor, body.token)
    return {"conversation": queries.get_conversation(actor, conversation_id) if conversation_id else None}
