"""Passwords that a guesser tries first: the most common ones, and the names of the person and the application.

Refused where `COMMON_PASSWORDS` says so, as it does by itself in production. The protocol promises programs that eight
characters are enough, so elsewhere they are taken.
"""

from __future__ import annotations

import re
import sys
from functools import cache

from flask import current_app

from messaging.core.errors import ValidationFailed

SHORTEST = 8
PRODUCT = "quchat"
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def check_uncommon(password: str, *names: str | None, field: str = "password") -> None:
    """Raise ValidationFailed for one that is among the first to be tried. `names`: what the person is called."""
    if not current_app.config["REFUSE_COMMON_PASSWORDS"]:
        return
    if password.lower() in most_common():
        raise ValidationFailed.of(field, "is one of the first that anybody would try")
    bare = _letters(password)
    if bare and bare in {PRODUCT, *(_letters(name) for name in names if name)}:
        raise ValidationFailed.of(field, "is little more than a name")


@cache
def most_common() -> frozenset[str]:
    """Some 11,000, from zxcvbn's list, which is made of passwords that were stolen elsewhere."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)
    sys.modules.pop("zxcvbn.frequency_lists")  # its other lists take megabytes
    return common


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())
