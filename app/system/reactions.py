"""What must hold, and what follows, whenever a user, a role or a department is saved, by whomever."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session

from app.core.access import acting_user_id
from app.core.access_columns import owner_moves
from app.core.display import person_name
from app.core.errors import RuleError
from app.core.folding import search_key
from app.core.history import ChangeKind
from app.core.save_rules import before_save_of, has_set, past
from app.core.saving import guard
from app.core.text import N_
from app.system import sessions
from app.system.actions import held_by, refuse_fuller_role
from app.system.holdings import active_administrators, holdings_of, own_holdings, security_manager
from app.system.models.department import Department, root_department_id
from app.system.models.password_link import PasswordLink
from app.system.models.user import Role, User, UserProfile
from app.system.reach import keep_branches_within_reach, keep_within_reach
from app.system.rights import refuse_unheld
from app.system.rules.administrators import refuse_losing_administrators
from app.system.rules.granting import added, unheld

# No password fits this hash, so nobody logs in before one is set.
NO_PASSWORD = "!"  # noqa: S105
_TAKEN = {
    "username": N_("Somebody else has this user name: choose another one."),
    "email": N_("Somebody else has this e-mail address: each account needs one of its own."),
}


def search_key_of(user: Any) -> str:
    """What a user is found by."""
    return search_key(person_name(user.first_name or "", user.last_name or ""), user.username or "", user.email or "")


@before_save_of(User)
def complete(session: Session, users: list[Any]) -> None:
    """A user made in any way, `flask fab create-user` too, can work at once: in the department at the root."""
    for user in users:
        if user in session.deleted:
            continue
        if user.profile is None:
            user.profile = UserProfile()
        if user in session.new:
            user.password = user.password or NO_PASSWORD
            if user.profile.department is None and user.profile.department_id is None:
                user.profile.department_id = root_department_id()
        key = search_key_of(user)
        if user.profile.search_text != key:
            user.profile.search_text = key


@before_save_of(User)
def refuse_taken_names(session: Session, users: list[Any]) -> None:
    """Nobody logs in by the name or address of somebody else; capital letters make no difference."""
    for user in users:
        for name, refusal in _TAKEN.items():
            if user in session.deleted or not has_set(user, name):
                continue
            column, value = getattr(User, name), getattr(user, name) or ""
            same = select(User.id).where(func.lower(column) == value.lower(), User.id != (user.id or 0))
            if session.execute(same.limit(1)).first():
                raise RuleError(refusal, field=name)


@before_save_of(User)
def keep_an_administrator(session: Session, users: list[Any]) -> None:
    """The last active administrator stays one, and nobody takes the role from themselves."""
    concerned = [user for user in users if user not in session.new and _administers(user, before=True)]
    losing = {user.id for user in concerned if user in session.deleted or not _administers(user, before=False)}
    if not losing:
        return
    # Two administrators who remove each other at the same moment wait here for each other.
    session.execute(select(Role.id).where(Role.name == security_manager().auth_role_admin).with_for_update())
    gaining = {user.id for user in users if user not in session.deleted and _administers(user, before=False)}
    refuse_losing_administrators(losing, (active_administrators() | gaining) - losing, acting_user_id())


def _administers(user: Any, *, before: bool) -> bool:
    active = inspect(user).attrs.active.history
    was_active = active.deleted[0] if active.deleted else user.active
    roles = {role.name for role in _roles(user, before=before)}
    return bool(was_active if before else user.active) and security_manager().auth_role_admin in roles


def _roles(user: Any, *, before: bool) -> list[Role]:
    past = inspect(user).attrs.roles.load_history()
    return [*(past.unchanged or ()), *((past.deleted if before else past.added) or ())]


@before_save_of(User)
def grant_only_what_is_held(session: Session, users: list[Any]) -> None:
    """Nobody gives a role with more than they hold, nor changes the account of somebody who holds more."""
    own = own_holdings()
    if own is None:
        return
    for user in users:
        before = holdings_of([] if user in session.new else [role.id for role in _roles(user, before=True)])
        after = holdings_of([role.id for role in _roles(user, before=False)])
        refuse_unheld(unheld(added(before, after), own), field="roles")
        if user.id != acting_user_id() and any(unheld(before, own)):
            raise RuleError(N_("This person holds more rights than you: let an administrator change the account."))


@before_save_of(User)
def end_their_sessions(session: Session, users: list[Any]) -> None:
    """Whoever gets another password, loses a role or may work no more, is logged out everywhere, programs too."""
    kept = [user for user in users if user not in session.new and user not in session.deleted]
    ended = [user.id for user in kept if past(user, "password").has_changes() or _loses(user)]
    if ended:
        sessions.end_all(session, ended)


@before_save_of(User)
def end_their_links(session: Session, users: list[Any]) -> None:
    """A link for a password is of no use to whoever finds it later: in an old mail, or at an address of before."""
    kept = [user for user in users if user not in session.new and user not in session.deleted]
    ended = [user.id for user in kept if _has_other_ways_in(user)]
    if ended:
        gone = delete(PasswordLink).where(PasswordLink.user_id.in_(ended))
        session.execute(gone.execution_options(synchronize_session=False))


def _has_other_ways_in(user: Any) -> bool:
    deactivated = past(user, "active").has_changes() and not user.active
    return deactivated or past(user, "password").has_changes() or past(user, "email").has_changes()


def _loses(user: Any) -> bool:
    past_roles = inspect(user).attrs.roles.load_history()
    return bool(past_roles.deleted) or (past(user, "active").has_changes() and not user.active)


@before_save_of(UserProfile)
def keep_hands_off(session: Session, profiles: list[Any]) -> None:
    """The same for what stands in the profile."""
    kept = [profile.user for profile in profiles if profile not in session.new and profile.user is not None]
    users = [user for user in kept if user not in session.deleted]
    grant_only_what_is_held(session, users)
    keep_within_reach(session, users)


before_save_of(User)(keep_within_reach)
before_save_of(Department)(keep_branches_within_reach)


@before_save_of(Role)
def keep_fuller_roles(session: Session, roles: list[Any]) -> None:
    """Nobody renames or deletes a role that gives more than they hold: others would lose what they work with."""
    own = own_holdings()
    for role in roles if own is not None else ():
        if role not in session.new:
            refuse_fuller_role(held_by(role), own)


@guard(User)
def follow_the_department(session: Session, user: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """The records of somebody who changes the department go along; each change counts up the version."""
    if kind is not ChangeKind.UPDATE or not changes:
        return
    user.profile.version += 1
    if "department" in changes:
        department = user.profile.department
        owner_moves(session, user.id, department.id if department is not None else user.profile.department_id)


@guard(Role)
def keep_the_administrators_role(session: Session, role: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """The role that holds everything is neither renamed nor deleted."""
    before = changes.get("name", [role.name])[0]
    touched = kind is ChangeKind.DELETE or (kind is ChangeKind.UPDATE and changes)
    if touched and before == security_manager().auth_role_admin:
        raise RuleError(N_("The administrator's role holds everything and stays as it is."))


@guard(Department)
def keep_the_top(session: Session, department: Any, kind: ChangeKind, changes: dict[str, Any]) -> None:
    """People without a department belong to the top one, so it stays."""
    if kind in (ChangeKind.ARCHIVE, ChangeKind.DELETE) and department.id == root_department_id():
        raise RuleError(N_("The top department cannot be deleted."))
