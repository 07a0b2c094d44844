"""What comes back from the server, over HTTP or as an acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class Answer:
    """An HTTP response. `answer["message"]` is that part of a successful body; `answer.refusal` says why not."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.data)

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def ok(self) -> bool:
        return self.status < 300

    def __getitem__(self, name: str) -> Any:
        assert self.ok, f"{self.status}: {self.text[:500]}"
        return self.json[name]

    @property
    def error(self) -> dict[str, Any]:
        """The error object of a refusal."""
        assert self.status >= 400, f"was accepted: {self.status} {self.text[:500]}"
        error: dict[str, Any] = self.json["error"]
        return error

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal."""
        return self.status, self.error["code"]

    @property
    def wrong_fields(self) -> set[str]:
        """The fields that a `validation_failed` names."""
        assert self.refusal == (422, "validation_failed"), self.text[:500]
        return set(self.error["details"]["fields"])


class Acknowledgement(dict[str, Any]):
    """A socket acknowledgement; `refusal` is the code of one that says no."""

    @property
    def refusal(self) -> str:
        assert not self["ok"], f"was accepted: {self}"
        code: str = self["error"]["code"]
        return code
