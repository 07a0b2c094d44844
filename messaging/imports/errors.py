"""What can keep an import from beginning, in a sentence for whoever runs the server."""

from __future__ import annotations

from messaging.core.errors import QuChatError


class ImportFailed(QuChatError):
    """Nothing, or nothing more, was taken. The message says why."""

    message = "This could not be imported."
