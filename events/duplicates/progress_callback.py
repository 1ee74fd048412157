"""How far a search is, for whoever waits for it."""

from collections.abc import Callable

ProgressCallback = Callable[[int, int], None]
"""Called with how many were looked at, of how many."""


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""
