"""Guessing passwords: slower with every guess, by name and by address; and no weapon to lock others out with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from messaging.accounts import guessing
from messaging.accounts.guessing import ADDRESS, NAME, PAIR
from messaging.accounts.models import GuessBucket
from messaging.core import clock
from messaging.core.extensions import db
from tests.support.answers import Answer
from tests.support.at_once import at_once
from tests.support.browsers import Browser
from tests.support.engines import on_both_engines
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor

pytestmark = [pytest.mark.usefixtures("limits"), on_both_engines]


class Time:
    """Passes when a test says so."""

    def __init__(self) -> None:
        self._now = clock.now()

    def now(self):
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr(guessing, "now", passing.now)
    return passing


class Elsewhere(InProcess):
    """Requests from another address."""

    def __init__(self, app: Flask, address: str) -> None:
        super().__init__(app)
        self.client.environ_base["REMOTE_ADDR"] = address


Guess = Callable[..., Answer]


@pytest.fixture
def guess(app: Flask) -> Guess:
    """`guess("ada", "password", "10.0.0.2")`: one attempt by a program that nobody has seen before."""

    def guess_one(name: str, password: str = "wrong password", address: str = "10.0.0.1") -> Answer:
        return Visitor(Elsewhere(app, address)).post("/auth/login", {"username": name, "password": password})

    return guess_one


def _wait(answer: Answer) -> int:
    """Seconds after which a refusal says to come back."""
    assert answer.refusal == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) == answer.error["details"]["retry_after"]
    return int(answer.headers["Retry-After"])


def _guess_wrong(guess: Guess, time: Time, times: int, name: str = "ada") -> list[int]:
    """Guess so often, as soon as it may be; how long each had to wait for."""
    waits = []
    for _ in range(times):
        answer = guess(name)
        waits.append(0 if answer.status == 401 else _wait(answer))
        if waits[-1]:
            time.advance(waits[-1])
            assert guess(name).status == 401
    return waits


def test_each_wrong_password_doubles_the_wait_until_a_quarter_of_an_hour(ada: Person, guess: Guess, time: Time):
    waits = _guess_wrong(guess, time, PAIR.free + 12)
    assert waits[: PAIR.free + 1] == [0] * (PAIR.free + 1)
    assert waits[PAIR.free + 1 : PAIR.free + 9] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert max(waits) <= PAIR.longest


def test_while_one_waits_the_right_password_is_not_looked_at_either_and_words_say_so(
    ada: Person, guess: Guess, time: Time
):
    _guess_wrong(guess, time, PAIR.free + 4)
    answer = guess("ada", PASSWORD)
    assert _wait(answer) == 8
    assert answer.error["message"] == "Too many wrong passwords. Try again in 8 seconds."
    time.advance(8)
    assert guess("ada", PASSWORD).ok


def test_asking_while_one_waits_makes_the_wait_no_longer(ada: Person, guess: Guess, time: Time):
    _guess_wrong(guess, time, PAIR.free + 4)
    assert [_wait(guess("ada")) for _ in range(20)] == [8] * 20


def test_the_right_password_makes_up_for_wrong_ones(ada: Person, guess: Guess, time: Time):
    _guess_wrong(guess, time, PAIR.free)
    assert guess("ada", PASSWORD).ok
    assert _guess_wrong(guess, time, PAIR.free) == [0] * PAIR.free


def test_wrong_passwords_are_forgotten_with_time(ada: Person, guess: Guess, time: Time):
    _guess_wrong(guess, time, PAIR.free + 2)
    time.advance(PAIR.empties * (PAIR.free + 2))
    assert _guess_wrong(guess, time, PAIR.free) == [0] * PAIR.free


def test_a_name_that_nobody_has_is_treated_like_any_other(ada: Person, guess: Guess, time: Time):
    answers = {name: [guess(name) for _ in range(PAIR.free + 3)] for name in ("ada", "nobody")}
    told = {name: [(answer.status, answer.json) for answer in all_] for name, all_ in answers.items()}
    assert told["ada"] == told["nobody"]


def test_guesses_at_the_same_moment_are_counted_too(ada: Person, app: Flask, guess: Guess, time: Time):
    statuses = [answer.status for answer in at_once([partial(guess, "ada")] * (PAIR.free + 4))]
    assert statuses.count(401) <= PAIR.free + 1
    assert set(statuses) == {401, 429}


# Many addresses, many names


def test_who_has_many_addresses_is_slowed_by_the_name(ada: Person, guess: Guess, time: Time):
    answers = [guess("ada", address=f"10.0.1.{number}") for number in range(NAME.free + 2)]
    assert [answer.status for answer in answers] == [401] * (NAME.free + 1) + [429]
    longest = 0
    for number in range(12):
        wait = _wait(guess("ada", address=f"10.0.2.{number}"))
        longest = max(longest, wait)
        time.advance(wait)
        guess("ada", address=f"10.0.2.{number}")
    assert 30 < longest <= NAME.longest


def test_who_tries_many_names_is_slowed_by_the_address(ada: Person, app: Flask, guess: Guess, time: Time):
    _fill("address", "10.0.0.1", level=ADDRESS.free, app=app, time=time)
    assert guess("x1").status == 401
    assert _wait(guess("x2")) == 1
    assert guess("x2", address="10.0.0.2").status == 401


def test_a_whole_class_signs_in_from_one_address(ada: Person, guess: Guess, time: Time):
    for number in range(40):
        assert guess("ada", PASSWORD).ok
        assert guess(f"pupil{number}").status == 401


# Nobody is locked out


def test_a_browser_that_signed_in_before_is_not_held_up_by_strangers(ada: Person, app: Flask, guess: Guess, time: Time):
    home = Browser(Elsewhere(app, "10.0.0.9"))
    assert home.sign_in("ada").ok
    home.post("/auth/logout")
    for address in ("10.0.0.9", "10.0.0.1"):
        _guess_until_refused(guess, "ada", address)
    _fill("name", "ada", level=NAME.free + 20, app=app, time=time)
    _fill("address", "10.0.0.9", level=ADDRESS.free + 20, app=app, time=time)
    assert guess("ada", address="10.0.0.9").status == 429
    assert home.sign_in("ada").ok


def test_in_such_a_browser_too_guessing_gets_slower(ada: Person, app: Flask, time: Time):
    home = Browser(Elsewhere(app, "10.0.0.9"))
    home.sign_in("ada")
    statuses = [home.sign_in("ada", "wrong password").status for _ in range(PAIR.free + 2)]
    assert statuses == [401] * (PAIR.free + 1) + [429]


def test_it_is_known_for_its_own_people_only(ada: Person, bob: Person, app: Flask, guess: Guess, time: Time):
    mallorys = Browser(Elsewhere(app, "10.0.0.1"))
    mallorys.sign_in("bob")
    _guess_until_refused(guess, "ada", "10.0.0.1")
    assert mallorys.sign_in("ada", "wrong password").status == 429


def test_what_makes_it_known_is_kept_from_scripts_and_other_sites_and_can_not_be_made_up(
    ada: Person, app: Flask, guess: Guess, time: Time
):
    answer = Browser(InProcess(app)).post("/auth/login", {"username": "ada", "password": PASSWORD})
    assert answer.ok
    home = InProcess(app)
    Browser(home).sign_in("ada")
    cookie = home.client.get_cookie("known")
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert "ada" not in cookie.value
    _guess_until_refused(guess, "ada", "10.0.0.1")
    for made_up in ("", "x", "{}", cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")):
        thief = Elsewhere(app, "10.0.0.1")
        thief.client.set_cookie("known", made_up)
        assert Browser(thief).sign_in("ada", "wrong password").status == 429


def test_a_shared_computer_keeps_no_mark(ada: Person, browser: Browser):
    form = {"username": "ada", "password": PASSWORD, "shared": "on"}
    assert browser.submit("/sign-in", form).status == 302
    assert browser.http.client.get_cookie("known") is None


# What is kept


def test_names_and_addresses_are_kept_as_hashes_and_for_a_day(ada: Person, app: Flask, guess: Guess, time: Time):
    guess("ada")
    with app.app_context():
        assert all(len(id_) == 64 for id_ in db.session.scalars(db.select(GuessBucket.id)))
        guessing.sweep()
        assert db.session.query(GuessBucket).count() == 3
        time.advance(86400 + 1)
        guessing.sweep()
        assert db.session.query(GuessBucket).count() == 0


def _guess_until_refused(guess: Guess, name: str, address: str) -> None:
    while guess(name, address=address).status == 401:
        pass


def _fill(kind: str, of: str, *, level: float, app: Flask, time: Time) -> None:
    """As if so many had guessed just now."""
    with app.app_context():
        id_ = guessing._hash(kind, of)
        db.session.merge(GuessBucket(id=id_, level=level, counted_at=time.now(), closed_until=time.now()))
        db.session.commit()
