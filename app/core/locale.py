"""Which language a reader gets: what the address says, then the session, their preference, the browser.

What somebody chose outlives the session in a cookie, so that the login page speaks to them as before.
"""

from __future__ import annotations

from flask import Response, abort, current_app, g, has_request_context, redirect, request, session
from flask_appbuilder import expose
from flask_appbuilder.babel import views as framework
from flask_appbuilder.babel.manager import BabelManager
from flask_babel import refresh

from app.core.i18n import LOCALES
from app.core.preferences import preferences

COOKIE = "kehu_locale"


class LocaleView(framework.LocaleView):
    """The switch of the language. The framework's goes to the page before the last; ours stays where the reader is."""

    @expose("/<string:locale>")
    def index(self, locale: str) -> Response:
        if locale not in LOCALES:
            abort(404)
        session["locale"] = locale
        refresh()
        return redirect(local_path(request.args.get("next", "")) or self.appbuilder.get_url_for_index)  # type: ignore[return-value]


class KehuBabelManager(BabelManager):
    """The framework asks only the session, and answers with one fixed language on a first visit."""

    def register_views(self) -> None:
        self.locale_view = LocaleView()
        self.appbuilder.add_view_no_menu(self.locale_view)

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
        chosen = session_locale() or preferences().locale or _remembered()
        return chosen or request.accept_languages.best_match(LOCALES) or "zh"


def remember_locale(response: Response) -> Response:
    """Keep the chosen language in the browser."""
    known = getattr(g, "kehu_preferences", None)  # nothing is read for it, least of all after a failure
    chosen = session_locale() or (known.locale if known else None)
    if chosen and chosen != _remembered():
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, chosen, max_age=365 * 24 * 3600, secure=secure, httponly=True, samesite="Lax")
    return response


def _remembered() -> str | None:
    kept = request.cookies.get(COOKIE)
    return kept if kept in LOCALES else None


def session_locale() -> str | None:
    """The language switched to in this session, if it is one we have."""
    chosen = session.get("locale")
    return chosen if chosen in LOCALES else None


def local_path(text: str) -> str | None:
    """`text` if it is a path of this application; None for what could lead to another host.

    Browsers read a backslash as a slash and leave control characters out, so neither may be there.
    """
    outside = not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable()
    return None if outside else text


def path_here(address: str) -> str | None:
    """The path behind `address` where it leads to this application, with or without its host; None otherwise."""
    return local_path(address.removeprefix(request.host_url.rstrip("/")) or "/")
