"""The whole system in one process: web server, one worker and the clock. Importing this file starts nothing."""

from __future__ import annotations

import os
import threading

from app.factory import create_app

app = create_app()


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; a job under way is put back for the next start."""
    from app.core.jobs.ticker import Ticker
    from app.core.jobs.worker import Worker, stop_on_signals
    from app.server import make_server  # only the process that serves needs these
    from app.system.known_passwords import refuse_known_passwords
    from app.warming import get_ready

    refuse_known_passwords(app)
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080"))
    stop = stop_on_signals()
    server = make_server(app, host, port)
    threads = [
        threading.Thread(target=Worker(app).run_until_stopped, args=(stop,), name="worker"),
        threading.Thread(target=Ticker(app).run_until_stopped, args=(stop,), name="clock"),
        threading.Thread(target=server.run, name="web", daemon=True),
    ]
    for thread in threads:
        thread.start()
    get_ready(app)
    print(f"Kehu: http://{host}:{port}/", flush=True)
    stop.wait()
    server.close()
    for thread in threads[:2]:
        thread.join(timeout=20)


if __name__ == "__main__":
    main()
