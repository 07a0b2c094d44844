"""`pull` and `push` over the socket."""

from __future__ import annotations

from typing import Any

from messaging.core.connection import Connected
from messaging.core.operations import event
from messaging.sync.pull import pull as pull_logs
from messaging.sync.push import push as push_ops
from messaging.sync.schemas import PullReply, PullRequest, PushReply, PushRequest


@event("pull", PullRequest, PullReply, limit="reading")
def pull(connection: Connected, data: PullRequest) -> dict[str, Any]:
    """What follows in each of one's logs."""
    return pull_logs(connection.actor, data)


@event("push", PushRequest, PushReply)
def push(connection: Connected, data: PushRequest) -> dict[str, Any]:
    """Carry out a device's waiting operations; each counts against the limit of what it does."""
    return push_ops(connection.actor, data)
