"""An export of Slack becomes people, conversations, messages and reactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select

from messaging.conversations.queries import present_member_ids
from messaging.conversations.schemas import NewConversation
from messaging.conversations.settings import set_settings
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import QuChatError
from messaging.core.extensions import db
from messaging.core.ids import id_from
from messaging.core.operations import parse
from messaging.core.threads import in_thread
from messaging.imports.conversations import Home, admit, find_home, settle
from messaging.imports.errors import ImportFailed
from messaging.imports.letters import BATCH, IN_A_QUERY, not_stored, take_letters
from messaging.imports.memory import Memory
from messaging.imports.people import People
from messaging.imports.report import Report
from messaging.imports.slack.archive import Archive
from messaging.imports.slack.channels import Channel, channels_in
from messaging.imports.slack.emoji import emoji_of
from messaging.imports.slack.messages import Conversion, Found, in_order, moment_of
from messaging.imports.slack.people import newcomer_in, newcomer_of, sender_in, workspace_of
from messaging.imports.slack.text import Markup
from messaging.imports.slack.values import word
from messaging.messages.actions import delete_message
from messaging.messages.models import Reaction
from messaging.messages.reactions import add_reaction
from messaging.messages.schemas import NewReaction

NO_MESSAGES = "Were left out: nobody is, or was, in them"
DELETED_HERE = "Were deleted here after an earlier import, and stay so"
NO_SUCH_REACTION = "Reactions that could not be taken"
NAMELESS = "Reactions of which the export does not tell whose they are"
UNLISTED = "Folders that belong to none of the channels that the export lists"
NO_PLACE = "Have no place here"
NOT_TAKEN = ("canvases", "lists")
UNREADABLE = "Could not be read"
UNLINKED = "Are nobody in this export, or nobody here"


class Reacted(NamedTuple):
    """A reaction, as it would be here."""

    message_id: str
    user_id: str
    emoji: str
    where: str


class Watcher(Protocol):
    def begin(self, what: str, length: int) -> None: ...

    def advance(self, count: int) -> None: ...


def import_slack(path: Path, linked: dict[str, str], report: Report, watcher: Watcher) -> People:
    """Take an export over, or what is new in it. `linked`: Slack's username → the account here that is the same person.

    Raises ImportFailed for a file that is no export; whatever else goes wrong is in the report.
    """
    with in_thread(Archive, path) as archive:
        users = archive.people()
        memory = Memory(f"slack:{workspace_of(users)}")
        people = People(memory, _linked_ids(users, linked, report))
        watcher.begin("People", len(users))
        for user in users:
            newcomer = newcomer_of(user)
            if newcomer:
                people.take(newcomer)
            watcher.advance(1)
        report.took("people", people.made)
        taking = SlackImport(archive, memory, people, report)
        for channel in taking.channels:
            taking.take(channel, watcher)
        taking.tell_what_is_left()
        return people


def _linked_ids(users: list[dict[str, Any]], linked: dict[str, str], report: Report) -> dict[str, str]:
    by_name = {word(user.get("name")): word(user.get("id")) for user in users}
    for name in linked.keys() - by_name.keys():
        report.leave(UNLINKED, name)
    return {by_name[name]: username for name, username in linked.items() if name in by_name}


class SlackImport:
    """Takes the channels of an export, one after the other."""

    def __init__(self, archive: Archive, memory: Memory, people: People, report: Report) -> None:
        self._archive, self._memory, self._people, self._report = archive, memory, people, report
        self.channels = list(channels_in(archive))
        titles = {channel.id: channel.name for channel in self.channels if channel.kind == "channel"}
        self._markup = Markup(people.username_of, titles)

    def take(self, channel: Channel, watcher: Watcher) -> None:
        """Take a channel with all its messages, or those of them that are not here yet."""
        messages = in_order(self._days(channel), self._report)
        watcher.begin(channel.shown[:36], len(messages))
        self._meet(messages)
        home = self._home(channel, messages)
        if home is None:
            return
        place = (self._memory.source, channel.id)
        conversion = Conversion(place, channel.shown, self._markup, self._people.id_of, self._report)
        found = list(conversion.all(messages))
        letters = [letter for each in found for letter in each.letters]
        reactions = self._new_reactions(found)
        wrote = [letter.sender_id for letter in not_stored(letters)] + [each.user_id for each in reactions]
        members = self._ids(channel.members)
        admit(home, members + wrote if home.new else wrote)
        fresh = set(take_letters(home.id, letters, self._report, watcher.advance))
        self._finish(found, fresh, reactions)
        # Of an archived channel Slack forgets who was in it: then it is whoever took part.
        settle(self._memory, home, members or wrote)
        self._report.took("conversations", int(home.new))
        if home.new and channel.archived:
            self._put_aside(home)

    def tell_what_is_left(self) -> None:
        """What the export holds beyond all that."""
        listed = {folder for channel in self.channels for folder in channel.folders}
        for folder in sorted(self._archive.folders() - listed):
            self._report.leave(UNLISTED, folder)
        for name in NOT_TAKEN:
            if count := len(self._archive.list_in(f"{name}.json")):
                self._report.leave(NO_PLACE, f"{count:,} {name}")

    def _days(self, channel: Channel) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for name in self._archive.days_of(*channel.folders):
            try:
                yield name, in_thread(self._archive.list_in, name)
            except ImportFailed as error:
                self._report.leave(UNREADABLE, error.message)

    def _meet(self, messages: list[dict[str, Any]]) -> None:
        """Accounts for those who wrote here and stand in no list."""
        before = self._people.made
        for message in messages:
            if self._people.id_of(sender_in(message)) is None and (newcomer := newcomer_in(message)):
                self._people.take(newcomer)
        self._report.took("people", self._people.made - before)

    def _ids(self, foreign: Iterable[str]) -> list[str]:
        found = (self._people.id_of(each) for each in foreign)
        return list(dict.fromkeys(each for each in found if each))

    def _home(self, channel: Channel, messages: list[dict[str, Any]]) -> Home | None:
        members = self._ids(channel.members)
        direct = channel.kind == "direct message"
        creator = self._people.id_of(channel.creator)
        owner = members[0] if direct and members else creator or next(iter(members + self._senders(messages)), None)
        if owner is None:
            self._report.leave(NO_MESSAGES, channel.shown)
            return None
        times = [channel.created, moment_of(messages[0]["ts"]) if messages else None]
        began = min(filter(None, times), default=datetime.now(UTC))
        home = find_home(self._memory, channel.id, Actor(owner), self._form(channel, members), began)
        if home is None:
            self._report.leave(DELETED_HERE, channel.shown)
        return home

    def _senders(self, messages: list[dict[str, Any]]) -> list[str]:
        return self._ids(map(sender_in, messages))

    def _form(self, channel: Channel, members: list[str]) -> NewConversation:
        if channel.kind == "direct message":
            return NewConversation(kind="direct", member_ids=members[1:2])
        title = channel.name if channel.kind == "channel" else self._names(channel)
        return NewConversation(
            kind="group",
            id=id_from(channel.created or datetime(2010, 1, 1, tzinfo=UTC), self._memory.source, channel.id),
            title=title[:100],
            description=self._markup.markdown(channel.description)[:1000],
        )

    def _names(self, channel: Channel) -> str:
        """What a group message is called by those in it."""
        return ", ".join(filter(None, map(self._people.display_name_of, channel.members))) or channel.name

    def _finish(self, found: list[Found], fresh: set[str], reactions: list[Reacted]) -> None:
        """What is done about messages once they are here: those that were deleted there go, reactions come."""
        for each in found:
            first = each.letters[0]
            if each.deleted and first.id in fresh:
                delete_message(Actor(first.sender_id), first.id)
            if each.unnamed_reactions > 0:
                self._report.leave(NAMELESS, f"{first.where}: {each.unnamed_reactions}")
        for start in range(0, len(reactions), BATCH):
            with unit_of_work():
                for each_reaction in reactions[start : start + BATCH]:
                    self._react(each_reaction)

    def _new_reactions(self, found: list[Found]) -> list[Reacted]:
        """Those that were never set here: one that was taken back here since stays so."""
        held = _reacted([each.letters[0].id for each in found])
        given = [
            Reacted(each.letters[0].id, user_id, emoji_of(name), each.letters[0].where)
            for each in found
            for name, user in each.reactions
            if (user_id := self._people.id_of(user))
        ]
        return [each for each in given if (each.message_id, each.user_id, each.emoji) not in held]

    def _react(self, reacted: Reacted) -> None:
        try:
            form = parse(NewReaction, {"message_id": reacted.message_id, "emoji": reacted.emoji})
            self._report.took("reactions", int(add_reaction(Actor(reacted.user_id), form)[1]))
        except QuChatError as refusal:
            self._report.leave(NO_SUCH_REACTION, f"{reacted.where}: {refusal.message}")

    def _put_aside(self, home: Home) -> None:
        """An archived channel is out of everybody's list; who wants to reads it among the archived ones."""
        with unit_of_work():
            for member in present_member_ids(db.session(), home.id):
                set_settings(Actor(member), home.id, {"archived": True})


def _reacted(ids: list[str]) -> set[tuple[str, str, str]]:
    """Every reaction on these messages that was ever set here."""
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(ids), IN_A_QUERY):
        held = select(Reaction.message_id, Reaction.user_id, Reaction.emoji)
        rows = db.session.execute(held.where(Reaction.message_id.in_(ids[start : start + IN_A_QUERY])))
        found |= {(row.message_id, row.user_id, row.emoji) for row in rows}
    return found
