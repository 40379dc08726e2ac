"""What the page of a shared record says about it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.core.db import db
from app.core.display import EMPTY, display_plain, title
from app.core.i18n import translate
from app.core.shares.limits import share_of
from app.core.shares.model import Share, ShareLevel
from app.core.text import N_

# (right, whether it ends) -> what the page says.
_WORDS = {
    (ShareLevel.READ, False): N_("Shared with you by %(name)s for viewing."),
    (ShareLevel.READ, True): N_("Shared with you by %(name)s for viewing until %(until)s."),
    (ShareLevel.WRITE, False): N_("Shared with you by %(name)s for viewing and editing."),
    (ShareLevel.WRITE, True): N_("Shared with you by %(name)s for viewing and editing until %(until)s."),
}


def share_in_words(record: Any) -> str:
    """Who shared `record` with the reader, how far and until when; empty where it is theirs anyway."""
    share: Share | None = share_of(db.session(), record)
    if share is None:
        return ""
    giver = db.session.scalars(select(User).where(User.id == share.created_by_id)).one_or_none()
    until = "" if share.until is None else display_plain(share.until)
    words = _WORDS[ShareLevel(share.level), bool(until)]
    return translate(words, name=title(giver) if giver is not None else EMPTY, until=until)
