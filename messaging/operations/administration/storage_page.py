"""`/admin/storage`: what takes room."""

from __future__ import annotations

from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.settings import settings
from messaging.operations.administration import sections, storage
from messaging.operations.administration.frame import page, show
from messaging.operations.administration.sections import Section

STORAGE = sections.add(Section(name="storage", label="Storage", path="/storage", icon="storage", group="Content"))


@page(STORAGE, "/storage")
def storage_page(actor: Actor) -> Response:
    kinds = storage.files_by_kind()
    return show(
        "storage.html",
        disk=storage.disk(),
        database=storage.database_bytes(),
        kinds=kinds,
        kept=sum(kind.size for kind in kinds),
        quota=settings().storage_quota_bytes,
        folders=storage.folders(),
        holders=storage.holders(),
        largest=storage.largest_files(),
    )
