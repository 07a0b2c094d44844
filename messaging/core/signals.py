"""What a lower feature announces and a higher one acts upon, inside the same unit of work.

Features may only import those below them; this is how, say, `conversations` gets a system message written by
`messages`. Receivers are called in the transaction of the sender and may add to it.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

profile_changed = _signals.signal("profile-changed")
"""Sender: UnitOfWork; `actor`, `row` (the user's row)."""

invite_used = _signals.signal("invite-used")
"""Sender: UnitOfWork; `actor` (who joins), `invite`. A receiver answers False when the actor was there already."""

message_changed = _signals.signal("message-changed")
"""Sender: UnitOfWork; `actor`, `message` (the Message, edited, deleted or brought back)."""

contexts_given = _signals.signal("contexts-given")
"""Sender: UnitOfWork; `actor`, `conversation_id`, `context_ids`: what a new conversation begins with."""

members_entered = _signals.signal("members-entered")
"""Sender: UnitOfWork; `actor`, `conversation_id`, `user_ids`: who joined a conversation that was there before."""

member_left = _signals.signal("member-left")
"""Sender: UnitOfWork; `actor`, `conversation_id`, `user_id`: who left, or was removed."""

member_banned = _signals.signal("member-banned")
"""Sender: UnitOfWork; `actor`, `conversation`, `user_id`, `reason`: who was shut out."""

message_removed = _signals.signal("message-removed")
"""Sender: UnitOfWork; `actor`, `message` (now a tombstone), `conversation`, `content` (what it said), `reason`: taken
away by somebody else than its author."""

messages_swept = _signals.signal("messages-swept")
"""Sender: None, outside of any unit of work: messages are gone for good, having become too old."""

conversation_noted = _signals.signal("conversation-noted")
"""Sender: UnitOfWork; `actor`, `conversation_id`, `content` (English sentence), `meta` (`{event, …}`)."""

message_not_kept = _signals.signal("message-not-kept")
"""Sender: Actor; `form` (NewMessage), `withdrawn` (its author has taken it back). Nothing can be written now, so there
is no transaction to join."""

conversation_erased = _signals.signal("conversation-erased")
"""Sender: UnitOfWork; `conversation_id`, about to be deleted with all it holds."""
