"""The story that QuChat is for: two people meet, talk, close everything, the server restarts, and all is there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.convergence import expect_convergence
from tests.browser.doorway import PHONE
from tests.browser.screens.conversation import Conversation
from tests.browser.screens.participant import Participant
from tests.browser.troubles import NO_SERVER, NOT_SIGNED_IN
from tests.support.live import LiveServer

GROUP = "Biology 10b"
RENAMED = "Biology 10b – the frog"
CODE = "Like this:\n```python\nprint('quack')\n```"


def test_two_people_meet_talk_and_find_it_all_again(enter: Enter, server: LiveServer) -> None:
    """Told in one piece, since each chapter stands on the one before."""
    anna = _register(enter("Anna", account=False), first=True)
    ben = _register(enter("Ben", account=False, **PHONE), first=False)
    cleo = enter("Cleo")

    _talk_directly(anna, ben)
    _see_each_other_type(anna, ben)
    _talk_in_a_group(anna, ben, cleo)
    _reply_react_and_edit(anna, ben)
    _rename_and_leave(anna, ben, cleo)

    for person in (anna, ben, cleo):
        person.close()
    server.kill()
    _read_without_a_server(anna)
    server.start()
    _find_it_again(anna, ben)
    again = enter("Anna", anna.username, account=False)
    _find_it_from_a_new_browser(again)
    expect_convergence(server, anna, ben, again)


def _register(person: Participant, *, first: bool) -> Participant:
    page = person.page
    person.troubles.may_meet(*NOT_SIGNED_IN)
    person.open()
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_text("it will be the administrator")).to_have_count(int(first))
    person.fill_in_registration()
    expect(person.conversations).to_contain_text("No conversations yet.")
    expect(page.get_by_text("You are the administrator of this QuChat")).to_have_count(int(first))
    person.expect_in_touch()
    return person


def _talk_directly(anna: Participant, ben: Participant) -> None:
    with_ben = anna.start_direct(ben)
    first = with_ben.send("Hello Ben")
    first.expect_status("delivered")
    second = with_ben.send("Did you find the frog?")
    ben.expect_unread(anna.name, 2)

    with_anna = ben.open_conversation(anna.name)
    expect(with_anna.unread_divider).to_be_visible()
    with_anna.expect_messages("Hello Ben", "Did you find the frog?")
    first.expect_status("read")
    second.expect_status("read")

    with_anna.send("It found me")
    expect(with_anna.unread_divider).not_to_be_attached()
    with_ben.expect_messages("Hello Ben", "Did you find the frog?", "It found me")


def _see_each_other_type(anna: Participant, ben: Participant) -> None:
    expect(anna.conversation.about).to_have_text("Online")
    ben.conversation.box.press_sequentially("And")
    expect(anna.conversation.typing).to_have_text(f"{ben.name} is typing")
    ben.conversation.box.fill("")
    expect(anna.conversation.typing).to_have_text("")


def _talk_in_a_group(anna: Participant, ben: Participant, cleo: Participant) -> None:
    group = anna.start_group(GROUP, ben, cleo)
    question = group.send("Who brings the scalpel?")
    question.expect_status("delivered")
    ben.back_to_list()
    expect(ben.item(anna.name)).to_have_attribute("data-unread", "0")
    ben.expect_unread(GROUP, 1)
    ben.open_conversation(GROUP).expect_messages("Who brings the scalpel?")
    cleo.open_conversation(GROUP).send("I do")
    question.expect_status("read")
    group.expect_messages("Who brings the scalpel?", "I do")
    expect(group.about).to_have_text("3 members")


def _reply_react_and_edit(anna: Participant, ben: Participant) -> None:
    answer = anna.conversation.message("I do")
    answer.bar("Reply")
    anna.conversation.send("Thank you, Cleo")
    expect(ben.conversation.message("Thank you, Cleo").quote).to_contain_text("I do")

    ben.conversation.message("Thank you, Cleo").react("👍")
    expect(anna.conversation.message("Thank you, Cleo").reaction("👍 1: Ben")).to_be_visible()

    anna.conversation.box.press("ArrowUp")
    expect(anna.conversation.box).to_have_value("Thank you, Cleo")
    anna.conversation.box.fill("Thank you so much, Cleo")
    anna.conversation.box.press("Enter")
    edited = ben.conversation.message("Thank you so much, Cleo")
    expect(edited.show_history()).to_contain_text("Thank you, Cleo")
    ben.page.keyboard.press("Escape")

    ben.conversation.send(CODE)
    expect(anna.conversation.log.locator("pre code")).to_have_text("print('quack')\n")
    anna.expect_in_touch()


def _rename_and_leave(anna: Participant, ben: Participant, cleo: Participant) -> None:
    members = anna.conversation.open_group_settings()
    members.get_by_role("textbox", name="Title").fill(RENAMED)
    members.get_by_role("button", name="Close").click()
    ben.conversation.expect_title(RENAMED)
    ben.conversation.expect_system(f"Anna renamed the group to “{RENAMED}”")

    cleo.conversation.option("Leave group")
    cleo.page.get_by_role("dialog").get_by_role("button", name="Leave group").click()
    expect(cleo.item(RENAMED)).not_to_be_attached()
    anna.conversation.expect_system("Cleo left")
    expect(anna.conversation.about).to_have_text("2 members")
    ben.expect_in_touch()
    anna.expect_in_touch()


def _expect_everything(conversation: Conversation) -> None:
    conversation.expect_title(RENAMED)
    conversation.expect_messages(
        "Who brings the scalpel?", "I do", "Thank you so much, Cleo", "Like this: print('quack') "
    )
    conversation.expect_system("Cleo left")
    expect(conversation.message("Thank you so much, Cleo").reaction("👍 1: ")).to_be_visible()
    expect(conversation.message("Thank you so much, Cleo").quote).to_contain_text("I do")


def _read_without_a_server(anna: Participant) -> None:
    anna.troubles.may_meet(*NO_SERVER)
    anna.reopen()
    _expect_everything(anna.conversation)
    expect(anna.item("Ben")).to_contain_text("It found me")
    anna.expect_offline()


def _find_it_again(anna: Participant, ben: Participant) -> None:
    anna.notice_the_network()
    anna.expect_in_touch()
    ben.reopen()
    _expect_everything(ben.open_conversation(RENAMED))
    ben.conversation.send("Still here")
    expect(anna.conversation.message("Still here").article).to_be_visible()


def _find_it_from_a_new_browser(browser: Participant) -> None:
    browser.troubles.may_meet(*NOT_SIGNED_IN)
    browser.open()
    browser.sign_in()
    browser.open_conversation("Ben").expect_messages("Hello Ben", "Did you find the frog?", "It found me")
    browser.open_conversation(RENAMED)
    expect(browser.conversation.message("Still here").article).to_be_visible()
