"""Status, stage and the note of a loss never contradict each other."""

from datetime import date

import pytest

from app.core.errors import RuleError
from app.customers.rules.losses import LOST, Relation, settle

TODAY = date(2026, 3, 15)
BEFORE = date(2025, 12, 1)
LOYAL = Relation("active", "loyal")
GONE = Relation(LOST, LOST, BEFORE, "Too expensive")


@pytest.mark.parametrize(
    ("case", "before", "wanted", "stored"),
    [
        ("a new customer is taken as it is", None, LOYAL, LOYAL),
        ("a new one who is lost is dated", None, Relation(LOST, "prospect"), Relation(LOST, LOST, TODAY)),
        ("the status takes the stage with it", LOYAL, Relation(LOST, "loyal"), Relation(LOST, LOST, TODAY)),
        ("the stage takes the status with it", LOYAL, Relation("active", LOST), Relation(LOST, LOST, TODAY)),
        ("a known day and reason are kept", LOYAL, Relation("active", LOST, BEFORE, "Moved"),
         Relation(LOST, LOST, BEFORE, "Moved")),
        ("the reason may come later", Relation(LOST, LOST, BEFORE), GONE, GONE),
        ("a cleared day of a loss is today again", GONE, Relation(LOST, LOST, None, "Moved"),
         Relation(LOST, LOST, TODAY, "Moved")),
        ("who becomes active again is won back", GONE, Relation("active", LOST, BEFORE, "Too expensive"),
         Relation("active", "won_back")),
        ("who gets another stage is active again", GONE, Relation(LOST, "growing", BEFORE, "Too expensive"),
         Relation("active", "growing")),
        ("going quiet says nothing of the stage", LOYAL, Relation("quiet", "loyal"), Relation("quiet", "loyal")),
    ],
)  # fmt: skip
def test_relation(case, before, wanted, stored):
    assert settle(before, wanted, TODAY) == stored, case


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Relation("active", "loyal", lost_reason="Too expensive"), "lost_reason"),
        (Relation("quiet", "loyal", BEFORE), "lost_on"),
        (Relation(LOST, LOST, date(2026, 3, 16)), "lost_on"),
    ],
)
def test_a_loss_that_did_not_happen_is_refused(wanted, field):
    with pytest.raises(RuleError) as refusal:
        settle(LOYAL, wanted, TODAY)
    assert refusal.value.field == field
