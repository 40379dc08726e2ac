"""Which right each generated page needs."""

from __future__ import annotations

PERMISSIONS = {
    **dict.fromkeys(("list", "show", "lookup", "lookup_link", "suggest", "related", "history", "exact_count"), "read"),
    **dict.fromkeys(("documents", "document_file", "shares"), "read"),
    **dict.fromkeys(("add_document", "add_version", "remove_document", "withdraw"), "edit"),
    "add": "create",
    "edit": "edit",
    **dict.fromkeys(("delete", "recover"), "delete"),
    **dict.fromkeys(("export", "export_progress"), "export"),
    **dict.fromkeys(("import_file", "import_template", "import_mapping", "import_check", "import_create"), "import"),
    **dict.fromkeys(("import_cancel", "import_problems", "import_refused", "import_rows", "import_undo"), "import"),
}


def pages_for(*rights: str) -> set[str]:
    """The methods that need one of `rights` (create, edit, delete, import, export): for views without such pages."""
    return {method for method, right in PERMISSIONS.items() if right in rights}
