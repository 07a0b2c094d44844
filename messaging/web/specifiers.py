"""Our modules as browsers get them: each library that they name, by its place.

In pages the import map says where a library is; in workers no import map applies. So a module names where it is itself,
relative to its own place, and is the same module in both.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

_NAMED = re.compile(r"^(import\s+|(?:import|export)\b[^;'\"]*?\bfrom\s+)'([^'./][^']*)'", re.MULTILINE)


def with_places(source: str, path: str, vendor: Mapping[str, str]) -> str:
    """A module with its static imports of libraries by place.

    `path`: of the module, below `static/`; `vendor`: specifier → path below `static/vendor/`.
    """
    home = posixpath.dirname(path)

    def by_place(named: re.Match[str]) -> str:
        begin, name = named.groups()
        if name not in vendor:
            return named[0]
        return f"{begin}'{posixpath.relpath(f'vendor/{vendor[name]}', home)}'"

    return _NAMED.sub(by_place, source)
