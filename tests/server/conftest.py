"""Fixtures of the scene: set up once a module, wound back for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.server.scene import Fill, Scene, filler, set_up
from tests.support import apps


@pytest.fixture(scope="module")
def scene(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return set_up(tmp_path_factory.mktemp("scene"), template)


@pytest.fixture(scope="module")
def stage(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all cells. Pictures are not in the database and stay where they are."""
    folder = tmp_path_factory.mktemp("stage")
    for pictures in ("avatars", "link-previews"):
        shutil.copytree(scene.folder / pictures, folder / pictures)
    app = apps.fresh_app(folder, scene.folder)
    yield app
    apps.close(app)


@pytest.fixture
def staged(stage: Flask, scene: Scene) -> Flask:
    """The application, with the scene as it was."""
    apps.rewind(stage, scene.folder)
    for kept in ("files", "previews"):
        shutil.copytree(scene.folder / kept, stage.config["DATA_DIR"] / kept)
    return stage


@pytest.fixture
def fill(scene: Scene, staged: Flask) -> Fill:
    """Put the scene's names into an address or a body."""
    return filler(scene, staged)
