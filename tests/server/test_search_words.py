"""What the server and the devices must agree about, and the server's own pieces: words, days, snippets."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.search.days import covering
from messaging.search.grams import grams_of, text_of
from messaging.search.ranking import score_of
from messaging.search.snippets import snippet_of
from messaging.search.words import holds_all, needles_of, searchable, words_of

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "search" / "cases.json").read_text())
A_CENTURY = 36_500.0
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']} in {case['text']}")
def test_device_and_server_agree(case: dict[str, Any]) -> None:
    """The client's tests read the same (tests/js/search/rank.test.js)."""
    line, needles = searchable(case["text"]), needles_of(case["question"])
    found = bool(needles) and holds_all(line, needles)
    assert (round(score_of(line, needles, A_CENTURY), 3) if found else None) == case["score"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXTS, st.data())
def test_the_index_has_every_piece_of_whatever_is_found(text: str, data: st.DataObject) -> None:
    """Else something that fits could not become a candidate."""
    start = data.draw(st.integers(0, len(text)))
    needles = needles_of(text[start : data.draw(st.integers(start, len(text)))])
    line = searchable(text)
    indexed = text_of(words_of(line))
    for needle in needles:
        if needle.sought in line:
            assert all(gram in indexed for gram in grams_of(needle, beginning=False))
        if f" {needle.text}" in line:
            assert all(gram in indexed for gram in grams_of(needle, beginning=True))


@given(TEXTS, TEXTS)
def test_a_snippet_is_the_text_in_parts(text: str, question: str) -> None:
    parts = snippet_of(text, needles_of(question))
    whole = "".join(part["text"] for part in parts)
    assert whole.removesuffix("…").removeprefix("…") in text or whole == text
    assert all(part["text"] for part in parts)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 21), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, moments, moments)
def test_days_cover_exactly_a_span(after: datetime, before: datetime, moment: datetime) -> None:
    covered = covering(after, before, TODAY)
    holds = any(moment.date().isoformat().startswith(day) for day in covered)
    assert holds == (after.date() <= moment.date() <= before.date())
    assert len(covered) <= 2 * 30 + 2 * 11 + 26


def test_the_latest_day_is_today() -> None:
    assert covering(datetime(2026, 11, 20, tzinfo=UTC), None, TODAY) == ["2026-11-20", "2026-11-21"]
    assert covering(None, None, TODAY)[0] == "2000"
    assert covering(datetime(2027, 1, 1, tzinfo=UTC), None, TODAY) == []
    assert covering(None, datetime(1999, 1, 1, tzinfo=UTC) + timedelta(days=1), TODAY) == []
