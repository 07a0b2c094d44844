"""Slack's names of emoji (`:wave::skin-tone-3:`) as characters; the names are those of iamcal's emoji-data, which Slack
uses, from the package that the client's emoji picker takes its data from."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import orjson

from config import ROOT

TABLE = ROOT / "static" / "vendor" / "emoji-picker-element-data" / "en" / "iamcal" / "data.json"
ALSO = {"simple_smile": "slightly_smiling_face"}
_NAMED = re.compile(r"(?<![A-Za-z0-9]):([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?")


def emoji_of(name: str) -> str:
    """The character of `wave` or `wave::skin-tone-3`; `:name:` for one of a workspace's own."""
    plain, _, tone = name.partition("::skin-tone-")
    return _find(plain, tone) or f":{name}:"


def with_emoji(text: str) -> str:
    """The text with every known name as its character."""
    return _NAMED.sub(lambda found: _find(found[1], found[2] or "") or found[0], text)


def _find(name: str, tone: str) -> str | None:
    entry = _table().get(ALSO.get(name, name))
    if entry is None:
        return None
    # Slack counts the skin tones from 2 on, as Unicode's scale of Fitzpatrick does, the table from 1 on.
    skins = {str(skin.get("tone")): str(skin["emoji"]) for skin in entry.get("skins", ())}
    return skins.get(str(int(tone) - 1) if tone else "", str(entry["emoji"]))


@cache
def _table() -> dict[str, dict[str, Any]]:
    """By name. Empty where set-up did not copy it: names then stay names, and nothing is lost."""
    if not TABLE.exists():
        return {}
    return {code: entry for entry in orjson.loads(TABLE.read_bytes()) for code in entry.get("shortcodes", ())}
