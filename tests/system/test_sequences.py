"""Document numbers: one after the other, none twice, none left out."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core.access import system_access
from app.core.db import db
from app.system.models.sequence import Sequence, register_sequence, sequence_kind
from app.system.sequences import draw, keep_ahead
from tests.system.conftest import form_of, send

DAY = date(2026, 3, 1)
register_sequence("test_order", label="Customer", prefix="TO")


def test_numbers_follow_each_other(session):
    assert [draw(session, "test_order", DAY) for _ in range(3)] == ["TO2026-000001", "TO2026-000002", "TO2026-000003"]


def test_each_year_begins_anew_and_looks_like_the_last(session):
    draw(session, "test_order", DAY)
    sequence = session.scalars(select(Sequence).where(Sequence.kind == "test_order")).one()
    sequence.prefix, sequence.padding = "T-", 4
    session.flush()
    assert draw(session, "test_order", DAY) == "T-2026-0002"
    assert draw(session, "test_order", date(2027, 1, 1)) == "T-2027-0001"
    assert draw(session, "test_order", date(2026, 12, 31)) == "T-2026-0003"


def test_kinds_count_by_themselves(session):
    register_sequence("test_quote", label="Customer", prefix="TQ", padding=3)
    assert draw(session, "test_order", DAY) == "TO2026-000001"
    assert draw(session, "test_quote", DAY) == "TQ2026-001"


def test_a_kind_that_nobody_registered(session):
    with pytest.raises(KeyError):
        draw(session, "unheard_of", DAY)


def test_a_transaction_that_fails_gives_its_number_back(session):
    draw(session, "test_order", DAY)
    with session.begin_nested() as part:
        assert draw(session, "test_order", DAY) == "TO2026-000002"
        part.rollback()
    assert draw(session, "test_order", DAY) == "TO2026-000002"


IMPORTED = {
    "further on": ("TO2026-000500", "TO2026-000501"),
    "the next one": ("TO2026-000001", "TO2026-000002"),
    "with more digits": ("TO2026-12345678", "TO2026-12345679"),
    "of another year": ("TO2025-000500", "TO2026-000001"),
    "of another kind": ("PO2026-000500", "TO2026-000001"),
    "no number at all": ("legacy order 7", "TO2026-000001"),
}


@pytest.mark.parametrize(("number", "expected"), IMPORTED.values(), ids=IMPORTED.keys())
def test_an_imported_number_is_never_drawn_again(session, number, expected):
    keep_ahead(session, "test_order", number)
    assert draw(session, "test_order", DAY) == expected


def test_an_imported_number_behind_the_counter_changes_nothing(session):
    keep_ahead(session, "test_order", "TO2026-000500")
    keep_ahead(session, "test_order", "TO2026-000100")
    assert draw(session, "test_order", DAY) == "TO2026-000501"


def test_many_draw_at_once(committing_app):
    """Ten threads with transactions of their own, the first of which must also begin the year."""
    each, drawn, failed = 20, [], []

    def work():
        with committing_app.app_context(), system_access("test"):
            for _ in range(each):
                try:
                    with Session(db.engine) as own, own.begin():
                        number = draw(own, "test_order", DAY)
                    drawn.append(number)
                except OperationalError as error:
                    failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(drawn) == [f"TO2026-{number:06d}" for number in range(1, 10 * each + 1)]


class TestTheScreen:
    @pytest.fixture
    def sequence(self, session):
        draw(session, "test_order", DAY)
        return session.scalars(select(Sequence).where(Sequence.kind == "test_order")).one()

    def test_prefix_and_digits_can_be_changed(self, session, at_admin, sequence):
        assert send(at_admin, f"/sequence/edit/{sequence.id}", prefix="SO-", padding="4").status_code == 302
        assert draw(session, "test_order", DAY) == "SO-2026-0002"

    def test_nothing_else_can(self, session, at_admin, sequence):
        form = form_of(at_admin, f"/sequence/edit/{sequence.id}")
        assert {"kind", "year", "next"} & form.keys() == set()
        at_admin.post(f"/sequence/edit/{sequence.id}", data=form | {"next": "1", "year": "2030", "kind": "other"})
        session.expire_all()
        assert (sequence.kind, sequence.year, sequence.next) == ("test_order", 2026, 2)

    @pytest.mark.parametrize("changes", [{"prefix": "2026"}, {"prefix": ""}, {"padding": "0"}, {"padding": "13"}])
    def test_what_makes_no_number_is_refused(self, at_admin, sequence, changes):
        assert send(at_admin, f"/sequence/edit/{sequence.id}", **changes).status_code == 422

    def test_drawing_does_not_make_the_form_stale(self, session, at_admin, sequence):
        form = form_of(at_admin, f"/sequence/edit/{sequence.id}")
        draw(session, "test_order", DAY)
        assert at_admin.post(f"/sequence/edit/{sequence.id}", data=form | {"padding": "5"}).status_code == 302

    def test_none_is_added_or_deleted_by_hand(self, at_admin, sequence):
        assert at_admin.get("/sequence/add").status_code == 404
        assert at_admin.post(f"/sequence/delete/{sequence.id}").status_code == 404


def test_a_prefix_that_is_none_stops_the_start():
    with pytest.raises(Exception, match="prefix"):
        register_sequence("broken", label="Broken", prefix="1")
    with pytest.raises(KeyError):
        sequence_kind("broken")


def test_an_empty_list_says_how_sequences_come_about(at_admin):
    page = at_admin.get("/sequence/list/", headers={"Accept-Language": "en"}).text
    assert "Each begins by itself with the first document of its kind" in page
