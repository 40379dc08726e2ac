"""The application, put together bottom up: settings, database, framework, then each module's manifest."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from typing import Any

import flask_appbuilder.base
from flask import Flask, render_template, request
from flask_appbuilder import AppBuilder
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

import app.core.jobs.model
import app.core.saving  # noqa: F401  (its listeners)
import config
from app.core.access import NoPrincipal
from app.core.api import add_apis
from app.core.db import Model, db, engine_options
from app.core.describe_routes import DescribeApi
from app.core.display import choices, display, title
from app.core.errors import RuleError
from app.core.form_fields import explain
from app.core.i18n import current_locale, lazy, translate
from app.core.jobs.registry import register_schedule
from app.core.locale import KehuBabelManager
from app.core.module import Module
from app.core.text import N_
from app.customers.module import MODULE as CUSTOMERS
from app.system.module import MODULE as SYSTEM

log = logging.getLogger(__name__)

MODULES: tuple[Module, ...] = (SYSTEM, CUSTOMERS)
ROOT = Path(__file__).resolve().parent.parent

SETTINGS: dict[str, Any] = {
    "APP_NAME": "Kehu 客户管理系统",
    "FAB_SECURITY_MANAGER_CLASS": "app.system.security.SystemSecurityManager",
    "FAB_INDEX_VIEW": "app.system.views.start.StartView",
    "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
    "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
    # Only `flask kehu init` writes tables and permissions; see architecture.md.
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_API_SWAGGER_UI": True,
    "FAB_API_MAX_PAGE_SIZE": 200,
    "LANGUAGES": {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}},
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "WTF_CSRF_TIME_LIMIT": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SQLALCHEMY_TRACK_MODIFICATIONS": False,
    "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    "TEMPLATES_AUTO_RELOAD": False,
}


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application for `settings` (over those of the environment); starts no thread and writes no table."""
    app = Flask("app", root_path=str(ROOT / "app"))
    app.config.update(SETTINGS | config.load() | (settings or {}))
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    CSRFProtect(app)  # before the framework: it reads the extension when it registers views
    app.extensions["kehu_modules"] = MODULES
    app.extensions["kehu_related"] = [related for module in MODULES for related in module.related]
    with app.app_context():
        for module in MODULES:
            if module.on_create:
                module.on_create(app)
        _add_framework(app)
        for module in MODULES:
            _add_module(app, module)
        add_apis(app.appbuilder, DescribeApi)  # type: ignore[attr-defined]
        Model.registry.configure()
    _add_template_globals(app)
    _add_error_pages(app)
    _add_headers(app)
    from app.cli import kehu

    app.cli.add_command(kehu)
    return app


def _add_framework(app: Flask) -> None:
    flask_appbuilder.base.BabelManager = KehuBabelManager
    AppBuilder(app, db.session)


def _add_module(app: Flask, module: Module) -> None:
    builder: Any = app.appbuilder  # type: ignore[attr-defined]
    for view in (*module.views, *module.pages, *module.charts):
        name = view.__name__
        builder.add_view(view, name, label=view.menu_label(), category=module.name, category_label=lazy(module.label))
    for view in module.hidden_views:
        builder.add_view_no_menu(view)
    for schedule in module.schedules:
        register_schedule(schedule)


def _add_template_globals(app: Flask) -> None:
    app.jinja_env.globals.update(
        current_app=app,
        current_locale=current_locale,
        display=display,
        title_of=title,
        choices_with=choices_with,
        menu_tree=lambda: app.appbuilder.menu.get_data(),  # type: ignore[attr-defined]
        translate=translate,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def choices_with(field: Any, present: str) -> list[tuple[str, str]]:
    """What can be chosen, and what is chosen already even if it was withdrawn since."""
    offered = choices(field)
    if present and present not in dict(offered):
        offered.append((present, display(field, present)))
    return offered


_TITLES = {
    400: N_("This address or form was not understood"),
    401: N_("Please log in"),
    403: N_("You are not allowed to do this"),
    404: N_("Not found"),
    405: N_("This address does not work that way"),
    409: N_("Somebody else was faster"),
    413: N_("The file is too large"),
    429: N_("Too many tries"),
    500: N_("Something went wrong here"),
    503: N_("Not available at the moment"),
}


def _add_error_pages(app: Flask) -> None:
    def page(code: int, message: str, reference: str = "") -> Any:
        heading = translate(_TITLES.get(code, _TITLES[400]))
        if request.path.startswith("/api/"):
            return {"message": message or heading}, code
        return render_template(
            "core/error.html",
            code=code,
            heading=heading,
            message=message,
            reference=reference,
            base_template="appbuilder/baselayout.html",
            appbuilder=app.appbuilder,  # type: ignore[attr-defined]
        ), code

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if error.response is not None:
            return error.response
        if isinstance(error, CSRFError):
            return page(400, translate(N_("The form is too old or was not sent from here. Go back and try again.")))
        told: Any = error.description
        return page(error.code or 500, explain(told) if isinstance(told, RuleError) else "")

    @app.errorhandler(RuleError)
    def rule_refused(error: RuleError) -> Any:
        db.session.rollback()
        return page(400, explain(error))

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        db.session.rollback()
        reference = uuid.uuid4().hex[:8]
        log.error("request failed, reference %s", reference, exc_info=error)
        if app.testing and isinstance(error, NoPrincipal):
            raise error
        return page(500, "", reference)


def _add_headers(app: Flask) -> None:
    @app.after_request
    def headers(response: Any) -> Any:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
