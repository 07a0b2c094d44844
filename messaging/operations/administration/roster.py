"""Reading a list of people from a table: CSV as spreadsheets write it, with a heading or without.

Nothing is created here: `read_roster` says, line by line, who would be, and what is wrong.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from messaging.core.errors import ValidationFailed
from messaging.core.shapes import problems
from messaging.operations.administration.schemas import NewPerson

MOST_LINES = 1000
HEADINGS = {
    "username": ("username", "user name", "user", "login", "account", "benutzername", "identifiant", "usuario"),
    "display_name": ("name", "display name", "full name", "student", "pupil", "nom complet", "nombre"),
    "first_name": ("first name", "given name", "firstname", "vorname", "prénom", "prenom"),
    "last_name": ("last name", "surname", "family name", "lastname", "nachname", "nom", "apellido", "apellidos"),
    "email": ("email", "e-mail", "mail", "email address", "e-mail address"),
}
_FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
_UNDECOMPOSED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart."""
Taken = Callable[[set[str]], set[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as it stood at `number`; with what is wrong with it, or the person it means."""

    number: int
    shown: str
    person: NewPerson | None
    problem: str | None = None


def read_roster(text: str, taken: Taken) -> list[Line]:
    """Every line with somebody in it. `taken` says which of some usernames somebody has. Raises ValidationFailed for
    what is no list at all."""
    rows = list(_rows(text))
    if not rows:
        raise ValidationFailed.of("list", "has nobody in it")
    if len(rows) > MOST_LINES:
        raise ValidationFailed.of("list", f"has more than {MOST_LINES} lines: send it in several parts")
    named = [(number, cells, _full_name(cells)) for number, cells in rows]
    wanted = {cells.get("username", "").lower() or username_of(name) for _, cells, name in named}
    used = set(taken(wanted | {f"{name}{count}" for name in wanted for count in range(2, 10)}))
    seen: set[str] = set()
    return [_line(number, cells, name, used, seen) for number, cells, name in named]


def username_of(name: str) -> str:
    """A username from a name: `Zoë van Dam` → `zoe.van.dam`. From a name without Latin letters, `person`."""
    latin = unicodedata.normalize("NFKD", name.lower().translate(_UNDECOMPOSED))
    plain = re.sub(r"[^a-z0-9]+", ".", latin.encode("ascii", "ignore").decode()).strip(".")[:28].strip(".")
    return plain if len(plain) >= 3 else f"person.{plain}".rstrip(".")


def _line(number: int, cells: Mapping[str, str], name: str, used: set[str], seen: set[str]) -> Line:
    shown = ", ".join(cell for cell in cells.values() if cell)
    given = cells.get("username", "").lower()
    if given in seen:
        return Line(number, shown, None, f"@{given} stands in an earlier line, too.")
    if given in used:
        return Line(number, shown, None, f"@{given} is taken already.")
    username = given or _free(username_of(name), used | seen)
    try:
        person = NewPerson(username=username, display_name=name or None, email=cells.get("email") or None)
    except ValidationError as error:
        return Line(number, shown, None, " ".join(f"{field}: {what}." for field, what in problems(error).items()))
    seen.add(person.username)
    return Line(number, shown, person)


def _free(username: str, used: set[str]) -> str:
    """The name, or the first of name2, name3 … that nobody has."""
    count = 2
    free = username
    while free in used:
        free, count = f"{username}{count}", count + 1
    return free


def _full_name(cells: Mapping[str, str]) -> str:
    parts = (cells.get("first_name", ""), cells.get("last_name", ""))
    return " ".join((cells.get("display_name") or " ".join(parts)).split())


def decoded(data: bytes) -> str:
    """A file as spreadsheets write it: UTF-8, UTF-16 with its mark, or what Windows calls ANSI."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """`(line number, {field: cell})`. The first line is a heading when it names a column that we know."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    fields: list[str | None] | None = None
    try:
        for cells in reader:
            stripped = [" ".join(cell.replace("\x00", "").split()) for cell in cells]
            if not any(stripped):
                continue
            if fields is None:
                fields = [_FIELD_OF.get(cell.lower().replace("_", " ")) for cell in stripped]
                if any(fields):
                    continue
                fields = ["display_name", "username", "email"]
            yield reader.line_num, {f: cell for f, cell in zip(fields, stripped, strict=False) if f}
    except csv.Error as error:
        raise ValidationFailed.of("list", f"cannot be read at line {reader.line_num}: {error}") from None
