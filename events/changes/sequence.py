"""The counter that every revision takes its number from."""

from django.db.models import F

from events.models import Sequence


def advance_sequence(count: int) -> int:
    """Take numbers from the counter and return the last; the row stays locked until the commit."""
    counter = Sequence._base_manager.filter(pk=1)
    while not counter.update(value=F("value") + count):
        Sequence._base_manager.bulk_create([Sequence(pk=1)], ignore_conflicts=True)
    return counter.values_list("value", flat=True).get()
