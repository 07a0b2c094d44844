"""What one of several processes does for all: PostgreSQL decides which, and the next one takes over."""

from __future__ import annotations

import pytest
from flask import Flask

from messaging.core.periodic import Periodic, housekeeping
from messaging.core.turns import Turn, in_turn
from tests.support.engines import POSTGRESQL, SQLITE


@pytest.mark.parametrize("app", [POSTGRESQL], indirect=True)
def test_one_has_the_turn_until_it_ends_and_then_another(app: Flask):
    with app.app_context():
        first, second, other = Turn("test"), Turn("test"), Turn("another test")
        assert first.is_ours()
        assert not second.is_ours()
        assert first.is_ours()
        assert other.is_ours()
        first._let_go()  # as when its process is killed, or its connection breaks
        assert second.is_ours()
        assert not first.is_ours()
        second._let_go()
        other._let_go()


@pytest.mark.parametrize("app", [POSTGRESQL], indirect=True)
def test_a_connection_that_breaks_is_noticed_and_the_turn_taken_again(app: Flask):
    with app.app_context():
        turn = Turn("test")
        assert turn.is_ours()
        assert turn._connection is not None
        turn._connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
        assert not turn.is_ours()
        assert turn.is_ours()
        turn._let_go()


@pytest.mark.parametrize("app", [POSTGRESQL], indirect=True)
def test_what_is_done_in_turn_is_done_by_one_at_a_time(app: Flask):
    with app.app_context():
        other = Turn("test")
        with in_turn("test"):
            assert not other.is_ours()
        assert other.is_ours()
        other._let_go()


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_on_sqlite_the_turn_is_always_ours(app: Flask):
    with app.app_context():
        assert Turn("test").is_ours()
        assert housekeeping.is_ours()
        assert not Periodic(1, lambda: None).in_each_process
