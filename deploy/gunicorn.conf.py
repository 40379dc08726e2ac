"""Web servers of a larger installation: `gunicorn -c deploy/gunicorn.conf.py run:app`. WEB_CONCURRENCY says how many.

The program is loaded and warm before it divides into workers, so that they share it, and the first visitor waits for
nothing. The worker and the clock run apart: `flask kehu worker`, `flask kehu clock`.
"""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

gc.disable()  # until the program is loaded: nothing of it is garbage, and looking for some takes a fifth of the time
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
preload_app = True
worker_class = "sync"
timeout = 90  # seconds


def on_starting(server: Any) -> None:
    """The program is loaded and there is no worker yet: it may still refuse to serve."""
    from app.core.db import db
    from app.system.known_passwords import refuse_known_passwords
    from app.warming import get_ready

    app = server.app.wsgi()
    with ThreadPoolExecutor(1) as pool:  # trying passwords takes a second, on another processor
        tried = pool.submit(refuse_known_passwords, app)
        get_ready(app)
        tried.result()
    gc.enable()
    with app.app_context():
        db.engine.dispose()  # no worker may inherit a connection


def post_worker_init(worker: Any) -> None:
    """A new worker shares its memory with the others until it writes there: it makes what it needs its own before it
    takes the first visitor, and connects.
    """
    from app.rehearsal import rehearse

    rehearse(worker.wsgi, seconds=0.5)
