"""A Dockerfile's steps in an empty folder, without Docker: what is copied, what is run, with what around it.

Each stage is a folder. What a stage takes from an image of others is there already (Python, Node); what it builds from
the network (`.venv`, `node_modules`) is linked from this checkout, so that set-up finds its work done and the rest is
done for real. The point is that a file which a step needs and nobody copied is missing here, too.
"""

from __future__ import annotations

import fnmatch
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dockerfile_parse import DockerfileParser

from config import ROOT


class Stage:
    """One stage's folder for the application, its environment and its command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = folder / "app"
        self.app.mkdir(parents=True)
        self.environment: dict[str, str] = {}
        self.user = "0"
        self.command: list[str] = []
        self.health: list[str] = []
        self.skipped: list[str] = []


def built(folder: Path, target: str) -> Stage:
    """The stage `target`, built in `folder`."""
    parser = DockerfileParser(path=str(ROOT / "Dockerfile"), cache_content=True)
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for step in parser.structure:
        instruction, value = step["instruction"], step["value"]
        if instruction == "FROM":
            image, _, name = value.partition(" AS ")
            stage = _begin(folder / (name or "last"), stages.get(image))
            stages[name or "last"] = stage
        elif stage is not None:
            _take(stage, instruction, value, stages)
    return stages[target]


def _begin(folder: Path, base: Stage | None) -> Stage:
    stage = Stage(folder)
    if base is not None:
        shutil.copytree(base.app, stage.app, symlinks=True, dirs_exist_ok=True)
        stage.environment, stage.user = dict(base.environment), base.user
        stage.command, stage.health = base.command, base.health
    return stage


def _take(stage: Stage, instruction: str, value: str, stages: dict[str, Stage]) -> None:
    if instruction == "COPY":
        _copy(stage, shlex.split(value), stages)
    elif instruction == "RUN":
        _run(stage, value)
    elif instruction == "ENV":
        pairs = (part.partition("=") for part in shlex.split(value))
        stage.environment.update({name: text for name, _, text in pairs if name != "PATH"})
    elif instruction == "USER":
        stage.user = value
    elif instruction == "CMD":
        stage.command = json.loads(value)
    elif instruction == "HEALTHCHECK":
        stage.health = json.loads(value.partition("CMD ")[2])


def _copy(stage: Stage, words: list[str], stages: dict[str, Stage]) -> None:
    source = next((word.removeprefix("--from=") for word in words if word.startswith("--from=")), None)
    *paths, target = [word for word in words if not word.startswith("--")]
    if source is not None and source not in stages:
        stage.skipped.append(f"COPY from {source}")  # another image's, which this machine has
        return
    for path in paths:
        if source is not None:
            origin = stages[source].folder / path.lstrip("/")
            _place(origin, stage.app / target if not target.endswith("/") else stage.app / target / origin.name)
        else:
            _from_context(path, stage.app / (target if not target.endswith("/") else target + Path(path).name))


def _place(origin: Path, target: Path) -> None:
    if origin.is_symlink():
        target.symlink_to(origin.resolve())
    elif origin.is_dir():
        shutil.copytree(origin, target, symlinks=True, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, target)


def _from_context(path: str, target: Path) -> None:
    """Copy what .dockerignore lets through."""
    files = [file for file in context() if file == Path(path) or Path(path) in file.parents]
    assert files, f"COPY {path}: .dockerignore leaves nothing of it"
    for file in files:
        end = target if file == Path(path) else target / file.relative_to(path)
        end.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, end)


def context() -> Iterator[Path]:
    """The files that a build gets: those of .dockerignore's rules, the last of which that fits decides."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).is_file() and _let_through(name, rules):
            yield Path(name)


def _let_through(name: str, rules: list[str]) -> bool:
    parts = Path(name).parts
    ways = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    ignored = False
    for rule in rules:
        pattern = rule.lstrip("!")
        anywhere = pattern.removeprefix("**/")
        fits = any(fnmatch.fnmatchcase(way, pattern) for way in ways) or (
            anywhere != pattern and any(fnmatch.fnmatchcase(part, anywhere) for part in parts)
        )
        if fits:
            ignored = not rule.startswith("!")
    return not ignored


def _run(stage: Stage, value: str) -> None:
    """Run a step that is about the application; what is about the system around it is left to Docker."""
    if "scripts/" not in value:
        stage.skipped.append(f"RUN {value}")
        return
    (stage.app / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    _link_environment(ROOT / ".venv", stage.app / ".venv")
    around = {**os.environ, **stage.environment}
    done = subprocess.run(["/bin/sh", "-ec", value], cwd=stage.app, env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _link_environment(held: Path, target: Path) -> None:
    """The virtual environment, but for the notes of what set-up has done: those it writes."""
    target.mkdir()
    for each in held.resolve().iterdir():
        if each.name != "setup-stamps":
            (target / each.name).symlink_to(each)
    shutil.copytree(held / "setup-stamps", target / "setup-stamps")
