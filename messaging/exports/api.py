"""`/users/me/export`: all that one has here, to take away."""

from __future__ import annotations

from flask import Response, stream_with_context

from messaging.accounts.access import access_self
from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.clock import now
from messaging.core.extensions import db
from messaging.exports.persons import export_of_person
from messaging.exports.schemas import ExportQuery

api = Api("exports")


@api.get("/users/me/export", query=ExportQuery, reply=None, binary=True, not_by_link=True, limit="exports")
def download_my_data(actor: Actor, query: ExportQuery) -> Response:
    """One's own data as a zip file: JSON lines, pages to read, files. Streamed."""
    user = access_self(db.session(), actor)
    name = f"quchat-{user.username}-{now():%Y-%m-%d}.zip"
    export = export_of_person(user, with_files=query.files)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(stream_with_context(export.stream()), headers=headers, mimetype="application/zip")
