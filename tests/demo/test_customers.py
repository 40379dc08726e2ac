"""The demo customers as a whole: repeatable, diverse, harmless, and acceptable to every rule."""

from datetime import date
from itertools import islice

import pytest
from stdnum.cn import uscc

from app.core.email_addresses import check_email
from app.customers.enums import BirthdayCalendar, CustomerKind, CustomerStatus, LifecycleStage
from app.customers.lookups import LOOKUPS
from app.customers.rules.grading import propose_grade
from app.customers.rules.phones import read_phone
from app.customers.rules.social import check_qq, check_wechat
from app.customers.rules.websites import check_homepage
from app.demo.customers import demo_customers
from app.demo.drafts import CustomerDraft

COUNT = 5000


@pytest.fixture(scope="module")
def drafts() -> list[CustomerDraft]:
    return list(demo_customers(COUNT, seed=20260101))


def test_the_same_seed_gives_the_same_customers(drafts):
    assert list(demo_customers(300, seed=20260101)) == drafts[:300]
    assert list(demo_customers(10, seed=1)) != drafts[:10]


def test_customers_are_made_one_by_one():
    assert len(list(islice(demo_customers(10**9, seed=1), 3))) == 3


def test_names_are_nearly_all_distinct(drafts):
    assert len({draft.name for draft in drafts}) >= 0.98 * COUNT


@pytest.mark.parametrize("field", ["email", "credit_code", "bank_account"])
def test_what_must_be_unique_is(drafts, field):
    values = [getattr(draft, field) for draft in drafts if getattr(draft, field)]
    assert len(set(values)) == len(values) > 0


def test_no_two_people_share_a_mailbox_or_a_mobile(drafts):
    people = [contact for draft in drafts for contact in draft.contacts]
    mobiles = [contact.mobile for contact in people if contact.mobile]
    mobiles += [draft.phone for draft in drafts if draft.kind is CustomerKind.INDIVIDUAL]
    emails = [contact.email for contact in people] + [draft.email for draft in drafts]
    assert len(set(emails)) == len(emails)
    assert len(set(mobiles)) == len(mobiles)


def test_no_letter_and_no_link_can_reach_anybody(drafts):
    for draft in drafts:
        for email in (draft.email, *(contact.email for contact in draft.contacts)):
            assert email.endswith("@example.com")
            assert check_email(email) == email
        if draft.homepage:
            assert draft.homepage.endswith(".example.com")
            assert check_homepage(draft.homepage) == draft.homepage


def test_all_credit_codes_are_valid_and_only_mainland_companies_have_one(drafts):
    for draft in drafts:
        expected = draft.country == "CN" and draft.kind is CustomerKind.COMPANY
        assert (draft.credit_code is not None) == expected
        assert not draft.credit_code or uscc.is_valid(draft.credit_code)


def test_every_number_passes_its_rule(drafts):
    for draft in islice(drafts, 0, COUNT, 5):
        for contact in draft.contacts:
            for phone in filter(None, (draft.phone, contact.office_phone, contact.mobile)):
                assert read_phone(phone, draft.country).typed == phone
            assert not contact.qq or check_qq(contact.qq) == contact.qq
            assert not contact.wechat or check_wechat(contact.wechat) == contact.wechat


def test_codes_are_rows_of_the_lists(drafts):
    lists = {kind: {row.code for row in rows} for kind, rows in LOOKUPS.items()}
    for draft in drafts:
        assert draft.industry in lists["industry"] | {None}
        assert draft.customer_type in lists["customer_type"]
        assert draft.source in lists["customer_source"]
        assert draft.preferred_channel in lists["preferred_channel"]
        assert {contact.salutation for contact in draft.contacts} <= lists["salutation"]


def test_companies_have_one_main_contact_and_it_comes_first(drafts):
    for draft in drafts:
        mains = [contact.is_main for contact in draft.contacts]
        if draft.kind is CustomerKind.COMPANY:
            assert mains == [True] + [False] * (len(mains) - 1)
        else:
            assert mains == []


def test_a_loss_has_its_day_and_its_reason_and_nothing_else_has(drafts):
    for draft in drafts:
        lost = draft.status is CustomerStatus.LOST
        assert (draft.stage is LifecycleStage.LOST) == lost
        assert (draft.lost_on is not None) == (draft.lost_reason is not None) == lost
        assert not draft.lost_on or draft.lost_on < date(2026, 1, 1)


def test_grades_are_those_the_rule_proposes(drafts):
    grades = {draft.grade for draft in drafts}
    assert grades == {"A", "B", "C", "D", None}
    for draft in drafts:
        assert draft.grade == propose_grade(draft.annual_revenue, draft.employees).grade


def test_there_is_something_of_everything(drafts):
    assert {draft.country for draft in drafts} == {"CN", "HK", "MO", "TW", "US", "GB", "DE", "FR", "AU"}
    assert {draft.industry for draft in drafts} >= {"machinery", "software", "food", None}
    assert {draft.stage for draft in drafts} == set(LifecycleStage)
    assert {len(draft.contacts) for draft in drafts} == {0, 1, 2, 3, 4}
    lunar = [
        contact.birthday
        for draft in drafts
        for contact in draft.contacts
        if contact.birthday_calendar is BirthdayCalendar.LUNAR
    ]
    assert lunar
    assert all(birthday and birthday.day <= 29 for birthday in lunar)


def test_customers_in_hong_kong_and_taiwan_write_traditional_characters(drafts):
    simplified = set("电设备货术务车复龙鲸鹤鹰龟饰纺织")
    names = [draft.name for draft in drafts if draft.country in ("HK", "MO", "TW")]
    assert len(names) > 100
    assert not [name for name in names if simplified & set(name)]
