"""`flask kehu …`: what administrators and the Makefile call."""

from __future__ import annotations

import json
import os
import secrets
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app.core.access import system_access
from app.core.db import db
from app.core.errors import RuleError
from app.system import setup
from app.system.actions import one_time_password, set_password
from app.system.known_passwords import DEMO_PASSWORD
from app.system.models.user import User
from app.system.rules.passwords import check_password


@click.group()
def kehu() -> None:
    """Kehu's own commands."""


@kehu.command()
@with_appcontext
def init() -> None:
    """Bring the database up to date: migrations, permissions, ready roles, lists, the first administrator."""
    setup.initialise(current_app._get_current_object())  # type: ignore[attr-defined]
    password = os.environ.get("KEHU_ADMIN_PASSWORD")
    one_time = None if password else secrets.token_urlsafe(9)
    if setup.create_administrator("admin", password or one_time or "", must_change=password is None) and one_time:
        click.echo(f"Administrator: admin   one-time password: {one_time}", err=True)


@kehu.command("create-admin")
@click.argument("username")
@click.password_option(envvar="KEHU_ADMIN_PASSWORD")
@with_appcontext
def create_admin(username: str, password: str) -> None:
    """Add an administrator."""
    if current_app.config["KEHU_ENV"] == "production":
        try:
            check_password(password, [username])
        except RuleError as refusal:
            raise click.ClickException(str(refusal)) from None
    if not setup.create_administrator(username, password, must_change=False, only_if_none=False):
        raise click.ClickException(f"There is a user “{username}” already.")


@kehu.command()
@click.option("--customers", default=300, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=1, show_default=True)
@click.option("--force", is_flag=True, help="Do it in production too, with a random password for the people.")
@with_appcontext
def demo(customers: int, seed: int, force: bool) -> None:
    """Fill the system with a visibly fictitious company; nothing is added where it was done before."""
    from app.demo.fill import fill  # the generator is not part of the running system
    from app.demo.money import settle_accounts
    from app.demo.occasions import liven_up
    from app.demo.orders import take_orders
    from app.demo.pipeline import fill_pipeline
    from app.demo.trade import stock_up

    password = DEMO_PASSWORD
    if current_app.config["KEHU_ENV"] == "production":
        if not force:
            raise click.ClickException("This is a production system, and the people of the demo can log in to it.")
        password = one_time_password()
        click.echo(f"Password of the people of the demo: {password}", err=True)
    with system_access("demo data"):
        added, leads, products = fill(customers, seed, password), liven_up(seed), stock_up(seed)
        orders, opportunities, payments = take_orders(seed), fill_pipeline(seed), settle_accounts(seed)
    done = (f"{added} customers, {leads} leads, {products} products, {orders} orders", f"{opportunities} opportunities")
    click.echo(", ".join((*done, f"{payments} payments")), err=True)


@kehu.command("new-password")
@click.argument("username")
@with_appcontext
def new_password(username: str) -> None:
    """Print a one-time password for USERNAME; it must be changed at the next login, and open sessions end."""
    with system_access("a new password by command"):
        user = db.session.execute(select(User).where(User.username == username)).scalar_one_or_none()
        if user is None:
            raise click.ClickException(f"There is no user “{username}”.")
        made = set_password(user, "")
        db.session.commit()
    click.echo(f"One-time password: {made}", err=True)


@kehu.command()
@with_appcontext
def describe() -> None:
    """Print the data dictionary as JSON."""
    from app.core.describe import describe as dictionary

    json.dump(dictionary(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


@kehu.command("entity-check")
@click.argument("name")
@with_appcontext
def entity_check(name: str) -> None:
    """List what is missing for the entity NAME to be whole."""
    from app.core.entity_check import missing

    gaps = missing(name)
    for gap in gaps:
        click.echo(f"- {gap}")
    if gaps:
        raise SystemExit(1)
    click.echo(f"{name}: nothing is missing")


@kehu.command()
@with_appcontext
def worker() -> None:
    """Run background jobs until stopped."""
    from app.core.jobs.worker import Worker, stop_on_signals

    Worker(current_app._get_current_object()).run_until_stopped(stop_on_signals())  # type: ignore[attr-defined]


@kehu.command()
@with_appcontext
def clock() -> None:
    """Turn due schedules into jobs until stopped; any number of clocks may run."""
    from app.core.jobs.ticker import Ticker
    from app.core.jobs.worker import stop_on_signals

    Ticker(current_app._get_current_object()).run_until_stopped(stop_on_signals())  # type: ignore[attr-defined]


@kehu.command()
@click.option("--apply", "apply_", is_flag=True, help="Change the search keys instead of counting them.")
@with_appcontext
def reindex(apply_: bool) -> None:
    """Count (or renew) the search keys that an older version of the folding wrote."""
    with system_access("renew search keys"):
        changed = setup.renew_search_keys(apply=apply_)
        db.session.commit()
    click.echo(f"{changed} search keys differ", err=True)


@kehu.command("match-keys")
@with_appcontext
def match_keys() -> None:
    """Write the keys of possible duplicates anew, after a change of the rules."""
    from app.customers.match_keys import rebuild

    click.echo(f"{rebuild()} records have keys", err=True)
