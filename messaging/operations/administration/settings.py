"""Changing the installation's settings: one action for the page, the API and whoever else asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from messaging.core import settings
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import ValidationFailed
from messaging.core.settings import InstallationSettings
from messaging.core.shapes import problems
from messaging.operations.access import check_confirmed
from messaging.operations.administration import sentences

sentences.tell("settings.changed", "changed settings")


def change_settings(actor: Actor, fields: Mapping[str, Any]) -> InstallationSettings:
    """Decide these fields; raises ValidationFailed naming each that is wrong."""
    check_confirmed(actor)
    try:
        with unit_of_work() as unit:
            return settings.change(unit, actor, fields)
    except ValidationError as error:
        wrong = problems(error)
        raise ValidationFailed("; ".join(f"{k}: {v}" for k, v in wrong.items()), fields=wrong) from None
