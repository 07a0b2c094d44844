"""`/search`."""

from __future__ import annotations

from typing import Any

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.search import queries
from messaging.search.schemas import SearchQuery, SearchReply

api = Api("search")


@api.get("/search", query=SearchQuery, reply=SearchReply, limit="searching")
def search(actor: Actor, query: SearchQuery) -> dict[str, Any]:
    """Messages that hold every word and pass every filter, the best first."""
    return queries.search(actor, query)
