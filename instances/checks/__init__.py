"""The checks at the door: typed tables, and every finding at once, each with cell and remedy."""

from instances.checks.door import check_tables

__all__ = ["check_tables"]
