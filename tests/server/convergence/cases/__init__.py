"""One module an entity; importing them registers their cases."""

from tests.server.convergence.cases import (  # noqa: F401
    contacts,
    contexts,
    conversations,
    devices,
    gained,
    link_previews,
    lost,
    memberships,
    messages,
    moderation,
    profiles,
    reactions,
    receipts,
    retention,
    settings,
)
