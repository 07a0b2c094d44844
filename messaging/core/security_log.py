"""What happens to the safety of accounts, one line each, under the logger `quchat.security`: who, from where, what.

Here, and only here, the log holds addresses, so that an attack can be seen and stopped at its source. Never what was
typed: people write their passwords into the field for the name.
"""

from __future__ import annotations

import logging

from flask import has_request_context, request

log = logging.getLogger("quchat.security")


def note(event: str, *, user_id: str | None = None) -> None:
    """`event` is a word for programs (docs/security.md lists them); `user_id`: the account that it is about."""
    address = request.remote_addr if has_request_context() else None
    facts = {name: value for name, value in (("user", user_id), ("address", address)) if value}
    described = "".join(f" {name}={value}" for name, value in facts.items())
    log.info("%s%s", event, described, extra={"facts": {"event": event, **facts}})
