"""The floor of start-up: a typer-and-rich program with two commands that do nothing."""

from __future__ import annotations

import rich.console
import typer

app = typer.Typer()


@app.command()
def first(name: str = "x") -> None:
    """Say the name."""
    rich.console.Console().print(name)


@app.command()
def second(name: str = "x") -> None:
    """Say the name too."""
    rich.console.Console().print(name)


if __name__ == "__main__":
    app()
