"""Whatever is typed into a form: a clear answer in the reader's language, nothing lost of it, never a failure."""

from __future__ import annotations

import pytest
from markupsafe import escape
from sqlalchemy import func, select

from app.core.access import system_access
from tests.pages.test_views import addresses_of, form_data

TYPED = {
    "too long": "长" * 30_000,
    "emoji": "张三😀👨‍👩‍👧",
    "four-byte Han": "𠮷野家𠀋",
    "a right-to-left mark": "abc\u202edef",
    "a line separator": "a\u2028b",
    "NUL": "a\x00b",
    "a control character": "a\x07b",
    "a script": "<script>alert(1)</script>",
    "a quote": 'O\'Neil "Bob" \\ %s {{7*7}}',
    "a number beyond all": "9" * 400,
    "a negative number": "-5",
    "not a number": "NaN",
    "infinity": "Infinity",
    "an exponent": "1e400",
    "a day that is none": "2026-02-30",
    "an id that is none": "999999999",
    "a fraction": "1.23456",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_a_form_full_of_it(app, session, views, people, login, typed):
    client = login(people["Admin"])
    for view in views:
        where = addresses_of(app, view, None, ("add",)).get("add")
        if where is None:
            continue
        sent = form_data(client.get(where).text)
        for field in view.form_fields:
            if field.type != "boolean":
                sent[field.name] = [typed]
        answer = client.post(where, data=sent)
        assert answer.status_code in (302, 422), (where, answer.status_code)
        if answer.status_code == 302:
            continue
        kept = [f for f in view.form_fields if f.type in ("string", "text", "integer", "money") and not f.suggestions]
        for field in kept[:3]:
            assert str(escape(typed.replace("\x00", "")))[:200] in answer.text.replace("\x00", ""), (where, field.name)
        assert 'class="error"' in answer.text, where


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.databases("sqlite")
def test_a_missing_value_is_named_in_the_readers_language(views, people, login, app, locale):
    client = login(people["Admin"])
    said = {"zh": "此项必填", "en": "This field is required."}[locale]
    for view in views:
        needed = [f for f in view.form_fields if f.required and f.type != "boolean" and not f.default]
        where = addresses_of(app, view, None, ("add",)).get("add")
        if where is None or not needed:
            continue
        sent = {name: [""] for name in form_data(client.get(where).text) if not name.endswith("token")}
        answer = client.post(where, data=sent, headers={"Accept-Language": locale})
        assert answer.status_code == 422, where
        assert said in answer.text, where


def test_the_same_form_sent_twice_makes_one_record(app, session, views, people, login):
    client = login(people["Admin"])
    for view in views:
        texts = [f for f in view.form_fields if f.type == "string" and f.required]
        others = [
            f
            for f in view.form_fields
            if f.required and f.type in ("link", "choice", "lookup", "date", "money") and not f.default
        ]
        where = addresses_of(app, view, None, ("add",)).get("add")
        if where is None or not texts or others or not hasattr(view.model, "version"):
            continue
        sent = form_data(client.get(where).text) | {f.name: [f"twice-{view.entity.name}-{f.name}"] for f in texts}
        with system_access("count"):
            before = session.scalar(select(func.count()).select_from(view.model))
            answers = [client.post(where, data=sent) for _ in range(2)]
            after = session.scalar(select(func.count()).select_from(view.model))
        assert [answer.status_code for answer in answers] == [302, 302], where
        assert answers[0].location == answers[1].location
        assert after == before + 1, where


def test_a_stale_form_is_refused_and_loses_nothing(app, session, views, people, samples, login):
    records = samples(people["Admin"])
    first, second = login(people["Admin"]), login(people["GeneralManager"])
    for view in views:
        texts = [f for f in view.form_fields if f.type == "string" and f.required]
        edited = view.model.__name__ in ("Customer", "Contact", "Tag") and not view.partial
        if not texts or not hasattr(view.model, "version") or not edited:
            continue
        with app.test_request_context():
            where = view.url_to("edit", records[view.model].id)
        mine, theirs = form_data(first.get(where).text), form_data(second.get(where).text)
        assert first.post(where, data=mine | {texts[0].name: ["mine"]}).status_code == 302
        refused = second.post(where, data=theirs | {texts[0].name: ["theirs"]})
        assert refused.status_code == 409, where
        assert 'value="theirs"' in refused.text
        session.expire_all()
        assert getattr(records[view.model], texts[0].name) == "mine"
        again = form_data(refused.text)
        assert second.post(where, data=again).status_code == 302
        session.expire_all()
        assert getattr(records[view.model], texts[0].name) == "theirs"
