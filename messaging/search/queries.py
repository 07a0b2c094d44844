"""The one query: what somebody may see that fits a question, the best of it first.

The index names candidates, newest first. Each is then looked at as its row is now, so that nothing is found that was
deleted, edited away, or left; and what the index has not read yet is looked at, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.orm import Session

from messaging.contexts.models import Context
from messaging.conversations.models import Conversation, Membership
from messaging.core.actor import Actor
from messaging.core.clock import iso, now, parse
from messaging.core.errors import NotFound
from messaging.core.logs import SyncEvent
from messaging.search.days import covering
from messaging.search.documents import (
    Document,
    file_names,
    in_conversation,
    kept_by,
    load_contexts,
    load_messages,
    on_day,
    sent_by,
    that_has,
)
from messaging.search.feeding import feeder, followed, log_name
from messaging.search.index import Index, IndexDamaged, Wanted
from messaging.search.ranking import score_of
from messaging.search.schemas import SearchQuery
from messaging.search.snippets import snippet_of
from messaging.search.words import Needle, needles_of, searchable

RANKED = 60
"""So many candidates are looked at in one go, or twice as many as are wanted."""
ROUNDS = 4
"""So often the index is asked for more candidates when many of them do not fit."""
MUCH = 0.25
"""Who may see so much of all messages sees much."""
UNREAD = 2_000
"""So many entries that the index has not read are looked at."""


class ContextHit(NamedTuple):
    score: float
    document: Document


@dataclass(slots=True)
class Search:
    """One question, and what was found so far."""

    user_id: str
    query: SearchQuery
    needles: list[Needle]
    at: datetime = field(default_factory=now)
    conversations: frozenset[str] = frozenset()
    found: dict[str, tuple[float, Document]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    complete: bool = True
    sees_much: bool = False
    elsewhere: int = 0

    @property
    def enough(self) -> bool:
        return len(self.found) >= 2 * self.query.limit

    @property
    def is_mostly_elsewhere(self) -> bool:
        """Whether most of what was looked at is in conversations of others."""
        return self.elsewhere > len(self.seen) / 2

    def take(self, documents: Iterable[Document]) -> None:
        """Keep those that fit."""
        for document in documents:
            if document.row["conversation_id"] not in self.conversations:
                self.elsewhere += 1
            elif self._fits(document):
                self.found[document.row["id"]] = (self.score(document, document.row["created_at"]), document)

    def score(self, document: Document, said_at: str) -> float:
        age = (self.at - parse(said_at)).total_seconds() / 86_400
        return score_of(document.line, self.needles, age)

    def _fits(self, document: Document) -> bool:
        row, query = document.row, self.query
        return (
            (query.sender_id is None or row["sender_id"] == query.sender_id)
            and (query.after is None or row["created_at"] >= iso(query.after))
            and (query.before is None or row["created_at"] < iso(query.before))
            and all(that_has(kind) in document.facets for kind in _kinds(query))
            and _holds(document.line, self.needles)
        )


def search(actor: Actor, query: SearchQuery, *, again: bool = True) -> dict[str, Any]:
    """The messages that the actor may see and the contexts they keep, that hold every word and pass every filter.

    Without a word or a filter nothing is asked for. A conversation that the actor is not in is NotFound.
    """
    needles = needles_of(query.q)
    index = feeder.prepare()
    question = Search(actor.user_id, query, needles)
    asks = bool(needles) or (not query.q.strip() and _narrows(query))
    try:
        contexts = index.read(lambda connection: _look(question, index, connection, asks=asks))
    except IndexDamaged:
        if not again:
            raise
        feeder.note_damage()
        return search(actor, query, again=False)
    best = sorted(question.found.values(), key=lambda each: (each[0], each[1].row["created_at"]), reverse=True)
    return {
        "hits": [_hit(score, document, needles) for score, document in best[: query.limit]],
        "contexts": [_context_hit(hit, needles) for hit in contexts[: query.limit]],
        "more": len(best) > query.limit,
        "complete": question.complete,
    }


def _look(question: Search, index: Index, connection: Connection, *, asks: bool) -> list[ContextHit]:
    """Fill the question with the messages found; returns the contexts."""
    unread = _find_conversations(question, index, connection)
    if not asks:
        return []
    if question.conversations:
        _find_messages(question, index, connection, unread)
    return _find_contexts(question, index, connection)


def _find_messages(question: Search, index: Index, connection: Connection, unread: Sequence[tuple[str, int]]) -> None:
    with Session(connection) as session:
        _take_unread(question, session, unread)
        question.complete &= not index.unfilled(connection, 1)
        _take_candidates(question, index, session, beginnings=True)
        if question.needles and len(question.found) < question.query.limit:
            _take_candidates(question, index, session, beginnings=False)


def _find_conversations(question: Search, index: Index, connection: Connection) -> list[tuple[str, int]]:
    """Where the person may look; and the logs that hold more than the index has read of them, from where."""
    statement = (
        select(
            Conversation.id,
            log_name,
            Conversation.last_seq,
            func.coalesce(followed.c.seq, 0),
            Conversation.message_count,
        )
        .join(Membership, Membership.conversation_id == Conversation.id)
        .outerjoin(followed, followed.c.log == log_name)
        .where(
            Membership.user_id == question.user_id,
            Membership.left_at.is_(None),
            Conversation.encrypted.is_(False),
            or_(Membership.hidden_ordinal.is_(None), Conversation.last_ordinal > Membership.hidden_ordinal),
        )
    )
    wanted = question.query.conversation_id
    if wanted is not None:
        _demand_membership(connection, question.user_id, wanted)
        statement = statement.where(Conversation.id == wanted)
    rows = connection.execute(statement).all()
    question.conversations = frozenset(row[0] for row in rows)
    mine = sum(row.message_count for row in rows)
    question.sees_much = wanted is None and mine > MUCH * index.size(connection)
    return [(name, seq) for _, name, last, seq, _ in rows if last > seq]


def _find_contexts(question: Search, index: Index, connection: Connection) -> list[ContextHit]:
    """The person's own contexts that hold every word. Filters are about messages: with one, no context is asked for."""
    if not question.needles or question.query.conversation_id is not None or _narrows(question.query):
        return []
    own, found = kept_by(question.user_id), dict[str, Document]()
    with Session(connection) as session:
        if session.scalar(select(Context.id).where(Context.owner_id == question.user_id).limit(1)) is None:
            return []
        _take_contexts(question, found, session, _unread_contexts(session, question.user_id))
        for beginnings in (True, False):
            if len(found) < question.query.limit:
                wanted = Wanted(question.needles, [[own]], beginnings)
                entries = index.candidates(connection, wanted, None, RANKED)
                _take_contexts(question, found, session, [entry.message_id for entry in entries])
    hits = [ContextHit(question.score(document, document.row["updated_at"]), document) for document in found.values()]
    return sorted(hits, key=lambda hit: (hit.score, hit.document.row["updated_at"]), reverse=True)


def _unread_contexts(session: Session, user_id: str) -> Sequence[str]:
    """Those that changed since the index read the person's log."""
    log = f"u:{user_id}"
    seq = session.scalar(select(followed.c.seq).where(followed.c.log == log)) or 0
    return session.scalars(
        select(SyncEvent.entity_id)
        .where(SyncEvent.log == log, SyncEvent.seq > seq, SyncEvent.entity == "context")
        .limit(UNREAD)
    ).all()


def _take_contexts(question: Search, found: dict[str, Document], session: Session, ids: Sequence[str]) -> None:
    fresh = [each for each in dict.fromkeys(ids) if each not in found]
    for document in load_contexts(session, fresh):
        if document.row["owner_id"] == question.user_id and _holds(document.line, question.needles):
            found[document.row["id"]] = document


def _demand_membership(connection: Connection, user_id: str, conversation_id: str) -> None:
    own = select(Membership.user_id).where(
        Membership.conversation_id == conversation_id, Membership.user_id == user_id, Membership.left_at.is_(None)
    )
    if connection.execute(own).first() is None:
        raise NotFound()


def _take_unread(question: Search, session: Session, unread: Sequence[tuple[str, int]]) -> None:
    """Look at the messages that changed since the index read their logs."""
    room, ids = UNREAD, dict[str, None]()
    for name, seq in unread:
        entries = session.scalars(
            select(SyncEvent.entity_id)
            .where(SyncEvent.log == name, SyncEvent.seq > seq, SyncEvent.entity == "message")
            .order_by(SyncEvent.seq.desc())
            .limit(room)
        ).all()
        ids |= dict.fromkeys(entries)
        room -= len(entries)
        if room <= 0:
            question.complete = False
            break
    _take(question, session, list(ids))


def _take_candidates(question: Search, index: Index, session: Session, *, beginnings: bool) -> None:
    """Ask the index until there is enough.

    Where somebody who sees much of what there is may look is not part of the question, since passing over the rest is
    quicker than a list of all their conversations; unless what fits is mostly said elsewhere.
    """
    wanted = Wanted(question.needles, _facets(question), beginnings)
    anywhere = wanted._replace(facets=wanted.facets[1:])
    size, below = max(RANKED, 2 * question.query.limit), None
    for turn in range(ROUNDS):
        plan = wanted if (turn and question.is_mostly_elsewhere) or not question.sees_much else anywhere
        entries = index.candidates(session.connection(), plan, below, size)
        _take(question, session, [entry.message_id for entry in entries])
        if len(entries) < size or question.enough:
            return
        below = entries[-1].place


def _take(question: Search, session: Session, ids: Sequence[str]) -> None:
    fresh = [each for each in dict.fromkeys(ids) if each not in question.seen]
    question.seen.update(fresh)
    question.take(load_messages(session, fresh))


def _facets(question: Search) -> list[list[str]]:
    query = question.query
    facets = [[in_conversation(each) for each in sorted(question.conversations)]]
    if query.sender_id is not None:
        facets.append([sent_by(query.sender_id)])
    if query.after is not None or query.before is not None:
        days = covering(query.after, query.before, question.at.date())
        facets.append([on_day(day) for day in days] or [on_day("never")])
    return facets + [[that_has(kind)] for kind in _kinds(query)]


def _kinds(query: SearchQuery) -> list[str]:
    return query.has.split(",") if query.has else []


def _narrows(query: SearchQuery) -> bool:
    return any(each is not None for each in (query.sender_id, query.has, query.before, query.after))


def _holds(line: str, needles: Sequence[Needle]) -> bool:
    return all(needle.sought in line for needle in needles)


def _hit(score: float, document: Document, needles: Sequence[Needle]) -> dict[str, Any]:
    row = document.row
    text, place = row["content"], "content"
    if needles and not any(needle.sought in searchable(text) for needle in needles):
        names = [name for name in file_names(row) if any(needle.sought in searchable(name) for needle in needles)]
        text, place = ", ".join(names) or text, "file_name" if names else place
    elif not text.strip():
        text, place = ", ".join(file_names(row)), "file_name"
    return {
        "message": row,
        "ordinal": row["ordinal"],
        "score": round(score, 4),
        "place": place,
        "snippet": snippet_of(text, needles),
    }


def _context_hit(hit: ContextHit, needles: Sequence[Needle]) -> dict[str, Any]:
    row = hit.document.row
    in_content = any(needle.sought in searchable(row["content"]) for needle in needles)
    return {
        "context": row,
        "score": round(hit.score, 4),
        "snippet": snippet_of(row["content"] if in_content else row["title"], needles),
    }
