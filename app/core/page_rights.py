"""Which right each page of an entity needs."""

from __future__ import annotations

_READ = (
    "list show lookup lookup_link suggest related tab_counts timeline history exact_count statistics documents"
    " document_file shares"
)
_IMPORT = "import_file import_mapping import_check import_create import_cancel import_problems"
PERMISSIONS = {
    **dict.fromkeys(_READ.split(), "read"),
    **dict.fromkeys(("add_document", "add_version", "remove_document", "withdraw"), "edit"),
    "add": "create",
    "edit": "edit",
    **dict.fromkeys(("delete", "recover", "delete_records", "recover_records"), "delete"),
    **dict.fromkeys(("export", "export_progress", "statistics_file"), "export"),
    **dict.fromkeys(_IMPORT.split(), "import"),
}


def pages_for(*rights: str) -> set[str]:
    """The methods that need one of `rights` (create, edit, delete, import, export): for views without such pages."""
    return {method for method, right in PERMISSIONS.items() if right in rights}
