"""What a file is called: shown to others and offered to their disks, so nothing in it may mean anything but text."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 200
MAX_BYTES = 240
"""File systems take 255 bytes; browsers add ` (1)`."""
UNNAMED = "file"
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
"""What Windows refuses in a name."""
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean_name(given: str) -> str:
    """A name without a path, without characters that cannot be seen or turn the rest around, and not too long."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if character.isspace() else character for character in last if _visible(character))
    name = " ".join(seen.translate(_FORBIDDEN).split()).strip(" .") or UNNAMED
    return _shortened(f"_{name}" if _RESERVED.match(name) else name)


def _visible(character: str) -> bool:
    """Not control characters, the marks that reverse text (`gpj.exe` read as `exe.jpg`), halves of pairs. Joiners
    stay: emoji and several scripts need them."""
    if character in "\u200c\u200d" or character in "\t\n\r":
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 16:
        stem, dot, ending = name, "", ""
    while len(stem) > 1 and (len(stem) + len(dot + ending) > MAX_CHARACTERS or _bytes(stem + dot + ending) > MAX_BYTES):
        stem = stem[:-1]
    return stem.rstrip(" .") + dot + ending


def _bytes(text: str) -> int:
    return len(text.encode())
