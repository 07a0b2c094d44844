"""A page of the administration in its frame."""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from messaging.core.standing import standing
from messaging.core.troubles import FOR_THE_LOG
from messaging.operations.administration import notices, sections
from messaging.operations.administration.amounts import in_words


def show(template: str, status: int = 200, **values: Any) -> AnyResponse:
    """The page `templates/admin/<template>` in the frame. No cache may keep it."""
    notice = notices.waiting()
    text = render_template(
        f"admin/{template}",
        parts=sections.in_groups(),
        section=g.section,
        notice=notice,
        alarm=_alarm(),
        me=current_user.user,
        amount=in_words,
        **values,
    )
    response = Response(text, status, headers={"Cache-Control": "no-store"})
    notices.take_away(response)
    return response


def _alarm() -> str | None:
    """What everybody who looks after the server must see at once, on whichever page."""
    if standing.trouble is None:
        return None
    since, why = standing.trouble.since, FOR_THE_LOG[standing.trouble.reason]
    return f"Nothing can be saved since {since:%H:%M} (UTC): {why}. What people write waits on their devices."
