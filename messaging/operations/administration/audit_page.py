"""`/admin/audit`: who did what, with filters, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson
from flask import request
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.clock import iso
from messaging.operations.administration import audit_log, sections, sentences
from messaging.operations.administration.audit_log import Filter, Told
from messaging.operations.administration.frame import page, show
from messaging.operations.administration.sections import Section
from messaging.operations.administration.tables import csv_file

AUDIT = sections.add(Section(name="audit", label="Audit log", path="/audit", icon="history", group="Server"))
PAGE = 50
COLUMNS = ("time", "actor", "action", "target kind", "target", "details")

for kind, sentence in {
    "conversation": "exported the conversation “{title}”",
    "user": "exported what {title} has here",
    "installation": "exported everything",
}.items():
    sentences.tell(f"{kind}.exported", sentence)


@page(AUDIT, "/audit")
def audit_page(actor: Actor) -> Response:
    found = audit_log.entries(_wanted(), before=request.args.get("before"), limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    asked = {name: value for name, value in request.args.items() if value and name != "before"}
    older = urlencode({**asked, "before": shown[-1].id}) if more else None
    return show(
        "audit.html",
        entries=shown,
        sentence=sentences.sentence,
        actions=audit_log.actions(),
        asked=asked,
        older=older,
        csv=urlencode(asked),
    )


@page(AUDIT, "/audit.csv")
def audit_csv(actor: Actor) -> Response:
    return csv_file("quchat-audit.csv", COLUMNS, _rows(audit_log.all_entries(_wanted())))


def _rows(entries: Iterator[Told]) -> Iterator[tuple[str, ...]]:
    for told in entries:
        entry = told.entry
        details = orjson.dumps(entry.details).decode() if entry.details else ""
        who = told.username or told.display_name
        yield iso(entry.at), who, entry.action, entry.target_kind, entry.target_id or "", details


def _wanted() -> Filter:
    asked = {name: request.args.get(name, "").strip() or None for name in ("actor", "action", "target_id")}
    if asked["actor"]:
        asked["actor"] = asked["actor"].removeprefix("@").lower()
    return Filter(**asked, since=_day("since"), until=_day("until"))


def _day(name: str) -> datetime | None:
    """A day as a date field sends it; anything else is no day."""
    try:
        return datetime.strptime(request.args.get(name, ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
