"""The application, put together bottom up: settings, database, framework, then each module's manifest."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import flask_appbuilder.base
import flask_appbuilder.security.decorators
from flask import Flask
from flask_appbuilder import AppBuilder
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemBytecodeCache
from werkzeug.middleware.proxy_fix import ProxyFix

import app.core.documents.saving
import app.core.jobs.model
import app.core.places
import app.core.publishing
import app.core.saving
import app.core.search_writing  # noqa: F401  (their listeners and rules)
import config
from app.cli import kehu
from app.core.addresses import stay_here
from app.core.api import add_apis
from app.core.cells import show_url
from app.core.db import Model, db, engine_options
from app.core.describe_routes import DescribeApi
from app.core.display import choices_with, display, title
from app.core.documents.limits import add_upload_limit
from app.core.error_pages import LOG_IN_AGAIN, add_error_pages
from app.core.form_bodies import add_form_bodies
from app.core.headers import add_headers
from app.core.health import add_health_page
from app.core.i18n import current_locale, lazy, plain_gettext, plain_ngettext, translate
from app.core.jobs.registry import register_schedule
from app.core.late_rules import LateRule
from app.core.locale import KehuBabelManager, remember_locale
from app.core.menu import menu_tree
from app.core.module import Module
from app.core.navigation import favourite_pages, module_icon, module_label, spelled
from app.core.security import may
from app.core.static_files import add_static_files
from app.core.whole_numbers import ShortInteger
from app.customers.module import MODULE as CUSTOMERS
from app.products.module import MODULE as PRODUCTS
from app.sales.module import MODULE as SALES
from app.system.module import MODULE as SYSTEM

MODULES: tuple[Module, ...] = (SYSTEM, CUSTOMERS, PRODUCTS, SALES)
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
    "FAB_API_KEY_ENABLED": True,
    "FAB_API_KEY_PREFIXES": ["kehu_"],
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
    app = Flask("app", root_path=str(ROOT / "app"), static_folder=None)
    app.config.update(SETTINGS | config.load() | (settings or {}))
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    if app.config["KEHU_PROXIES"]:
        number = app.config["KEHU_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]
    app.url_map.converters["int"] = ShortInteger
    app.url_rule_class = LateRule
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    stay_here(app)
    add_static_files(app, ROOT / "app" / "static")
    add_upload_limit(app)
    add_form_bodies(app)
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
        app.appbuilder.menu.menu.sort(key=lambda item: item.name == SYSTEM.name)  # type: ignore[attr-defined]  # last
        add_apis(app.appbuilder, DescribeApi)  # type: ignore[attr-defined]
        Model.registry.configure()
    _add_template_globals(app)
    _keep_compiled_templates(app)
    add_error_pages(app)
    add_headers(app)
    add_health_page(app)
    app.after_request(remember_locale)
    app.cli.add_command(kehu)
    return app


def _add_framework(app: Flask) -> None:
    flask_appbuilder.base.BabelManager = KehuBabelManager
    # Said to whoever is not logged in, also when the session has just ended.
    flask_appbuilder.security.decorators.FLAMSG_ERR_SEC_ACCESS_DENIED = lazy(LOG_IN_AGAIN)
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
        show_url=show_url,
        choices_with=choices_with,
        favourite_pages=favourite_pages,
        may=may,
        module_icon=module_icon,
        module_label=module_label,
        spelled=spelled,
        menu_tree=menu_tree,
        translate=translate,
    )
    app.jinja_env.install_gettext_callables(plain_gettext, plain_ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _keep_compiled_templates(app: Flask) -> None:
    """What was compiled once is read by the next start, as Python does with its modules."""
    versions = "-".join(f"{name}{version(name)}" for name in ("jinja2", "flask-appbuilder"))
    folder = Path(app.config["KEHU_DATA_DIR"]) / "templates" / versions
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
