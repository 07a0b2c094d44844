"""What an import did, and above all what it could not take: nothing is left behind silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

SHOWN = 20
"""Cases of one reason that are listed; the rest are counted."""


_ONE = {"people": "person", "messages": "message", "conversations": "conversation", "reactions": "reaction"}


class Report:
    """Counts what was taken, and gathers what was not, by reason."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.left: dict[str, list[str]] = {}

    def took(self, what: str, count: int = 1) -> None:
        self.taken[what] += count

    def leave(self, reason: str, what: str) -> None:
        """Something could not be taken, or not as it was. `what` says where it stands, never what it says."""
        self.left.setdefault(reason, []).append(what)

    def lines(self, shown: int | None = SHOWN) -> Iterator[str]:
        """The report, for people; `shown` cases a reason, None: all."""
        taken = [f"{count:,} {_ONE[what] if count == 1 else what}" for what, count in self.taken.items() if count]
        yield f"Taken over: {', '.join(taken)}." if taken else "Nothing new was taken over."
        for reason, cases in self.left.items():
            yield f"{reason} ({len(cases):,}):"
            yield from (f"  {case}" for case in cases[:shown])
            if shown is not None and len(cases) > shown:
                yield f"  … and {len(cases) - shown:,} more"
