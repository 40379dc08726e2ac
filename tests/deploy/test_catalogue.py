from __future__ import annotations

from pathlib import Path

import pytest

from deploy import catalogue

CUSTOMER = 'LABEL = N_("Customer")\nREFUSAL = N_("Only %(left)s are left")\n'
CHINESE = {"Customer": "客户", "Only %(left)s are left": "只剩 %(left)s 个"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small application with two texts in Python and one in a template."""
    write(tmp_path, "babel.cfg", (catalogue.ROOT / "babel.cfg").read_text())
    write(tmp_path, "app/customers/labels.py", CUSTOMER)
    write(tmp_path, "app/templates/list.html", '<h1>{{ _("Customer") }}</h1>{{ translate("Search") }}')
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def complete(root: Path) -> None:
    catalogue.update(root, CHINESE | {"Search": "搜索"})


def msgids(root: Path) -> set[str]:
    return {entry.id for entry in catalogue.entries(catalogue.load(root))}


def test_texts_are_found_in_python_and_templates(root):
    complete(root)
    assert msgids(root) == {"Customer", "Only %(left)s are left", "Search"}


def test_a_complete_catalogue_has_no_fault(root):
    complete(root)
    assert catalogue.faults(root) == []


def test_moving_code_within_its_file_changes_nothing(root):
    complete(root)
    before = catalogue.po_path(root).read_bytes()
    write(root, "app/customers/labels.py", "\n\n# moved down\n" + CUSTOMER)
    complete(root)
    assert catalogue.po_path(root).read_bytes() == before


def test_libraries_of_others_are_not_read(root):
    write(root, "node_modules/app/x.py", 'N_("Foreign")')
    write(root, "app/static/vendor/x.py", 'N_("Foreign")')
    write(root, "tests/test_x.py", 'N_("Foreign")')
    complete(root)
    assert "Foreign" not in msgids(root)


def test_a_translation_is_kept_and_never_guessed(root):
    complete(root)
    write(root, "app/customers/labels.py", CUSTOMER + 'MANY = N_("Customers")\n')
    catalogue.update(root, {})
    loaded = catalogue.load(root)
    assert (loaded["Customer"].string, loaded["Customers"].string) == ("客户", "")


def test_a_table_of_terms_does_not_overrule_a_translator(root):
    complete(root)
    catalogue.update(root, {"Search": "检索"})
    assert catalogue.load(root)["Search"].string == "搜索"


def test_a_table_of_terms_may_hold_line_breaks_and_unfinished_lines(tmp_path):
    write(tmp_path, "a.tsv", "First\\nsecond\t第一\\n第二\nUnfinished\t\nno tab\n")
    assert catalogue.read_terms([tmp_path / "a.tsv"]) == {"First\nsecond": "第一\n第二"}


def test_a_plural_is_translated_by_its_singular(root):
    complete(root)
    page = "{{ ngettext('%(count)s row', '%(count)s rows', 1, count=1) }}"
    (root / "app" / "templates" / "rows.html").write_text(page, encoding="utf-8")
    catalogue.update(root, {"%(count)s row": "%(count)s 行"})
    assert catalogue.faults(root) == []
    assert catalogue.load(root)["%(count)s row"].string == ("%(count)s 行",)


def test_the_compiled_catalogue_translates(root):
    from gettext import GNUTranslations

    complete(root)
    catalogue.compile_catalogue(root)
    with catalogue.po_path(root).with_suffix(".mo").open("rb") as compiled:
        assert GNUTranslations(compiled).gettext("Customer") == "客户"


FAULTS = [
    ("an empty entry", 'msgstr "客户"', 'msgstr ""', "'Customer' has no Chinese"),
    ("a fuzzy entry", 'msgid "Customer"', '#, fuzzy\nmsgid "Customer"', "'Customer' is marked fuzzy"),
    ("a lost place", "只剩 %(left)s 个", "只剩几个", "has other places than its Chinese"),
    ("a place of another name", "%(left)s 个", "%(rest)s 个", "has other places than its Chinese"),
    ("an entry nobody uses", 'msgid "Search"', 'msgid "Serach"', "'Serach' is in the catalogue, not in the sources"),
    ("a text nobody entered", 'msgid "Search"', 'msgid "Serach"', "'Search' is in the sources, not in the catalogue"),
    ("a wrong source", "#: app/templates/list.html\n", "#: app/templates/old.html\n", "is not as `update` writes it"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_the_check_names_what_to_mend(root, old, new, sentence):
    complete(root)
    path = catalogue.po_path(root)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(sentence in fault for fault in catalogue.faults(root))


def test_a_missing_catalogue_is_a_fault(root):
    assert catalogue.faults(root) == ["translations/zh/LC_MESSAGES/messages.po is missing"]
