"""The same ids, digests and times at each run: numbered by their first appearance, times by their order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_FIRST_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def stable(value: Any) -> Any:
    """`value` with ids that keep their form and version, and times that keep their order.

    Digests are those of pictures, whose bytes are another library's business.
    """
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    text = _replace(_ID, text, _well_formed_id)
    text = _replace(_DIGEST, text, lambda _match, number: f"{number:064x}")
    return orjson.loads(_replace(_TIME, text, _time_of_rank, ranked=True))


def _replace(pattern: re.Pattern[str], text: str, name: Any, *, ranked: bool = False) -> str:
    found = dict.fromkeys(match[0] for match in pattern.finditer(text))
    numbers = {old: number for number, old in enumerate(sorted(found) if ranked else found, start=1)}
    return pattern.sub(lambda match: name(match, numbers[match[0]]), text)


def _well_formed_id(match: re.Match[str], number: int) -> str:
    return f"00000000-0000-{match[1]}000-8000-{number:012x}"


def _time_of_rank(_match: re.Match[str], rank: int) -> str:
    moment = _FIRST_TIME + timedelta(minutes=rank)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
