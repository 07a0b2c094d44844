"""Slack's people."""

from __future__ import annotations

import hashlib
from typing import Any

from messaging.imports.people import Newcomer
from messaging.imports.slack.values import fields, word

SLACKBOT = "USLACKBOT"


def workspace_of(users: list[dict[str, Any]]) -> str:
    """What tells this workspace from others: its id, or else who is in it."""
    for user in users:
        if team := word(user.get("team_id")) or word(fields(user.get("profile")).get("team")):
            return team
    return hashlib.sha256("\0".join(sorted(word(user.get("id")) for user in users)).encode()).hexdigest()[:12]


def newcomer_of(user: dict[str, Any]) -> Newcomer | None:
    """Somebody of users.json; None for what is nobody."""
    foreign_id = word(user.get("id"))
    if not foreign_id:
        return None
    profile = fields(user.get("profile"))
    named = [profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name")]
    return Newcomer(
        foreign_id=foreign_id,
        username=word(user.get("name")) or word(profile.get("display_name")) or foreign_id,
        display_name=next((word(name) for name in named if word(name)), foreign_id),
        email=word(profile.get("email")) or None,
        is_bot=bool(user.get("is_bot")) or foreign_id == SLACKBOT,
        gone=bool(user.get("deleted")),
    )


def newcomer_in(message: dict[str, Any]) -> Newcomer | None:
    """Who wrote a message and stands in no users.json: a guest from another workspace, an app; None: nobody says."""
    user, bot = word(message.get("user")), word(message.get("bot_id"))
    if user == SLACKBOT:
        return Newcomer(SLACKBOT, "slackbot", "Slackbot", is_bot=True)
    if user:
        shown = fields(message.get("user_profile"))
        return Newcomer(
            user,
            word(shown.get("name")) or user,
            word(shown.get("display_name")) or word(shown.get("real_name")) or user,
            gone=True,
        )
    name = word(fields(message.get("bot_profile")).get("name")) or word(message.get("username"))
    if bot or name:
        return Newcomer(bot or f"app:{name.lower()}"[:100], name or bot, name or "App", is_bot=True)
    return None


def sender_in(message: dict[str, Any]) -> str:
    """The id under which its sender is known."""
    user = word(message.get("user")) or word(fields(message.get("comment")).get("user"))
    if user:
        return user
    newcomer = newcomer_in(message)
    return newcomer.foreign_id if newcomer else ""
