"""What can go wrong when a database is copied, in a sentence for whoever runs the server."""

from __future__ import annotations

from messaging.core.errors import QuChatError


class CopyFailed(QuChatError):
    """The message says why and what to do."""

    message = "The database could not be copied."
