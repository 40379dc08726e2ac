"""`make entity-check` finds nothing at the real entities and every gap at one that somebody began."""

import pytest
from sqlalchemy import Integer, String
from sqlalchemy.orm import declarative_base, mapped_column

from app.core.columns import FieldSpec
from app.core.entity_check import gaps, missing
from app.core.registry import entity_of
from app.core.traits import Governed, Record, Searchable
from app.core.views import entity_views


def test_nothing_is_missing_at_any_entity(app, session):
    found = {view.entity.name: missing(view.entity.name) for view in entity_views()}
    assert {name: sentences for name, sentences in found.items() if sentences} == {}


@pytest.fixture(scope="module")
def begun():
    """A model that somebody began. It has a base of its own, so that the application does not know it."""
    base = declarative_base()

    class CarePlan(Governed, Searchable, Record, base):
        __tablename__ = "care_plan"
        __label__ = "Care plan of the test"
        __access_group__ = "engagement_of_the_test"

        # Their targets are in another registry.
        acc_owner_id = mapped_column(Integer)
        acc_department_id = mapped_column(Integer)
        created_by_id = mapped_column(Integer)
        changed_by_id = mapped_column(Integer)
        name = mapped_column(String(20), info={"field": FieldSpec("string", "Name of the test's care plan")})
        interval = mapped_column(Integer)

    return CarePlan


GAPS = {
    "a label": "has no __label_plural__",
    "a labelled column": "The column interval has no label: use a shorthand of app.core.columns in",
    "a field to search": "is Searchable, but no field has search=True",
    "a search index": "No migration calls create_search_index(op, “care_plan”)",
    "a view": "CarePlan has no screens: write an EntityView in",
    "a factory": "No factory makes a CarePlan: write one in tests/factories/",
    "Chinese": "“Care plan of the test”",
    "Chinese for a field": "“Name of the test's care plan”",
    "a table": "No migration makes the table care_plan: run `make migration add_care_plan`",
    "an access group": "No role sees the access group 'engagement_of_the_test'",
    "an index": "acc_owner_id has no index: add *access_indexes(…)",
    "a place in the dictionary": "It is not in `flask kehu describe`",
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
def test_each_gap_of_a_beginning_is_a_sentence_that_says_what_to_do(app, session, begun, gap):
    assert [sentence for sentence in gaps(entity_of(begun)) if gap in sentence]


def test_every_gap_names_a_file_or_a_command(app, session, begun):
    assert all("/" in sentence or "`" in sentence for sentence in gaps(entity_of(begun)))


def test_a_name_that_no_model_has(app, session):
    [sentence] = missing("care_plan")
    assert "app/<module>/models/care_plan.py" in sentence
    assert "customer" in sentence


def test_the_command_tells_by_its_exit(installation):
    assert installation.flask("kehu", "entity-check", "customer") == "customer: nothing is missing\n"
    with pytest.raises(RuntimeError, match=r"models/care_plan\.py"):
        installation.flask("kehu", "entity-check", "care_plan")
