"""The product as a web server loads it, with a header that says what each answer cost. Only the bench serves this."""

from __future__ import annotations

from bench._costs import with_costs
from tests.support.tally import Tally, counted

tally = Tally()
counting = counted(tally)  # for as long as the process lives and this name holds it
counting.__enter__()

from app.factory import create_app  # noqa: E402  (counted are the connections opened from here on)

app = create_app()
app.wsgi_app = with_costs(app.wsgi_app, tally)  # type: ignore[method-assign]
