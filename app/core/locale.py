"""Which language a reader gets: what the address says, then their preference, the session, the browser."""

from __future__ import annotations

from flask import has_request_context, request, session
from flask_appbuilder.babel.manager import BabelManager

from app.core.i18n import LOCALES
from app.core.preferences import preferences


class KehuBabelManager(BabelManager):
    """The framework asks only the session, and answers with one fixed language on a first visit."""

    def get_locale(self) -> str | None:
        if not has_request_context():
            return self.babel_default_locale  # type: ignore[no-any-return]
        asked = request.args.get("_l_")
        if asked in LOCALES:
            return asked
        if request.authorization is not None:  # a program says with each request what it reads
            accepted = request.accept_languages.best_match(LOCALES)
            if accepted:
                return accepted
        return session_locale() or preferences().locale or request.accept_languages.best_match(LOCALES) or "zh"


def session_locale() -> str | None:
    """The language switched to in this session, if it is one we have."""
    chosen = session.get("locale")
    return chosen if chosen in LOCALES else None
