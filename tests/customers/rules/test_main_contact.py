"""A customer with contacts always has exactly one main contact."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.core.errors import RuleError
from app.customers.rules.main_contact import (
    MainContactDecision,
    Standing,
    on_add,
    on_promote,
    on_remove,
    on_step_back,
    settle,
)

MAIN = Standing(1, True)
SECOND = Standing(2, False)
THIRD = Standing(3, False)


def outcome(decision: MainContactDecision):
    return decision.promote, decision.demote, decision.new_is_main


@pytest.mark.parametrize(
    ("case", "decision", "expected"),
    [
        ("the first becomes main unasked", on_add([], False), (None, (), True)),
        ("a later one stays ordinary", on_add([MAIN, SECOND], False), (None, (), False)),
        ("a later one replaces on demand", on_add([MAIN, SECOND], True), (None, (1,), True)),
        ("old data without a main one is healed", on_add([SECOND, THIRD], False), (2, (), False)),
        ("promoting demotes the former", on_promote([MAIN, SECOND], 2), (2, (1,), False)),
        ("promoting the main one changes nothing", on_promote([MAIN, SECOND], 1), (None, (), False)),
        ("of two main ones the chosen stays", on_promote([MAIN, Standing(2, True)], 2), (None, (1,), False)),
        ("removing an ordinary one changes nothing", on_remove([MAIN, SECOND], [2]), (None, (), False)),
        ("removing the main one promotes the oldest", on_remove([MAIN, SECOND, THIRD], [1]), (2, (), False)),
        ("removing several at once", on_remove([MAIN, SECOND, THIRD], [1, 2]), (3, (), False)),
        ("removing all leaves nobody", on_remove([MAIN, SECOND], [1, 2]), (None, (), False)),
        ("clearing an ordinary one changes nothing", on_step_back([MAIN, SECOND], 2), (None, (), False)),
    ],
)
def test_decision(case, decision, expected):
    assert outcome(decision) == expected, case


def test_a_change_says_why():
    assert on_remove([MAIN, SECOND], [1]).reason == "The main contact left: the longest-standing one took over."


@pytest.mark.parametrize(
    ("case", "saved", "main"),
    [
        ("nothing is saved", {}, 1),
        ("the main one leaves", {"leaving": [1]}, 2),
        ("the main one leaves, another is chosen", {"leaving": [1], "chosen": [3]}, 3),
        ("everybody leaves and a new one comes", {"leaving": [1, 2, 3], "joining": [Standing(-1, False)]}, -1),
        ("a new one wants it", {"joining": [Standing(-1, True), Standing(-2, False)]}, -1),
        ("of two new ones who want it the last wins", {"joining": [Standing(-1, True), Standing(-2, True)]}, -2),
        ("the mark moves in one go", {"cleared": [1], "chosen": [2]}, 2),
    ],
)
def test_what_is_saved_at_once_ends_with_one_main_contact(case, saved, main):
    assert [contact.id for contact in settle([MAIN, SECOND, THIRD], **saved) if contact.is_main] == [main], case


def test_the_mark_cannot_simply_be_cleared():
    with pytest.raises(RuleError, match="Choose another main contact instead") as refusal:
        settle([MAIN, SECOND], cleared=[1])
    assert refusal.value.field == "is_main"


@pytest.mark.parametrize("decide", [on_promote, on_step_back])
def test_a_contact_of_another_customer_is_refused(decide):
    with pytest.raises(RuleError, match="another customer"):
        decide([MAIN], 9)


class Contacts(RuleBasedStateMachine):
    """Carries out the decisions in the order in which they are meant to be written."""

    def __init__(self):
        super().__init__()
        self.main: dict[int, bool] = {}
        self.last_id = 0

    def standing(self):
        return [Standing(contact_id, is_main) for contact_id, is_main in self.main.items()]

    def write(self, decision):
        for contact_id in decision.demote:
            self.main[contact_id] = False
        if decision.promote is not None:
            self.main[decision.promote] = True

    @rule(wants_main=st.booleans())
    def add(self, wants_main):
        decision = on_add(self.standing(), wants_main)
        self.write(decision)
        self.last_id += 1
        self.main[self.last_id] = decision.new_is_main

    @precondition(lambda self: self.main)
    @rule(data=st.data())
    def promote(self, data):
        chosen = data.draw(st.sampled_from(sorted(self.main)))
        self.write(on_promote(self.standing(), chosen))
        assert self.main[chosen]

    @precondition(lambda self: self.main)
    @rule(data=st.data())
    def remove(self, data):
        removed = data.draw(st.sets(st.sampled_from(sorted(self.main)), min_size=1))
        decision = on_remove(self.standing(), tuple(removed))
        for contact_id in removed:
            del self.main[contact_id]
        self.write(decision)

    @invariant()
    def exactly_one_main_contact(self):
        assert sum(self.main.values()) == (1 if self.main else 0)


TestContacts = Contacts.TestCase
