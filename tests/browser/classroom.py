"""A class that uses QuChat: something real to look at, for eyes and for axe."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.people import Person

GROUP = "Biology 10b"
TEACHER = "Ms Okafor"
PLAN = """Here is the plan:

1. Put the leaf into the water
2. Set it in the sun for ten minutes
3. Count the bubbles, once a minute"""
FORMULA = """For those who like to compute it, the rate is simply
```python
def rate(bubbles, minutes):
    return bubbles / minutes
```"""
BUBBLES = "We have 14 in the first minute"
TABLE = "I'll put all the numbers into one table tonight"
TALK = (
    (TEACHER, "Good morning, 10b! Today we look at **photosynthesis**. Have a leaf and a glass of water at hand."),
    ("Jonas Weber", "Does a spinach leaf count? 🥬"),
    (TEACHER, f"It does, and it is the best one you can take. {PLAN}"),
    ("Mei Tanaka", "Ours are bubbling already!"),
    ("Anna Lindqvist", BUBBLES),
    ("Jonas Weber", "And I have three. I think my sun is broken"),
    (TEACHER, f"Then move closer to the window, Jonas. {FORMULA}"),
    ("Anna Lindqvist", TABLE),
)
ANSWER = "Thank you, Anna! Please add the time of day, too."


class Classroom:
    """Anna's conversations, and the people in them."""

    def __init__(self, anna: Person, arrive: Callable[[str], Person]) -> None:
        self.anna = anna
        self.teacher, self.jonas, self.mei = (arrive(name) for name in (TEACHER, "Jonas Weber", "Mei Tanaka"))
        self._have_other_conversations()
        self.group = self.teacher.group(GROUP, anna, self.jonas, self.mei, description="Room 204, Tuesdays at ten")
        self._talk()

    def _talk(self) -> None:
        people = {person.user["display_name"]: person for person in (self.anna, self.teacher, self.jonas, self.mei)}
        said = {text: people[name].send(self.group, text) for name, text in TALK}
        self.teacher.send(self.group, ANSWER, reply_to=said[TABLE]["id"])
        bubbles = f"/messages/{said[BUBBLES]['id']}"
        for person, emoji in ((self.jonas, "😮"), (self.mei, "👏"), (self.teacher, "👏")):
            assert person.put(f"{bubbles}/reactions/{emoji}").ok
        assert self.anna.patch(bubbles, {"content": "We have 14 bubbles in the first minute"}).ok

    def _have_other_conversations(self) -> None:
        """The others have said something that Anna has not read yet."""
        announcements = self.teacher.group("Announcements", self.anna, self.jonas, self.mei, posting="moderators")
        self.teacher.send(announcements, "The trip to the botanical garden is on 3 December.")
        self.jonas.send(self.jonas.direct(self.anna), "Can I copy your table when it's done?")
        self.mei.send(self.mei.direct(self.anna), "See you at the pond at four")
        for friend in (self.jonas, self.mei):
            assert self.anna.post("/contacts", {"contact_id": friend.id}).ok
        assert self.teacher.patch("/users/me", {"status_text": "In class until two"}).ok
