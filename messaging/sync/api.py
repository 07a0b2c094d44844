"""`/sync`"""

from __future__ import annotations

from typing import Any

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.sync import config, reoffer
from messaging.sync.pull import pull as pull_logs
from messaging.sync.push import push as push_ops
from messaging.sync.schemas import (
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Reoffer,
    ReofferReply,
    SyncConfig,
    SyncConfigReply,
)

api = Api("sync")


@api.post("/sync/pull", body=PullRequest, reply=PullReply, limit="reading")
def pull(actor: Actor, body: PullRequest) -> dict[str, Any]:
    """What follows in each of one's logs."""
    return pull_logs(actor, body)


@api.post("/sync/push", body=PushRequest, reply=PushReply)
def push(actor: Actor, body: PushRequest) -> dict[str, Any]:
    """Carry out a device's waiting operations; each counts against the limit of what it does."""
    return push_ops(actor, body)


@api.post("/sync/reoffer", body=Reoffer, reply=ReofferReply, limit="reading")
def offer_back(actor: Actor, body: Reoffer) -> dict[str, Any]:
    """After a restore: which of these rows the server lacks, or has in an earlier state."""
    return {"missing": reoffer.missing_rows(actor, body), "behind": reoffer.rows_behind(actor, body)}


@api.get("/sync/config", reply=SyncConfigReply, limit="reading")
def get_sync_config(actor: Actor) -> dict[str, Any]:
    """How this device keeps things."""
    return {"config": config.get_config(actor)}


@api.put("/sync/config", body=SyncConfig, reply=SyncConfigReply, limit="changing")
def set_sync_config(actor: Actor, body: SyncConfig) -> dict[str, Any]:
    """Change how this device keeps things."""
    return {"config": config.set_config(actor, body)}
