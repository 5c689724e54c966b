"""The command line. Heavy imports happen inside the verbs, so that ``careplan --help`` answers at once."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    from careplan.cli.app import run

    run()
