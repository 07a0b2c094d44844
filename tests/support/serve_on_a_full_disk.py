"""`python wsgi.py` on a disk that is full while the file FULL names is there: SQLite itself finds no further page."""

import os
import runpy
import shutil
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
import eventlet  # noqa: E402 - not before the line above

eventlet.monkey_patch()  # as wsgi.py does, before anything else is imported

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # instead of this folder, whose http.py is not the one that everybody means

from sqlalchemy import event  # noqa: E402 - not before the lines above
from sqlalchemy.pool import Pool  # noqa: E402

FULL = Path(os.environ["FULL"])
MOST_PAGES = 2**30
disk_usage = shutil.disk_usage


@event.listens_for(Pool, "checkout")
def limit(connection, _record, _proxy):  # type: ignore[no-untyped-def]
    connection.execute(f"PRAGMA max_page_count = {1 if FULL.exists() else MOST_PAGES}")


def none_is_free(folder):  # type: ignore[no-untyped-def]
    return SimpleNamespace(free=0) if FULL.exists() else disk_usage(folder)


shutil.disk_usage = none_is_free
runpy.run_path(str(ROOT / "wsgi.py"), run_name="__main__")
