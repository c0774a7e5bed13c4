"""`marelle csg-simulator`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("csg-simulator")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5050, show_default=True, help="0 for any that is free")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path),
              help="where it keeps its database; by default in the data folder")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="serve by https with this certificate")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="and its key")
@click.option("--while", "process", type=int, default=0, metavar="PID", help="stop when this process ends")
def simulate(tls_cert: str | None, tls_key: str | None, **options: object) -> None:
    """Serve a simulator of the Ministry's system CSG: its exchange, and pages to watch and disturb it."""
    from plugins.icsge.simulator.serving import simulate as serve  # noqa: PLC0415 (a server: only when serving)

    serve(**options, tls=(tls_cert, tls_key))
