"""What may be asked of an export."""

from __future__ import annotations

from messaging.core.shapes import Shape


class ExportQuery(Shape):
    """With `files`, the bytes of all files, too."""

    files: bool = True
