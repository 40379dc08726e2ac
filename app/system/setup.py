"""From an empty database to a system somebody can log in to; harmless to repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import flask_migrate
from flask import Flask, current_app
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.core.access import system_access
from app.core.db import db, refresh_statistics
from app.core.lookup_seed import LookupSeed
from app.core.lookups import Lookup
from app.core.module import Module
from app.core.registry import entities
from app.core.search_keys import VERSION, key_of
from app.system.models.department import Department
from app.system.models.ledger import Ledger
from app.system.models.user import User
from app.system.reactions import search_key_of
from app.system.roles import seed_roles

ROOT_DEPARTMENT = "总公司 Head office"


def initialise(app: Flask) -> None:
    """Migrations, then everything that is delivered with the program and not there yet."""
    flask_migrate.upgrade(directory=app.extensions["migrate"].directory)
    modules: Sequence[Module] = app.extensions["kehu_modules"]
    with system_access("initialise"):
        _synchronise_permissions(app)
        ledger = Ledger()
        _seed_root_department(ledger)
        seed_roles(app.appbuilder.sm, modules, ledger)  # type: ignore[attr-defined]
        for module in modules:
            _seed_lookups(module, ledger)
            if module.on_init:
                module.on_init()
        if ledger.offer(f"search keys of version {VERSION}"):
            renew_search_keys(apply=True)
        refresh_statistics()
        db.session.commit()


def _synchronise_permissions(app: Flask) -> None:
    """Every view's rights become rows; the administrators' role holds them all."""
    builder: Any = app.appbuilder  # type: ignore[attr-defined]
    with _one_transaction():
        builder.sm.add_role(builder.sm.auth_role_admin)
        builder.sm.add_role(builder.sm.auth_role_public)
        builder.add_permissions(update_perms=True)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """The framework commits after each of some thousand permissions; a flush is enough, and all or none count."""
    session: Any = db.session()
    session.commit = session.flush
    try:
        yield
    finally:
        del session.commit


def _seed_root_department(ledger: Ledger) -> None:
    if ledger.offer("department:root") and not db.session.execute(select(Department.id)).first():
        db.session.add(Department(name=ROOT_DEPARTMENT))
        db.session.flush()


def _seed_lookups(module: Module, ledger: Ledger) -> None:
    present = {(kind, code) for kind, code in db.session.execute(select(Lookup.kind, Lookup.code))}
    for kind, seeds in module.lookups().items():
        for position, seed in enumerate(seeds):
            if ledger.offer(f"lookup:{kind}:{seed.code}") and (kind, seed.code) not in present:
                place = position if seed.position is None else seed.position
                db.session.add(_lookup(kind, place, seed))


def _lookup(kind: str, position: int, seed: LookupSeed) -> Lookup:
    return Lookup(
        kind=kind,
        code=seed.code,
        name_zh=seed.name_zh,
        name_en=seed.name_en,
        aliases=", ".join(seed.aliases) or None,
        position=position,
        active=True,
    )


def create_administrator(username: str, password: str, *, must_change: bool, only_if_none: bool = True) -> bool:
    """Add a user with the administrators' role; False if there is one (or one of this name) already."""
    security: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    taken = select(User.id) if only_if_none else select(User.id).where(User.username == username)
    if db.session.execute(taken.limit(1)).first():
        return False
    user = User(
        username=username,
        first_name="Admin",
        last_name="Kehu",
        email=f"{username}@example.com",
        active=True,
        password=generate_password_hash(password),
        roles=[security.find_role(security.auth_role_admin)],
    )
    with system_access("create an administrator"):
        db.session.add(user)
        db.session.flush()
        user.profile.must_change_password = must_change
        db.session.commit()
    return True


def renew_search_keys(*, apply: bool) -> int:
    """How many stored search keys differ from what today's folding writes; `apply` writes them."""
    changed = 0
    for entity in entities():
        if not entity.searchable:
            continue
        for record in db.session.execute(select(entity.model).execution_options(yield_per=500)).scalars():
            key = key_of(record)
            if key != record.search_text:
                changed += 1
                if apply:
                    record.search_text = key
    return changed + _renew_users(apply)


def _renew_users(apply: bool) -> int:
    outdated = [user for user in db.session.execute(select(User)).scalars() if not _is_found(user)]
    for user in outdated if apply else ():
        user.profile.search_text = search_key_of(user)
    return len(outdated)


def _is_found(user: User) -> bool:
    return user.profile is None or user.profile.search_text == search_key_of(user)
