"""The ties of an actor through time: its own, and those of others with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events.choices import Collection
from events.pages.answers import Json
from events.pages.time_axis import WIDTH, Axis, Span
from events.pages.whole_records import published_records
from events.rules.dates import EARLIEST

MAX_OTHERS = 100
"""So many actors are looked at for their ties with one."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie with the one at its other end, and what is drawn of its time."""

    tie: Json
    other: Json
    collection: str
    """The collection of the other."""
    span: Span | None


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of an actor along one axis, in the order of time."""

    own: list[Tie]
    incoming: list[Tie]
    ticks: list[tuple[str, int]]
    width: int = WIDTH


def tied_to(actor: Json) -> tuple[list[Json], bool]:
    """Returns who is tied to an actor, each with these ties alone, and whether there may be more.

    Queries: one, and those of the details of actors.
    """
    # Lists leave out ties that are denied or speak of distance.
    with_it = {"affiliations__object_actor__slug": actor["id"]}
    found, more = published_records(Collection.ACTORS, MAX_OTHERS, **with_it)
    end = ("actor", actor["id"])
    others = [
        {
            "id": one["id"],
            "name": one["name"],
            "affiliations": [tie for tie in one["affiliations"] if _end(tie) == end],
        }
        for one in found
        if one["id"] != actor["id"]
    ]
    return [one for one in others if one["affiliations"]], more


def ties(actor: Json, others: Iterable[Json]) -> Ties:
    """Returns the ties of an actor as the API answers it, and those of others with it. Queries: none."""
    own = [(tie, tie["object"], f"{tie['object']['kind']}s") for tie in actor["affiliations"]]
    incoming = [(tie, other, "actors") for other in others or () for tie in other["affiliations"]]
    axis = Axis.of(tie["valid"] for tie, _, _ in [*own, *incoming])
    return Ties(list(_drawn(own, axis)), list(_drawn(incoming, axis)), axis.ticks() if axis else [])


def _end(tie: Json) -> tuple[str, str]:
    return tie["object"]["kind"], tie["object"]["id"]


def _drawn(found: Iterable[tuple[Json, Json, str]], axis: Axis | None) -> Iterator[Tie]:
    """In the order of time, those without a date last."""
    for tie, other, collection in sorted(found, key=lambda one: _begins(one[0])):
        yield Tie(tie, other, collection, axis.span(tie["valid"]) if axis else None)


def _begins(tie: Json) -> tuple[bool, str]:
    return not tie["valid"]["edtf"], tie["valid"]["start_earliest"] or EARLIEST.isoformat()
