"""The two counters that number revisions: of all changes, and of public changes."""

from django.db.models import F

from events.models import Sequence


def advance_sequence(count: int) -> int:
    """Take numbers of all changes and return the last; the row stays locked until the commit."""
    return _advance("value", count)


def advance_public_sequence(count: int) -> int:
    """Take numbers of public changes and return the last; the row stays locked until the commit."""
    return _advance("public_value", count)


def _advance(column: str, count: int) -> int:
    counter = Sequence._base_manager.filter(pk=1)
    while not counter.update(**{column: F(column) + count}):
        Sequence._base_manager.bulk_create([Sequence(pk=1)], ignore_conflicts=True)
    return counter.values_list(column, flat=True).get()
