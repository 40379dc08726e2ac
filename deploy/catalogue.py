"""The Chinese catalogue: extract, update, compile, check.

    python deploy/catalogue.py update [--terms TABLE.tsv …]    msgids of the sources into messages.po
    python deploy/catalogue.py check                           fails, naming what to mend, unless it is complete

English is the language of the msgids and needs no catalogue. The file names sources without line numbers,
so that moving code does not change it.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "messages"
LOCALE = "zh"
KEYWORDS = dict.fromkeys(("N_", "_", "gettext", "lazy_gettext", "translate")) | {"ngettext": (1, 2)}
HEADER = "# The Chinese of Kehu. Entries come from the sources (deploy/catalogue.py), translations from people."
PEOPLE = {
    "project": "Kehu",
    "version": "1",
    "msgid_bugs_address": "the issue tracker",
    "last_translator": "see the history",
    "language_team": "zh",
}
PLACE = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|%[sd]")
MEND = "run `make catalogue`, fill in the Chinese, and commit the result"


def po_path(root: Path) -> Path:
    return root / "translations" / LOCALE / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract(root: Path) -> Catalog:
    """A catalogue of every marked text below `root`, untranslated."""
    with (root / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    template = Catalog(project="Kehu", charset="utf-8")
    found = extract_from_dir(root, methods, options, KEYWORDS, directory_filter=lambda path: in_sources(root, path))
    for filename, _line, text, _comments, context in found:
        template.add(text, locations=[(Path(filename).as_posix(), 0)], context=context)
    return template


def in_sources(root: Path, directory: str | Path) -> bool:
    """Whether `directory` can hold marked text: only app/, without the libraries of others."""
    parts = Path(directory).absolute().relative_to(root.absolute()).parts  # a link may lead elsewhere
    return not parts or (parts[0] == "app" and parts[:3] != ("app", "static", "vendor"))


def load(root: Path) -> Catalog:
    path = po_path(root)
    if not path.is_file():
        return Catalog(locale=LOCALE, domain=DOMAIN, header_comment=HEADER, fuzzy=False, **PEOPLE)
    with path.open("rb") as source:
        return read_po(source, locale=LOCALE, domain=DOMAIN)


def merge(catalogue: Catalog, template: Catalog) -> None:
    """Make `catalogue` hold exactly the msgids of `template`; a translation is kept, never guessed."""
    dates = catalogue.creation_date, catalogue.revision_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    # A date that changes with every run would be a conflict in every merge.
    catalogue.creation_date, catalogue.revision_date = dates


def serialise(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_po(target, catalogue, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return target.getvalue()


def read_terms(paths: list[Path]) -> dict[str, str]:
    """Translators' tables: a line is msgid, tab, translation; `\\n` stands for a line break."""
    terms = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            msgid, tab, translation = line.replace("\\n", "\n").partition("\t")
            if tab and translation.strip():
                terms[msgid] = translation.strip()
    return terms


def fill(catalogue: Catalog, terms: dict[str, str]) -> None:
    """Translate from `terms` what has no translation yet; what somebody wrote stays. A plural goes by its singular."""
    for message in entries(catalogue):
        term = terms.get(texts(message.id)[0])
        if term and not any(texts(message.string or "")):
            message.string = term if isinstance(message.id, str) else [term] * catalogue.num_plurals


def update(root: Path, terms: dict[str, str]) -> None:
    catalogue = load(root)
    merge(catalogue, extract(root))
    fill(catalogue, terms)
    po_path(root).parent.mkdir(parents=True, exist_ok=True)
    po_path(root).write_bytes(serialise(catalogue))


def compile_catalogue(root: Path) -> None:
    target = po_path(root).with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, load(root))


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def texts(value: str | list[str] | tuple[str, ...]) -> list[str]:
    """The forms of a msgid or msgstr, which are several where there is a plural."""
    return [value] if isinstance(value, str) else list(value)


def places(value: str | list[str] | tuple[str, ...]) -> set[str]:
    return {match.group() for text in texts(value) for match in PLACE.finditer(text)}


def fault(message: Message) -> str | None:
    """What is wrong with one entry, or None."""
    if message.fuzzy:
        return "is marked fuzzy"
    if not message.string or not all(texts(message.string)):
        return "has no Chinese"
    if places(message.id) != places(message.string):
        return f"has other places than its Chinese: {sorted(places(message.id) ^ places(message.string))}"
    return None


def faults(root: Path) -> list[str]:
    """Everything that keeps the catalogue from being complete, one sentence each."""
    path = po_path(root)
    if not path.is_file():
        return [f"{path.relative_to(root)} is missing"]
    catalogue = load(root)
    found = [f"{texts(entry.id)[0]!r} {reason}" for entry in entries(catalogue) if (reason := fault(entry))]
    template = extract(root)
    known = {entry.id for entry in entries(catalogue)}
    wanted = {entry.id for entry in entries(template)}
    found += [f"{texts(msgid)[0]!r} is in the sources, not in the catalogue" for msgid in wanted - known]
    found += [f"{texts(msgid)[0]!r} is in the catalogue, not in the sources" for msgid in known - wanted]
    merge(catalogue, template)
    if not found and path.read_bytes() != serialise(catalogue):
        found.append(f"{path.relative_to(root)} is not as `update` writes it (order or source names)")
    return sorted(found)


def main() -> int:
    parser = argparse.ArgumentParser(description="The Chinese catalogue.")
    parser.add_argument("command", choices=("extract", "update", "compile", "check"))
    parser.add_argument("--terms", nargs="*", type=Path, default=[], help="tables of msgid, tab, translation")
    arguments = parser.parse_args()
    if arguments.command == "extract":
        sys.stdout.buffer.write(serialise(extract(ROOT)))
    elif arguments.command == "update":
        update(ROOT, read_terms(arguments.terms))
    elif arguments.command == "compile":
        compile_catalogue(ROOT)
    elif found := faults(ROOT):
        print("\n".join([*found, f"{len(found)} faults in the Chinese catalogue: {MEND}"]), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
