"""`python wsgi.py`: serve on eventlet (or, with ASYNC_MODE=threading, on Werkzeug's threads)."""

import os

os.environ.setdefault("ASYNC_MODE", "eventlet")
if os.environ["ASYNC_MODE"] == "eventlet":
    import warnings

    # Eventlet recommends asyncio for new projects; why QuChat serves on it all the same: docs/engine.md.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    # Before anything else is imported: what was imported earlier would keep the blocking modules.
    eventlet.monkey_patch()

from config import load_config
from messaging import create_app
from messaging.engine.serve import serve
from messaging.engine.waiting_room import WaitingRoom

if __name__ == "__main__":
    config = load_config()
    serve(create_app(config, WaitingRoom(config.host, config.port).open), config)
