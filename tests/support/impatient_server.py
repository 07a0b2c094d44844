"""`python wsgi.py`, which loses its patience with slow clients forty times as fast."""

import runpy
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
import eventlet  # noqa: E402 - not before the line above

eventlet.monkey_patch()  # as wsgi.py does, before anything else is imported

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # instead of this folder, whose http.py is not the one that everybody means

from messaging.engine import direct, patience  # noqa: E402 - not before the lines above

direct.WELCOME_WITHIN = patience.HEAD_WITHIN = 0.5
patience.LINE_WITHIN = 2
runpy.run_path(str(ROOT / "wsgi.py"), run_name="__main__")
