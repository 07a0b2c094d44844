"""What can go wrong with a backup, in a sentence for whoever runs the server."""

from __future__ import annotations

from messaging.core.errors import QuChatError


class BackupFailed(QuChatError):
    """No backup was made, or nothing was restored. The message says why and what to do."""

    message = "The backup could not be made."
