"""References of many-to-many columns, as sets."""

import pytest

from events.models import Event
from events.records.restore.many_to_many import restore_many_to_many
from events.records.restore.references import ResolvedReferences
from tests import factories as make

pytestmark = pytest.mark.django_db
THROUGH = Event.factuality_by.through


def rows_of(event: Event) -> dict[str, int]:
    """The slugs of the actors, with the keys of their rows."""
    rows = THROUGH._base_manager.filter(event=event).order_by("pk")
    return dict(rows.values_list("actor__slug", "pk"))


def test_each_set_becomes_what_is_wanted_and_what_is_in_both_stays() -> None:
    with make.change():
        one, other, untouched = make.event("one"), make.event("other"), make.event("untouched")
        actors = {slug: make.actor(slug) for slug in ("a", "b", "c")}
        for event in (one, other, untouched):
            event.factuality_by.add(actors["a"])
            event.factuality_by.add(actors["b"])
        before = {event.slug: rows_of(event) for event in (one, other, untouched)}
        stored = {"by": [{"ref": f"actors/{slug}"} for slug in actors]}
        found = ResolvedReferences("events/one", one.pk, stored)
        a, b, c = stored["by"]
        restore_many_to_many(Event, "factuality_by", {one.pk: [a, b, c, c], other.pk: [b, a]}, found)
        assert [*rows_of(one)] == ["a", "b", "c"]
        assert rows_of(one).items() > before["one"].items()
        assert rows_of(other) == before["other"]
        assert rows_of(untouched) == before["untouched"]
        restore_many_to_many(Event, "factuality_by", {one.pk: [c], other.pk: []}, found)
        assert ([*rows_of(one)], [*rows_of(other)]) == (["c"], [])
