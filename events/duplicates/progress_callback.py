"""The callback by which a search reports its progress."""

from collections.abc import Callable

ProgressCallback = Callable[[int, int], None]
"""Takes the number of rows that were read, and of all rows."""


def no_progress(done: int, total: int) -> None:
    """Report nothing."""
