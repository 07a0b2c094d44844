"""The errors of protocol.md, raised anywhere below a handler and shaped in one place."""

from __future__ import annotations

from typing import Any, ClassVar


class QuChatError(Exception):
    """Something that a client is told about: `{code, message, details}` with a status."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    message = "Something went wrong on the server. Try again."
    retry_after: int | None = None
    """Seconds, where it is known when the same may succeed; also in `details`, for those who ask over a socket."""

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.message = message or self.message
        self.details = details
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "details": self.details}


class Unauthenticated(QuChatError):
    code, status = "unauthenticated", 401
    message = "Sign in first."


class Forbidden(QuChatError):
    code, status = "forbidden", 403
    message = "You may not do this."


class ConfirmationNeeded(QuChatError):
    """Who acts is signed in, but has not shown for a while that it is them."""

    code, status = "confirmation_needed", 403
    message = "Confirm with your password that it is you, then try again."


class NotFound(QuChatError):
    """Missing, or not to be seen: the two must look the same."""

    code, status = "not_found", 404
    message = "There is nothing here that you can see."


class IdConflict(QuChatError):
    code, status = "id_conflict", 409
    message = "This id is already used for something else."


class VersionConflict(QuChatError):
    code, status = "version_conflict", 409
    message = "This was changed in the meantime."


class Reset(QuChatError):
    code, status = "reset", 409
    message = "The server's database was restored; pull afresh."


class ValidationFailed(QuChatError):
    """`details.fields` names each wrong field and says what is wrong with it."""

    code, status = "validation_failed", 422
    message = "Some of what was sent is not valid."

    @classmethod
    def of(cls, field: str, problem: str) -> ValidationFailed:
        return cls(f"{field}: {problem}", fields={field: problem})


class TooLarge(QuChatError):
    code, status = "too_large", 413
    message = "This is larger than the server accepts."


class UnsupportedType(QuChatError):
    code, status = "unsupported_type", 415
    message = "This type of content is not accepted here."


class RateLimited(QuChatError):
    code, status = "rate_limited", 429
    message = "Too many requests. Wait a moment, then try again."

    def __init__(self, retry_after: int, message: str | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class ReadOnly(QuChatError):
    """`details.reason` says why (core/troubles.py), where that is known."""

    code, status = "read_only", 503
    message = "The server cannot save anything right now. What you wrote is kept on this device."
    retry_after = 5


class Maintenance(QuChatError):
    """Somebody works on the server, or it is about to stop; `details.reason` is what they say about it."""

    code, status = "maintenance", 503
    message = "The server is being looked after and will be back soon. What you wrote is kept on this device."

    def __init__(self, message: str | None = None, retry_after: int = 30, **details: Any) -> None:
        super().__init__(message, retry_after=retry_after, **details)
        self.retry_after = retry_after


ERRORS: tuple[type[QuChatError], ...] = (
    Unauthenticated,
    Forbidden,
    ConfirmationNeeded,
    NotFound,
    IdConflict,
    VersionConflict,
    Reset,
    ValidationFailed,
    TooLarge,
    UnsupportedType,
    RateLimited,
    ReadOnly,
    Maintenance,
    QuChatError,
)
