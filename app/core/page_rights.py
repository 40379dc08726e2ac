"""Which right each page of an entity needs."""

from __future__ import annotations

_READ = (
    "list filters columns choose_columns choose_page_size show lookup lookup_link suggest related tab_counts timeline"
    " history exact_count bulk_progress statistics documents document_file shares sight"
)
_IMPORT = (
    "import_file import_template import_mapping import_check import_create import_cancel import_problems"
    " import_refused import_rows import_undo"
)
PERMISSIONS = {
    **dict.fromkeys(_READ.split(), "read"),
    **dict.fromkeys(("add_document", "add_version", "remove_document", "withdraw"), "edit"),
    "add": "create",
    "edit": "edit",
    **dict.fromkeys(("delete", "recover", "delete_records", "recover_records"), "delete"),
    **dict.fromkeys(("export", "export_progress", "statistics_file"), "export"),
    **dict.fromkeys(_IMPORT.split(), "import"),
    "reveal": "reveal",
}


def pages_for(*rights: str) -> set[str]:
    """The methods that need one of `rights` (create, edit, delete, import, export): for views without such pages."""
    return {method for method, right in PERMISSIONS.items() if right in rights}


# What a view of a part of an entity has of its own: everything about one record is left to the entity's main view.
_OF_LISTS = {
    "list",
    "bulk_progress",
    "columns",
    "filters",
    "choose_columns",
    "choose_page_size",
    "exact_count",
    "lookup_link",
    "suggest",
    "export",
    "export_progress",
    "statistics",
    "statistics_file",
}
LIST_ONLY = frozenset({"download", *PERMISSIONS} - _OF_LISTS)
