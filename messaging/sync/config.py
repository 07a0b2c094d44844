"""How one device keeps things: its mode, and how long messages stay on it."""

from __future__ import annotations

from typing import Any

from messaging.accounts.access import access_device
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.sync.schemas import SyncConfig


def get_config(actor: Actor) -> dict[str, Any]:
    device = access_device(actor, actor.device_id or "")
    return {"mode": device.sync_mode, "keep_days": device.keep_days}


def set_config(actor: Actor, config: SyncConfig) -> dict[str, Any]:
    with unit_of_work():
        device = access_device(actor, actor.device_id or "")
        device.sync_mode, device.keep_days = config.mode, config.keep_days
    return config.model_dump()
