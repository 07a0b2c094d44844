"""`/admin/settings`."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.errors import ValidationFailed
from messaging.core.settings import defaults, settings
from messaging.operations.administration import sections
from messaging.operations.administration.frame import done, form, page, show
from messaging.operations.administration.sections import Section
from messaging.operations.administration.settings import change_settings

SETTINGS = sections.add(Section(name="settings", label="Settings", path="/settings", icon="settings", group="Server"))
NUMBERS = ("max_upload_mb", "storage_quota_mb", "retention_days", "retention_max_days")


@page(SETTINGS, "/settings")
def settings_page(actor: Actor) -> Response:
    return _form(settings().model_dump())


@form(SETTINGS, "/settings")
def save_settings(actor: Actor) -> Response:
    fields: dict[str, Any] = {name: request.form.get(name, "") for name in ("name", "registration")}
    fields["link_previews"] = "link_previews" in request.form
    for name in NUMBERS:
        fields[name] = request.form.get(name, "").strip() or None
    try:
        change_settings(actor, fields)
    except ValidationFailed as error:
        return _form(fields, error.details["fields"])
    return done("Saved. It is in force now.", SETTINGS.address)


def _form(values: dict[str, Any], errors: dict[str, str] | None = None) -> Response:
    return show("settings.html", 422 if errors else 200, form=values, errors=errors or {}, defaults=defaults())
