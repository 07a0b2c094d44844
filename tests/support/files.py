"""Files sent as programs send them: at once in a form, or by tus, which goes on where it was cut."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from tests.support.answers import Answer
from tests.support.http import send_bytes
from tests.support.people import API, Visitor, new_id

BOUNDARY = "the-end-of-a-part"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
OFFSET = "application/offset+octet-stream"


def form_of(data: bytes, name: str, **fields: Any) -> bytes:
    """A form with these fields and a file."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{fields[key]}' for key in fields]
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return "\r\n".join([*parts, start]).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(person: Visitor, data: bytes, name: str = "notes.txt", **fields: Any) -> Answer:
    """The answer to a file that is sent at once."""
    fields.setdefault("id", new_id())
    return person.upload("POST", "/files", form_of(data, name, **fields), FORM)


def sent(person: Visitor, data: bytes = b"Water the roses", name: str = "notes.txt", **fields: Any) -> dict[str, Any]:
    """A file that has been sent."""
    return upload(person, data, name, **fields)["file"]  # type: ignore[no-any-return]


def picture(width: int = 640, height: int = 480, kind: str = "PNG", colour: str = "green", **more: Any) -> bytes:
    """An encoded picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **more)
    return out.getvalue()


def metadata(**told: str) -> str:
    """`Upload-Metadata`."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


class Tus:
    """One upload of somebody's, step by step."""

    def __init__(self, person: Visitor, data: bytes, name: str = "notes.txt", **told: str) -> None:
        self.person, self.data = person, data
        self.id = told.pop("id", None) or new_id()
        self.told = {"id": self.id, "filename": name, **told}
        self.address = f"{API}/uploads/{self.id}"

    def request(self, method: str, address: str, body: bytes = b"", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return send_bytes(
            self.person.http, method, address, body, {**self.person.headers(), "Tus-Resumable": "1.0.0", **given}
        )

    def create(self, body: bytes | None = None, **headers: str) -> Answer:
        """Announce it; with a `body` send its beginning, too."""
        announced = {"Upload_Length": str(len(self.data)), "Upload_Metadata": metadata(**self.told)}
        kind = {} if body is None else {"Content_Type": OFFSET}
        return self.request("POST", f"{API}/uploads", body or b"", **{**announced, **kind, **headers})

    def send(self, start: int, stop: int | None = None, **headers: str) -> Answer:
        """A part of its bytes."""
        given = {"Upload_Offset": str(start), "Content_Type": OFFSET, **headers}
        return self.request("PATCH", self.address, self.data[start:stop], **given)

    def ask(self) -> Answer:
        return self.request("HEAD", self.address)

    def offset(self) -> int:
        """How far it has come, as the server says."""
        return int(self.ask().headers["Upload-Offset"])

    def cancel(self) -> Answer:
        return self.request("DELETE", self.address)

    def file(self) -> dict[str, Any]:
        """The file, once it is there."""
        return self.person.get(f"/files/{self.id}/info")["file"]  # type: ignore[no-any-return]
