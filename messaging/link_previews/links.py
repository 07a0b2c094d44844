"""Which link of a message gets a card: the first one, as a reader of its markdown would see it."""

from __future__ import annotations

import re

MAX_LENGTH = 2000
_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|``[^\n]*?``|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\bhttps?://[^\s<>\"`\\^{|}\x00-\x20\x7f]+", re.IGNORECASE)
_PAIRS = {")": "(", "]": "["}


def first_link(content: str) -> str | None:
    """The first http(s) address outside of code; None where there is none, or only absurdly long ones."""
    if "://" not in content:
        return None
    for match in _LINK.finditer(_CODE.sub(" ", content)):
        link = _without_tail(match[0])
        if len(link) <= MAX_LENGTH:
            return link
    return None


def _without_tail(link: str) -> str:
    """Without what belongs to the sentence: its full stop, emphasis, and brackets that do not open in the link.

    Markdown's `[text](https://example.org)` ends here, too.
    """
    for closing, opening in _PAIRS.items():
        depth = 0
        for index, character in enumerate(link):
            depth += (character == opening) - (character == closing)
            if depth < 0:
                link = link[:index]
                break
    return link.rstrip(".,;:!?'\"*_~")
