"""Amounts of bytes, for people."""

from __future__ import annotations


def in_words(size: float) -> str:
    """`3.4 GB`"""
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            if unit == "bytes" and round(size) == 1:
                return "1 byte"
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError("units end with GB")
