"""`marelle icsge-reconcile`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from plugins.icsge.components import Component
from plugins.icsge.exchange.client import transport_for
from plugins.icsge.sync.reconciling import reconcile


@click.command("icsge-reconcile")
@click.option("--ministry", is_flag=True, help="ask the Ministry about each accepted record too")
@with_appcontext
def compare(ministry: bool) -> None:
    """Compare the exchange with itself, and with the Ministry; ends with 1 when something differs."""
    count = 0
    for component in Component.select().order_by(Component.id):
        for difference in reconcile(component, transport_for(component) if ministry else None):
            click.echo(f"{component}: {difference}")
            count += 1
    click.echo(f"{count} differences.")
    raise SystemExit(1 if count else 0)
