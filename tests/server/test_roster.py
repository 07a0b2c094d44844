"""Many accounts from a list: whatever spreadsheets write is read, every line is judged for itself, nothing is made
before it has been looked at."""

from __future__ import annotations

import pytest

from messaging.core.errors import ValidationFailed
from messaging.operations.administration.roster import decoded, read_roster, username_of
from tests.support.browsers import Browser
from tests.support.people import Person


def _read(text: str, *taken: str) -> list[tuple]:
    """`(username, name, email)` of each line that is fine, the problem of each that is not."""
    return [
        (line.person.username, line.person.display_name, line.person.email) if line.person else line.problem
        for line in read_roster(text, lambda wanted: wanted & set(taken))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "name,username,email\nAda Lovelace,ada,ada@example.org\n",
        "\ufeffVorname;Nachname;E-Mail;Benutzername\r\nAda;Lovelace;ada@example.org;Ada\r\n",
        "Email\tFirst name\tLast name\tUsername\tShoe size\nada@example.org\t Ada \tLovelace\tada\t38\n",
        "\n\nAda Lovelace, ada, ada@example.org\n,,\n",
        'Name,Username,Email\n"Ada  Lovelace",ada,ada@example.org',
    ],
)
def test_what_spreadsheets_write_is_read(text: str):
    assert _read(decoded(text.encode())) == [("ada", "Ada Lovelace", "ada@example.org")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_in_the_encodings_of_spreadsheets(encoding: str):
    assert _read(decoded("name\nZoë Grün\n".encode(encoding))) == [("zoe.grun", "Zoë Grün", None)]


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Zoë van Dam", "zoe.van.dam"),
        ("Łukasz Straße", "lukasz.strasse"),
        ("Al", "person.al"),
        ("张伟", "person"),
        ("x" * 60, "x" * 28),
        ("Ada <script>", "ada.script"),
    ],
)
def test_a_username_is_made_from_the_name(name: str, username: str):
    assert username_of(name) == username
    assert _read(f"name\n{name}\n")[0][0] == username


def test_made_usernames_are_free_and_given_ones_are_not_changed():
    assert [row[0] for row in _read("name\nAda\nAda\nAda\n", "ada", "ada3")] == ["ada2", "ada4", "ada5"]
    given = _read("username\nada\nbob\nBOB\n", "ada")
    assert given[1][0] == "bob"
    assert ("taken" in given[0], "earlier line" in given[2]) == (True, True)


def test_each_line_is_judged_for_itself():
    lines = _read("name,username,email\nDora,dora d!,\nEva,eva,not an address\nFay,fay,\n")
    assert ("username" in lines[0], "email" in lines[1], lines[2][0]) == (True, True, "fay")


def test_what_is_no_list_is_refused():
    for text in ("", "\n , \n", "name,email\n", "x\n" * 1001):
        with pytest.raises(ValidationFailed):
            _read(text)


# On the page


def _names(admin: Person) -> set[str]:
    return {user["username"] for user in admin.get("/users?limit=100")["users"]}


def test_nothing_is_made_before_it_was_looked_at(admin_browser: Browser, admin: Person, ada: Person):
    before = _names(admin)
    page = admin_browser.submit("/admin/people/import", {"list": "Dora Klein\nAda,ada\n<b>Eva</b>\n"})
    assert "2 accounts to make" in page.text
    assert "@dora.klein" in page.text
    assert "@ada is taken already." in page.text
    assert "<b>Eva" not in page.text
    assert _names(admin) == before


def test_a_class_gets_accounts_cards_and_a_group(admin_browser: Browser, admin: Person):
    roster = {"list": "Dora Klein\nEva Groß\n", "group": "Class 7b", "cards": "on"}
    page = admin_browser.submit("/admin/people/import/create", roster, page="/admin/people/import")
    assert page.text.count('class="admin-ticket"') == 2
    assert {"dora.klein", "eva.gross"} <= _names(admin)
    (group,) = [c for c in admin.get("/conversations")["conversations"] if c["title"] == "Class 7b"]
    assert len(group["members"]) == 3
    again = admin_browser.submit("/admin/people/import/create", {"list": "x,dora.klein"}, page="/admin/people/import")
    assert again.status == 303
    assert "Nobody on this list needs a new account." in admin_browser.open("/admin/people/import").text


def test_nobody_is_made_when_one_cannot_be(admin_browser: Browser, admin: Person, monkeypatch: pytest.MonkeyPatch):
    before = _names(admin)
    monkeypatch.setattr("messaging.operations.administration.directory.taken_usernames", lambda wanted: set())
    admin_browser.submit("/admin/people/import/create", {"list": "Dora\nA,admin"}, page="/admin/people/import")
    assert _names(admin) == before
