"""The zip file of an export, read in place: nothing of it is ever written to a disk, so no path in it can lead
anywhere. What could harm all the same (bombs, names that pretend) is refused before the first byte is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from messaging.imports.errors import ImportFailed

MOST_ENTRIES = 2_000_000
LARGEST_ENTRY = 256 * 2**20
LARGEST = 32 * 2**30
BOMB = 200
"""So many times smaller than what is in it: JSON gets to about 30."""
SMALL = 2**20
"""Below this nobody minds how well something was packed."""
ENCRYPTED = 0x1
PEOPLE = ("users.json", "org_users.json")


class Archive:
    """An export that is open; raises ImportFailed for a file that is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise ImportFailed(f"{path} is not a zip file ({error}).") from None
        try:
            self._entries = _checked(self._zip.infolist())
            self._root = self._find_root()
        except ImportFailed:
            self.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    def list_in(self, name: str) -> list[dict[str, Any]]:
        """The objects of a file beside users.json; none where it is missing."""
        info = self._entries.get(self._root + name)
        return self._objects(info) if info else []

    def people(self) -> list[dict[str, Any]]:
        return next((found for name in PEOPLE if (found := self.list_in(name))), [])

    def days_of(self, *folders: str) -> list[str]:
        """The names of the days of the first of these folders that is there, oldest first."""
        for folder in folders:
            inside = self._by_folder().get(f"{self._root}{folder}/", ())
            days = sorted(name.removeprefix(self._root) for name in inside if name.endswith(".json"))
            if days:
                return days
        return []

    def folders(self) -> set[str]:
        """The folders beside users.json that hold days."""
        inside = (folder.removeprefix(self._root) for folder in self._by_folder() if folder.startswith(self._root))
        return {folder.split("/")[0] for folder in inside if folder}

    def _by_folder(self) -> dict[str, list[str]]:
        if not hasattr(self, "_folders"):
            self._folders: dict[str, list[str]] = {}
            for name in self._entries:
                folder, slash, _ = name.rpartition("/")
                self._folders.setdefault(folder + slash, []).append(name)
        return self._folders

    def _find_root(self) -> str:
        """Where the export begins: some unpack it and pack the folder again."""
        found = [name for name in self._entries if PurePosixPath(name).name in PEOPLE]
        if not found:
            raise ImportFailed("This zip file holds no users.json, so it is no export of Slack.")
        nearest = min(found, key=len)
        return nearest[: len(nearest) - len(PurePosixPath(nearest).name)]

    def _objects(self, info: zipfile.ZipInfo) -> list[dict[str, Any]]:
        try:
            with self._zip.open(info) as file:
                content = file.read(LARGEST_ENTRY + 1)
            if len(content) > LARGEST_ENTRY:
                raise ImportFailed(f"{info.filename} is larger than it says.")
            found = orjson.loads(content)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise ImportFailed(f"{info.filename} in the zip file is damaged ({error}).") from None
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _checked(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by name; raises ImportFailed for what no export holds."""
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > LARGEST:
        raise ImportFailed("The zip file holds more than an export can. Nothing was read.")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _check(info)
        if not info.is_dir():
            if info.filename in entries:
                raise ImportFailed(f"The zip file holds {info.filename!r} twice. Nothing was read.")
            entries[info.filename] = info
    return entries


def _check(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if name.startswith("/") or "\\" in name or ":" in name.split("/")[0] or ".." in PurePosixPath(name).parts:
        raise ImportFailed(f"The zip file holds a path that leads out of it ({name!r}). Nothing was read.")
    packed_too_well = info.file_size > SMALL and info.file_size > BOMB * max(1, info.compress_size)
    if info.file_size > LARGEST_ENTRY or packed_too_well:
        raise ImportFailed(f"{name!r} in the zip file would be enormous once unpacked. Nothing was read.")
    if info.flag_bits & ENCRYPTED:
        raise ImportFailed("The zip file is encrypted. Unpack it, and pack it again without a password.")
