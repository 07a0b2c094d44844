"""Reports of messages."""

from __future__ import annotations

from typing import Any

from tests.support.people import Person, new_id


def report(reporter: Person, message: dict[str, Any], comment: str = "") -> str:
    """Report a message; returns the report's id."""
    form = {"id": new_id(), "message_id": message["id"], "reason": "abuse", "comment": comment}
    id_: str = reporter.post("/reports", form)["report"]["id"]
    return id_
