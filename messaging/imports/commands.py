"""`flask import slack|json`: conversations from elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from messaging.accounts.models import User
from messaging.core.bars import Bars
from messaging.core.extensions import db
from messaging.imports.errors import ImportFailed
from messaging.imports.json_files.taking import JsonImport, owner_of_everything
from messaging.imports.report import Report
from messaging.imports.slack.taking import import_slack

imports = AppGroup("import", help="Take conversations over from elsewhere. Running it again takes only what is new.")
full_report = click.option(
    "--report", "report_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole report to a file."
)


@imports.command("slack")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--person",
    "persons",
    multiple=True,
    metavar="SLACKNAME=USERNAME",
    help="These two are the same person. Everybody else gets an account of their own.",
)
@full_report
def slack(file: Path, persons: tuple[str, ...], report_file: Path | None) -> None:
    """Take over an export of Slack: the zip FILE, as Slack hands it out.

    People, channels, private channels, group and direct messages, threads as answers, reactions, links to files.
    """
    linked = dict(map(_pair, persons))
    report = Report()
    try:
        with Bars() as bars:
            people = import_slack(file, linked, report, bars)
    except ImportFailed as error:
        raise click.ClickException(error.message) from None
    finally:
        _tell(report, report_file)
    if people.made:
        click.echo(
            "The new accounts have no password yet: give people theirs with sign-in cards (/admin) "
            "or `flask user reset-password USERNAME`."
        )
    if owner_of_everything() is None:
        click.echo("Nobody administers this server yet: `flask user create USERNAME --admin` makes somebody who does.")


@imports.command("json")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--owner", metavar="USERNAME", help="Whose conversations these are. Without it, the administrator's.")
@full_report
def json_files(paths: tuple[Path, ...], owner: str | None, report_file: Path | None) -> None:
    """Take over conversations kept as JSON: files, or folders of them."""
    report = Report()
    taking = JsonImport(_owner_id(owner), report)
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    with Bars() as bars:
        bars.begin("Files", len(files))
        for file in files:
            taking.take(file)
            bars.advance(1)
    _tell(report, report_file)


def _pair(given: str) -> tuple[str, str]:
    name, sign, username = given.partition("=")
    if not (name and sign and username):
        raise click.BadParameter(f"{given!r} is not SLACKNAME=USERNAME.", param_hint="--person")
    if not _id_of(username):
        raise click.BadParameter(f"There is nobody called {username}.", param_hint="--person")
    return name, username.lower()


def _id_of(username: str) -> str | None:
    found: str | None = db.session.scalar(select(User.id).where(User.username == username.lower()))
    return found


def _owner_id(username: str | None) -> str:
    owner_id = _id_of(username) if username else owner_of_everything()
    if owner_id is None:
        raise click.ClickException(
            f"There is nobody called {username}."
            if username
            else "Nobody administers this server yet: register the first account, or say with --owner whose they are."
        )
    return owner_id


def _tell(report: Report, report_file: Path | None) -> None:
    for line in report.lines():
        click.echo(line)
    if report_file:
        report_file.write_text("\n".join((*report.lines(shown=None), "")))
