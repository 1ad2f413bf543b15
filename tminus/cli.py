"""The program `tminus`: what it can be told, and its exit codes (contract: commands of a fresh machine).

0: fine; 1: findings or a failure; 2: wrong usage, settings, an unreadable file.
"""

import asyncio
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import structlog
import typer
import uvloop
from sqlalchemy import Connection

from bot.audit import audit as audit_streams, where
from bot.document.check import check
from bot.document.findings import Level
from bot.document.parse import Document, parse
from bot.document.report import WIDTH, render_findings, render_timeline
from bot.document.text import read_document
from bot.document.timeline import timeline
from bot.domain.period import A_DAY
from bot.domain.refusals import Refusal
from bot.domain.state import Lifecycle
from bot.errors import TMinusError, new_error_id
from bot.records import record_of
from bot.storage.revisions import Revisions
from bot.storage.search import Wanted
from bot.storage.unit_of_work import PATIENT, Database
from migrations.run import is_current, upgrade
from tminus.doctor import examine
from tminus.history import Format, exported, listed
from tminus.house import Part
from tminus.logging import redactor, set_up
from tminus.processes import serve_house, work
from tminus.settings import Settings, SettingsError, read_settings
from tminus.verdicts import Verdict

FAILURE, USAGE = 1, 2
DAY = "%Y-%m-%d"
HEAD_DIGITS = 12
"""Fewer digits of a hash could be those of another event."""
HEAD = re.compile(rf"[0-9a-f]{{{HEAD_DIGITS},64}}")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="T-Minus carries out deployment plans with the team that wrote them, in Slack.",
)
plan_app = typer.Typer(no_args_is_help=True)
app.add_typer(plan_app, name="plan", help="Reads a deployment plan; needs neither Slack nor a database.")

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)]
MetricsPort = Annotated[
    int | None, typer.Option(help="Answer /metrics, /healthz and /readyz at this port.", min=0, max=65535)
]
File = Annotated[Path, typer.Argument(help="The plan, a Markdown file.", show_default=False)]
Deployment = Annotated[str, typer.Argument(help="A deployment's ID; without it everything is audited.")]
Head = Annotated[
    str,
    typer.Option(help="A hash kept elsewhere (12 digits or more): an event has it."),
]

Since = Annotated[
    datetime | None, typer.Option("--from", formats=[DAY], help="The first day (UTC) on which it ended.")
]
Until = Annotated[datetime | None, typer.Option("--to", formats=[DAY], help="The last day (UTC).")]
Service = Annotated[str, typer.Option(help="The service.")]
Environment = Annotated[str, typer.Option(help="The environment.")]
Whoever = Annotated[str, typer.Option("--person", help="Who took part: a handle, an address, an id, a name.")]
States = Annotated[list[Lifecycle] | None, typer.Option(help="How it stands; can be given several times.")]
Recorded = Annotated[str, typer.Argument(help="A deployment's ID.", show_default=False)]


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run everything in one process: web, worker and scheduler."""
    settings = _settings_for_slack()
    if settings.database_url.get_backend_name() == "sqlite":
        upgrade(settings.database_url)
    _need_current_schema(settings)
    uvloop.run(serve_house(settings, Part.WEB | Part.WORKER, host, port))


@app.command()
def web(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Hear Slack; a worker beside it does the rest."""
    settings = _settings_for_slack()
    _need_current_schema(settings)
    uvloop.run(serve_house(settings, Part.WEB, host, port))


@app.command()
def worker(host: Host = "127.0.0.1", metrics_port: MetricsPort = None) -> None:
    """Deliver messages and wake deployments when their time comes."""
    settings = _settings_for_slack()
    _need_current_schema(settings)
    uvloop.run(work(settings, None if metrics_port is None else (host, metrics_port)))


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date, and what another version stored."""
    settings = _settings()
    anew = upgrade(settings.database_url)
    typer.echo("The schema is current.")
    if anew:
        typer.echo(f"Folded anew, as another version had stored them: {', '.join(anew)}.")


@app.command()
def demo(port: Port = 8000) -> None:
    """Try everything in a pretend Slack in the browser."""
    from tminus.demo import run_demo  # noqa: PLC0415 - nobody else waits for the sandbox, or keeps it in memory

    uvloop.run(run_demo(port))


@app.command()
def audit(deployment: Deployment = "", head: Head = "") -> None:
    """Verify the chains of events, and that what is stored is their fold."""
    settings = _settings()
    _need_current_schema(settings)
    if head and (not deployment or not HEAD.fullmatch(head)):
        _stop(f"--head takes {HEAD_DIGITS} to 64 hexadecimal digits, and a deployment's ID before.", USAGE)

    async def run() -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, int]]:
        database = Database(settings.database_url)
        try:
            streams, problems = await audit_streams(database, deployment)
            return streams, problems, await where(database, deployment, head) if head else (0, 0)
        finally:
            await database.close()

    streams, problems, (number, count) = asyncio.run(run())
    if head and not number:
        written = f"the chain was cut or written anew since; it has {count} events"
        problems = (*problems, f"{deployment}: no event has the hash {head}: {written}")
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(FAILURE)
    typer.echo(f"{len(streams)} streams, every chain whole, every stored state the fold of its events.")
    if head:
        typer.echo(f"Event {number} of {count} has the hash {head}.")


@app.command("list")
def list_(  # noqa: PLR0917 - an option for each thing that can be asked for
    since: Since = None,
    until: Until = None,
    service: Service = "",
    environment: Environment = "",
    person: Whoever = "",
    state: States = None,
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    """List deployments, the newest first: all, or those that are asked for."""
    wanted = _wanted(since, until, service, environment, person, state)
    if not _said(lambda connection: listed(connection, wanted, form, typer.echo)):
        typer.echo("No deployment is like that.", err=True)


@app.command()
def export(  # noqa: PLR0917 - as of `list`
    since: Since = None,
    until: Until = None,
    service: Service = "",
    environment: Environment = "",
    person: Whoever = "",
    state: States = None,
) -> None:
    """Print deployments with all their events, one JSON object a line."""
    wanted = _wanted(since, until, service, environment, person, state)
    if not _said(lambda connection: exported(connection, wanted, typer.echo)):
        typer.echo("No deployment is like that.", err=True)


def _wanted(  # noqa: PLR0917 - as of `list`
    since: datetime | None,
    until: datetime | None,
    service: str,
    environment: str,
    person: str,
    states: list[Lifecycle] | None,
) -> Wanted:
    return Wanted(
        since=since.replace(tzinfo=UTC) if since else None,
        until=until.replace(tzinfo=UTC) + A_DAY if until and until.date() < date.max else None,
        service=service,
        environment=environment,
        person=person,
        states=tuple(states or ()),
    )


def _said(work: Callable[[Connection], int]) -> int:
    """Have something printed from the database, in one transaction that reads; how much there was."""
    settings = _settings()
    _need_current_schema(settings)

    async def run() -> int:
        database = Database(settings.database_url)
        try:
            return await database.read(work, patience=PATIENT)
        finally:
            await database.close()

    return asyncio.run(run())


@app.command()
def record(deployment: Recorded) -> None:
    """Print a deployment's document, filled in as it went, as Markdown."""
    settings = _settings()
    _need_current_schema(settings)

    async def run() -> str | Refusal:
        database = Database(settings.database_url)
        try:
            return await record_of(database, deployment, Revisions(settings.secret_names))
        finally:
            await database.close()

    found = asyncio.run(run())
    if isinstance(found, Refusal):
        _stop(found.text, USAGE)
    typer.echo(found.encode("utf-8"), nl=False)


@app.command()
def doctor() -> None:
    """Check the configuration against the real services, and show what is stuck."""
    settings = _settings()
    clean = redactor(settings.secret_values())

    async def run() -> bool:
        is_well = True
        async for found in examine(settings):
            typer.echo(clean(str(found)))
            is_well = is_well and found.verdict is not Verdict.BAD
        return is_well

    if not asyncio.run(run()):
        raise typer.Exit(FAILURE)


@plan_app.command("check")
def plan_check(file: File) -> None:
    """Print what is wrong with a plan, line by line, and what to do."""
    findings = check(_document(file))
    if findings:
        typer.echo(render_findings(str(file), findings), nl=False)
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(FAILURE)
    if not findings:
        typer.echo(f"{file}: no findings.")


@plan_app.command("show")
def plan_show(file: File) -> None:
    """Print a plan's timeline: steps and notifications with their times."""
    width = shutil.get_terminal_size((WIDTH, 0)).columns
    typer.echo(render_timeline(timeline(_document(file).plan), width), nl=False)


def _document(file: Path) -> Document:
    try:
        return parse(read_document(file.read_bytes()))
    except OSError as error:
        _stop(f"{file}: {error.strerror}", USAGE)
    except TMinusError as error:
        _stop(f"{file}: {error}", USAGE)


def _settings() -> Settings:
    """The settings, with the log set up by them."""
    settings = read_settings()
    set_up(level=settings.log_level, style=settings.log_format, secrets=settings.secret_values())
    return settings


def _settings_for_slack() -> Settings:
    settings = _settings()
    # In Socket Mode no request comes in that would be signed.
    is_signed = not settings.slack_app_token.get_secret_value()
    settings.require("SLACK_BOT_TOKEN", *(["SLACK_SIGNING_SECRET"] if is_signed else []))
    return settings


def _need_current_schema(settings: Settings) -> None:
    if not is_current(settings.database_url):
        _stop("The database's schema is not current: run `tminus migrate` first.", FAILURE)


def _stop(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def main() -> None:
    """The entry point."""
    set_up(level="INFO", style="console", secrets=())
    try:
        app()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the program's own word to whoever started it
        sys.exit(USAGE)
    except TMinusError as error:
        print(f"tminus stops: {error}", file=sys.stderr)  # noqa: T201 - the same
        sys.exit(FAILURE)
    except Exception:  # noqa: BLE001 - the last place where it can reach the log, cleaned of secrets
        structlog.get_logger(__name__).exception("tminus: unexpected error", error_id=new_error_id())
        sys.exit(FAILURE)
