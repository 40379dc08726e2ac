"""Which pages are not generated, and why. Hand-made pages are three, once all are built."""

from __future__ import annotations

from typing import Any

import pytest
from flask_appbuilder.api import BaseApi
from flask_appbuilder.charts.views import BaseChartView

from app.core.entity_view import EntityView

# To come: the dispatch calendar and the reminder inbox.
HAND_MADE: dict[str, str] = {"OrderBoardView": "orders in columns by state: cards that are dragged"}
PLAIN = {
    "StartView": "the framework's index page",
    "UtilView": "the framework's way back",
    "LocaleView": "the framework's language switch",
    "AuthDBView": "the login",
    "SwaggerView": "the framework's page of the REST API",
    "ProfileView": "one's own preferences: a form without a list",
    "PasswordView": "one's own password",
    "PasswordLinkView": "choosing a password by a link, before one can log in",
    "SecondStepView": "one's own second step of the login",
    "LoginsView": "one's own logins and keys: rows that no person edits",
    "SettingsView": "parameters: one form, each with a type of its own",
    "ViewingView": "two acts of administrators, no record",
    "JobsView": "background work: rows that no person edits",
    "SearchView": "one question to every kind of record: rows of no single entity",
    "DescribeView": "the data dictionary, computed",
    "StyleView": "the pieces of the design, for those who build screens",
}


@pytest.mark.databases("sqlite")
def test_every_page_is_generated_or_listed_with_its_reason(app: Any) -> None:
    other = [view for view in app.appbuilder.baseviews if not isinstance(view, (EntityView, BaseApi, BaseChartView))]
    names = {type(view).__name__ for view in other}
    assert names == {*PLAIN, *HAND_MADE}, "Generate the page from an entity, or list it here with its reason"
    assert len(HAND_MADE) <= 3
