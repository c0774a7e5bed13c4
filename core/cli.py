"""The command line: `marelle …`. Each command answers in sentences and ends with 1 when it could not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup

from core import database, reference
from core.accounts.cli import user
from core.accounts.roles import sync_roles
from core.app import check_schema, create_app, models_of, sources_of
from core.checks import check
from core.cli_operations import OPERATIONS
from core.demo import fill
from core.errors import MarelleError
from core.policy import policy_of
from core.running import running


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False,
             help="Marelle: administration of files that move through states.")
def cli() -> None:
    """The group that every command hangs on."""


cli.add_command(user)


@cli.command()
@click.option("--make", default="", metavar="NAME", help="write a new migration file for what differs instead")
@click.option("--plugin", default="core", help="whose migration to write")
def migrate(make: str, plugin: str) -> None:
    """Bring the database to the schema of the core and of each plugin."""
    sources = {source.name: source for source in sources_of(current_app)}
    if make:
        _make(sources[plugin], make)
        return
    applied = database.migrate(list(sources.values()))
    applied += [f"role {name}" for name in sync_roles(current_app._get_current_object())]
    click.echo("\n".join(f"applied {step}" for step in applied) or "The database is up to date.")


def _make(source: database.Source, name: str) -> None:
    owned = [model for model in models_of(current_app) if model._meta.table_name.startswith(f"{source.name}_")]
    text = database.draft(owned)
    if not text:
        click.echo("Nothing differs.")
        return
    source.folder.mkdir(exist_ok=True)
    path = source.folder / f"{len(list(source.folder.glob('[0-9]*.py'))) + 1:04d}_{name}.py"
    path.write_text(text)
    click.echo(f"Wrote {path}: read it before you commit it.")


@cli.command()
def plugins() -> None:
    """List the plugins, their versions, what they require, and those that cannot be used and why."""
    host = running().host
    for plugin in host:
        needs = f", requires {', '.join(plugin.requires)}" if plugin.requires else ""
        click.echo(f"{plugin.name:16} {plugin.version or '-':8} {plugin.title}{needs}")
    for name, reason in host.broken.items():
        click.echo(f"{name:16} NOT USABLE: {reason}")


@cli.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def routes(form: str) -> None:
    """List every route: rule, methods, permission, scope."""
    rows = routes_of(current_app)
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{','.join(row['methods']):10} {row['rule']:55} {row['permission']:35} {row['scope']}")


def routes_of(app: Flask) -> list[dict]:
    """Every route with its policy, by rule."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        policy = policy_of(app, rule.endpoint)
        found.append({"rule": rule.rule, "endpoint": rule.endpoint,
                      "methods": sorted(rule.methods - {"HEAD", "OPTIONS"}),
                      "permission": policy.permission if policy else "", "scope": policy.scope if policy else ""})
    return found


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, envvar="PORT")
@click.option("--threads", default=8, show_default=True)
def serve(host: str, port: int, threads: int) -> None:
    """Serve the pages, with a worker for the jobs inside the same process."""
    from core.serving import serve as run  # noqa: PLC0415 (waitress: only when serving)

    check_schema(current_app)
    run(current_app._get_current_object(), host=host, port=port, threads=threads)


@cli.command()
@click.option("--if-empty", is_flag=True, help="keep the data that are there, and say so")
def demo(if_empty: bool) -> None:
    """Fill an empty database with invented people and files; in demonstration mode only (MARELLE_DEMO=1)."""
    fill(click.echo, if_empty=if_empty)


@cli.command("check")
def check_command() -> None:
    """Prove what can be proved before anybody uses it: plugins, workflows, scopes, routes, schema, stored states."""
    findings = check(current_app)
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} finding(s)." if findings else "Everything checked is right.")
    sys.exit(1 if findings else 0)


@cli.command()
@click.option("--folder", default="docs", show_default=True, help="where the pages lie")
@click.option("--check", "only_check", is_flag=True, help="write nothing; fail when a page is out of date")
def docs(folder: str, only_check: bool) -> None:
    """Write the reference pages from the code: hooks, settings, permissions, workflows, commands, public names."""
    made = reference.pages(current_app, cli)
    changed = reference.differing(made, Path(folder)) if only_check else reference.write(made, Path(folder))
    for path in changed:
        click.echo(f"{'out of date' if only_check else 'wrote'} {path}")
    sys.exit(1 if only_check and changed else 0)


for operation in OPERATIONS:
    cli.add_command(operation)


def main() -> None:
    """The console script: a MarelleError is a sentence, not a traceback."""
    try:
        cli.main(standalone_mode=True)
    except MarelleError as error:
        click.echo(f"marelle: {error}", err=True)
        sys.exit(1)


