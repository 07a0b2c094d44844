"""The parts of the administration, as its navigation lists them. Whoever has something to administer adds a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Group = Literal["", "People", "Content", "Server"]
GROUPS: tuple[Group, ...] = ("", "People", "Content", "Server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`path` below `/admin`; `icon` of static/icons/ui.svg; `badge`: how many things wait there for somebody."""

    name: str
    label: str
    path: str
    icon: str
    group: Group
    badge: Callable[[], int] | None = None

    @property
    def address(self) -> str:
        return f"/admin{self.path}"


_sections: dict[str, Section] = {}


def add(section: Section) -> Section:
    """List `section`, in its group after those that are there already."""
    _sections[section.name] = section
    return section


def in_groups() -> list[tuple[Group, list[Section]]]:
    """What the navigation shows, in its order: where one arrives stands first, whichever part was added first."""
    added = sorted(_sections.values(), key=lambda section: section.path != "")
    by_group = [(group, [s for s in added if s.group == group]) for group in GROUPS]
    return [(group, sections) for group, sections in by_group if sections]
