"""The past of a record: which of its states is asked for, and what the public may read of its revisions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from events.api.errors import ProblemError
from events.api.lookup import find
from events.api.parameters import Wrong, read_values
from events.choices import IdState
from events.filtersets.values import Moments, shown
from events.models import PublicId, Revision
from events.models.record import Record
from events.records.past import changed_members, load_past
from events.records.shape import moment

REVISION, AS_OF = "revision", "as_of"
WHEN = (REVISION, AS_OF)
MOST_REVISIONS = 2**31 - 1
"""The highest number that a revision can have."""
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class When:
    """Which state of a record is asked for: that of a revision, or of a time."""

    number: int | None = None
    time: datetime | None = None


def read_when(query: QueryDict, wrong: Wrong) -> When | None:
    """The state that is asked for; none for the present."""
    if REVISION in query and AS_OF in query:
        told = f"“{AS_OF}” and “{REVISION}” each name a state; give one of them."
        wrong.setdefault(AS_OF, ("conflict", told))
    if REVISION in query:
        number = read_number(query, REVISION, wrong)
        return None if number is None else When(number=number)
    if AS_OF in query:
        return _time(query, wrong)
    return None


def read_number(query: QueryDict, name: str, wrong: Wrong) -> int | None:
    """The number of a revision."""
    text: Any = query.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if not 0 < number <= MOST_REVISIONS:
        told = f"“{name}” is the number of a revision, from 1 to {MOST_REVISIONS}."
        wrong.setdefault(name, ("out_of_range", told))
        return None
    return number


def _time(query: QueryDict, wrong: Wrong) -> When | None:
    times = read_values(query, AS_OF, Moments(), wrong)
    if times and times[0] > timezone.now():
        wrong[AS_OF] = ("invalid_time", f"“{AS_OF}” is a time that has passed; this one is yet to come.")
    return When(time=times[0]) if times else None


def find_past(model: type[Record], slug: str) -> int:
    """The key of the record whose past this id leads to, which for a merged id is the old record's.

    Raises: ProblemError where nothing of it is public. Queries: at most 4.
    """
    merged = PublicId.objects.filter(collection=model.COLLECTION, slug=slug, state=IdState.MERGED)
    successors = model.objects.published().values("slug")
    pk = merged.filter(successor__in=successors).values_list("object_pk", flat=True).first()
    return find(model, slug, str) if pk is None else pk


def read_past(model: type[Record], slug: str, when: When, address: Address) -> dict[str, Any]:
    """The record as the public read it in that state.

    Raises: ProblemError where it did not, with the address of what it was merged into by then.
    Queries: at most 31.
    """
    pk = find_past(model, slug)
    if when.time is None:
        seq = seq_of(model, pk, slug, when.number or 0)
    else:
        seq = _seq_at(model, pk, slug, when.time, address)
    return load_past(model.COLLECTION, [slug], seq)[slug]


def seq_of(model: type[Record], pk: int, slug: str, number: int) -> int:
    """The change of a revision that was public. Raises: ProblemError, the same for all others. Queries: 1."""
    public = _revisions(model, pk).filter(number=number, public=True)
    seq = public.values_list("seq", flat=True).first()
    if seq is None:
        told = f"There is no public revision {number} of {shown(slug)} in {model.COLLECTION.value}."
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", told)
    return seq


def _seq_at(model: type[Record], pk: int, slug: str, time: datetime, address: Address) -> int:
    """The last change of all up to a time at which the record was public. Queries: at most 3."""
    mine = _revisions(model, pk)
    told = mine.exclude(change="").filter(at__lte=time).order_by("-number")
    held = told.values_list("seq", "public", "successor").first()
    if held is None or not held[1]:
        if held and held[2]:
            raise ProblemError(
                HTTPStatus.MOVED_PERMANENTLY,
                "merged",
                f"By then this record was merged into {shown(held[2])}.",
                headers={"Location": address(held[2])},
            )
        since = mine.filter(public=True).order_by("number").values_list("at", flat=True).first()
        words = f"It has been public since {moment(since)}." if held is None else "It was withdrawn then."
        told_ = f"{shown(slug)} was not public at {moment(time)}. {words}"
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", told_)
    newest = Revision.objects.exclude(change="").filter(at__lte=time).order_by("-at", "-seq")
    return max(held[0], newest.values_list("seq", flat=True)[0])


def listed(model: type[Record], pk: int) -> QuerySet[Revision]:
    """The revisions of a record that the public was told of."""
    return _revisions(model, pk).exclude(change="")


def shown_revisions(model: type[Record], pk: int, keys: list[int]) -> list[dict[str, Any]]:
    """These revisions, the newest first, with the members that each changed. Queries: at most 8."""
    rows = list(Revision.objects.filter(pk__in=keys).order_by("number"))
    if not rows:
        return []
    before = _revisions(model, pk).filter(number__lt=rows[0].number, public=True).order_by("-number").first()
    public = [row for row in (before, *rows) if row is not None and row.public]
    members = changed_members([row.record or {} for row in public])
    changed = {row.pk: names for row, names in zip(public[1:], members, strict=True)}
    return [
        {
            "revision": row.number,
            "seq": row.seq,
            "at": moment(row.at),
            "change": row.change,
            "public_reason": (not row.redacted and row.public_reason) or None,
            "successor": row.successor or None,
            "redacted": row.redacted,
            "changed": changed.get(row.pk, []),
        }
        for row in reversed(rows)
    ]


def _revisions(model: type[Record], pk: int) -> QuerySet[Revision]:
    return Revision.objects.filter(collection=model.COLLECTION, object_pk=pk)
