"""Whatever three people do in whatever order, every device of theirs ends with what a fresh one would show.

The cases of test_convergence.py try each operation by itself; here they meet. A story follows from its seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.convergence.compare import differences
from tests.server.convergence.reducer import Replica
from tests.support.answers import Answer
from tests.support.background import Background
from tests.support.people import Person, new_id, op

CHAPTERS = 4
ACTS = 40
"""Between two looks at what everybody's devices show."""
EMOJI = "👍🎉"

Row = dict[str, Any]


class Story:
    """What happens, drawn by chance. Much of it is refused, which must change nothing."""

    def __init__(self, chance: random.Random, people: list[Person]) -> None:
        self.chance = chance
        self.people = people
        self.groups = [people[0].group(f"Group {n}", *people[1:])["id"] for n in range(2)]
        self.messages: list[Row] = []
        self.contexts: list[Row] = []
        self.acts: list[Callable[[Person], Answer]] = [
            *[self.send] * 5, *[self.edit] * 3, *[self.delete] * 2, *[self.restore] * 2, *[self.react] * 4,
            *[self.take_back] * 2, *[self.read] * 3, *[self.add] * 3, self.remove, *[self.replace] * 2, self.make_group,
            self.delete_group, self.rename, self.change_role, *[self.set] * 3, self.hide, self.write_to,
            self.keep_contact, self.drop_contact, self.change_profile, *[self.keep_context] * 3, self.change_context,
            *[self.attach] * 4, *[self.carry] * 4, self.take_away, self.forget_context, self.revive_context,
        ]  # fmt: skip

    def go_on(self) -> None:
        for _ in range(ACTS):
            answer = self.chance.choice(self.acts)(self.chance.choice(self.people))
            assert answer.status < 500, answer.text
            if answer.ok and "message" in answer.json:
                self.messages.append(answer["message"])
            if answer.ok and "context" in answer.json:
                self.contexts.append(answer["context"])

    def some_group(self) -> str:
        return f"/conversations/{self.chance.choice(self.groups)}"

    def some_message(self) -> Row:
        return self.chance.choice(self.messages) if self.messages else {"id": new_id(), "version": 1}

    def someone(self) -> str:
        return self.chance.choice(self.people).id

    def send(self, who: Person) -> Answer:
        return who.post("/messages", {"id": new_id(), "conversation_id": self.some_group()[15:], "content": new_id()})

    def write_to(self, who: Person) -> Answer:
        return who.post("/messages", {"id": new_id(), "recipient_id": self.someone(), "content": new_id()})

    def edit(self, who: Person) -> Answer:
        return who.patch(f"/messages/{self.some_message()['id']}", {"content": new_id()})

    def delete(self, who: Person) -> Answer:
        return who.delete(f"/messages/{self.some_message()['id']}")

    def restore(self, _who: Person) -> Answer:
        """Deleted on one device, and edited on another that has not heard of it."""
        message = self.some_message()
        (who, *_) = [person for person in self.people if person.id == message.get("sender_id")] or self.people
        who.delete(f"/messages/{message['id']}")
        edit = {"base_version": message["version"], "fields": {"content": new_id()}}
        return who.post("/sync/push", {"ops": [op("message", "update", message["id"], **edit)]})

    def react(self, who: Person) -> Answer:
        return who.put(f"/messages/{self.some_message()['id']}/reactions/{self.chance.choice(EMOJI)}")

    def take_back(self, who: Person) -> Answer:
        return who.delete(f"/messages/{self.some_message()['id']}/reactions/{self.chance.choice(EMOJI)}")

    def read(self, who: Person) -> Answer:
        fields = {"read_ordinal": self.chance.randrange(30)}
        return who.post("/sync/push", {"ops": [op("receipt", "set", self.some_group()[15:], fields=fields)]})

    def add(self, who: Person) -> Answer:
        return who.post(f"{self.some_group()}/members", {"user_id": self.someone()})

    def remove(self, who: Person) -> Answer:
        return who.delete(f"{self.some_group()}/members/{self.someone()}")

    def replace(self, who: Person) -> Answer:
        """Removed and added again, between two looks of a device that was away."""
        group, someone = self.some_group(), self.someone()
        who.delete(f"{group}/members/{someone}")
        return who.post(f"{group}/members", {"user_id": someone})

    def change_role(self, who: Person) -> Answer:
        role = self.chance.choice(("owner", "moderator", "member"))
        return who.patch(f"{self.some_group()}/members/{self.someone()}", {"role": role})

    def make_group(self, who: Person) -> Answer:
        form = {"id": new_id(), "kind": "group", "title": "New", "member_ids": [self.someone()]}
        self.groups.append(form["id"])
        return who.post("/conversations", form)

    def delete_group(self, who: Person) -> Answer:
        return who.delete(self.some_group())

    def rename(self, who: Person) -> Answer:
        return who.patch(self.some_group(), {"title": new_id()})

    def set(self, who: Person) -> Answer:
        return who.patch(self.some_group(), {"archived": self.chance.random() < 0.5})

    def hide(self, who: Person) -> Answer:
        shown = [row["id"] for row in who.get("/conversations")["conversations"] if row["kind"] == "direct"]
        return who.delete(f"/conversations/{self.chance.choice([*shown, new_id()])}")

    def keep_contact(self, who: Person) -> Answer:
        return who.post("/contacts", {"contact_id": self.someone(), "nickname": new_id()})

    def drop_contact(self, who: Person) -> Answer:
        return who.delete(f"/contacts/{self.someone()}")

    def some_context(self, who: Person | None = None) -> Row:
        """Of this person, or of anybody."""
        known = [context for context in self.contexts if who is None or context["owner_id"] == who.id]
        return self.chance.choice(known) if known else {"id": new_id(), "version": 1}

    def keep_context(self, who: Person) -> Answer:
        return who.post("/contexts", {"title": new_id(), "is_favorite": self.chance.random() < 0.5})

    def change_context(self, who: Person) -> Answer:
        return who.patch(f"/contexts/{self.some_context(who)['id']}", {"content": new_id()})

    def attach(self, who: Person) -> Answer:
        return who.put(f"{self.some_group()}/contexts/{self.some_context(who)['id']}")

    def carry(self, who: Person) -> Answer:
        form = {"id": new_id(), "conversation_id": self.some_group()[15:], "content": new_id()}
        return who.post("/messages", {**form, "context_ids": [self.some_context(who)["id"]]})

    def take_away(self, who: Person) -> Answer:
        return who.delete(f"{self.some_group()}/contexts/{self.some_context()['id']}")

    def forget_context(self, who: Person) -> Answer:
        return who.delete(f"/contexts/{self.some_context(who)['id']}")

    def revive_context(self, who: Person) -> Answer:
        """Deleted on one device, and edited on another that has not heard of it."""
        context = self.some_context(who)
        who.delete(f"/contexts/{context['id']}")
        edit = {"base_version": context["version"], "fields": {"title": new_id(), "content": new_id()}}
        return who.post("/sync/push", {"ops": [op("context", "update", context["id"], **edit)]})

    def change_profile(self, who: Person) -> Answer:
        return who.patch("/users/me", {"status_text": new_id()})


class Device:
    """One that hears packets, or one that only pulls now and then, so many changes at a time."""

    def __init__(self, person: Person, background: Background, page: int | None = None) -> None:
        self.person, self.page, self._background = person, page, background
        self.replica = Replica(person.id)
        self._pull_all()
        self._socket = person.connect() if page is None else None

    def catch_up(self) -> None:
        """Take what was heard, then pull what is left."""
        self._background.advance(1)
        if self._socket is not None:
            for packet in self._socket.received("changes"):
                self.replica.take(packet)
            left = self.person.pull(self.replica.cursors, limit=500)
            assert {entry["log"] for entry in left["logs"]} <= set(left["gained"]), "a packet was missing"
            self.replica.take_pull(left)
        else:
            self._pull_all()

    def _pull_all(self) -> None:
        more = True
        while more:
            answer = self.person.pull(self.replica.cursors, limit=self.page or 500)
            self.replica.take_pull(answer)
            more = answer["more"]


@pytest.mark.parametrize("seed", range(2))
def test_any_story_converges(seed: int, ada: Person, bob: Person, cleo: Person, background: Background) -> None:
    chance = random.Random(seed)
    people = [ada, bob, cleo]
    story = Story(chance, people)
    devices = [Device(person, background, page) for person in people for page in (None, 3)]
    for chapter in range(CHAPTERS):
        story.go_on()
        # Pulling implies delivery, of which the others hear. A device that pulls in small parts may deliver its last
        # part in the second round, so a third brings everybody to the same point.
        for _ in range(3):
            for device in devices:
                device.catch_up()
        for device in devices:
            fresh = Replica(device.person.id)
            fresh.take_pull(device.person.pull(limit=500))
            found = differences(device.replica.shown(), fresh.shown())
            assert found == [], f"chapter {chapter}, {device.person.username}'s device with pages of {device.page}"
