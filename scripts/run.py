#!/usr/bin/env python3
"""`flask run` on HOST and PORT of the environment or .env. Flask's own flags may follow, e.g. `--debug`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from config import load_config  # noqa: E402 - config.py is beside this folder

if __name__ == "__main__":
    config = load_config()
    print(f"QuChat: http://{config.host}:{config.port}", flush=True)
    os.chdir(ROOT)
    os.environ.setdefault("FLASK_APP", "messaging")
    flask = [sys.executable, "-m", "flask", "run", "--host", config.host, "--port", str(config.port)]
    os.execv(sys.executable, flask + sys.argv[1:])  # noqa: S606 - no shell is wanted
