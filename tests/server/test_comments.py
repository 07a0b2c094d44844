"""Modules are served without their comments, and do the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from config import ROOT
from messaging.web.comments import without_comments

MODULES = ROOT / "static" / "js"
COMPARE = ROOT / "tests" / "js" / "support" / "same-program.js"


def test_every_module_is_the_same_program_without_its_comments(tmp_path: Path):
    names = [file.relative_to(MODULES) for file in MODULES.rglob("*.js")]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(without_comments((MODULES / name).read_text()))
    compared = subprocess.run(
        ["node", COMPARE, MODULES, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert compared.stdout == ""
    assert sum(len((tmp_path / name).read_bytes()) for name in names) < 0.85 * sum(
        len((MODULES / name).read_bytes()) for name in names
    )


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("// one\nlet a;", "\nlet a;"),
        ("/* one\n two */\nlet a;", "\n\nlet a;"),
        ("/** @type {A} */\nlet a;", "\nlet a;"),
        ("let a = // here\n  1;", "let a = // here\n  1;"),
        ("let a =\n  /** @type {A} */ (b);", "let a =\n  /** @type {A} */ (b);"),
        ("let a = `\n// text\n/* text */\n`;\n// gone", "let a = `\n// text\n/* text */\n`;\n"),
        ("let a = `\\`\n// text\n`;", "let a = `\\`\n// text\n`;"),
    ],
)
def test_only_comments_with_lines_of_their_own_go(source: str, served: str):
    assert without_comments(source) == served
