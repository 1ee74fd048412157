"""Consistency checks of records, what derives from them, revisions, ids and the feed; `check_data` runs them.

Each check is a function that is named for what must hold and yields violations. All checks read the tables
in batches, so that memory does not grow with the number of records.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from events import records
from events.choices import Collection, Depth, IdState, PublicChange, ReviewStatus
from events.invariants import Failures, Violation
from events.models import Backlink, EventDatePiece, Figure, FigureTotal, PublicId, Revision, Sequence
from events.models.event_depth import with_filled_members, worked_out_depth
from events.models.record import record_models
from events.models.revision import REVIEW_ACTIONS
from events.records.declared_members import without_derived
from events.records.stored_values import references

BATCH_SIZE = 200
_EXPECTED_CHANGES = {
    ReviewStatus.PUBLISHED: {PublicChange.UPSERT, PublicChange.UNMERGED, PublicChange.REDACTED},
    ReviewStatus.WITHDRAWN: {PublicChange.WITHDRAWN},
}
"""The possible kinds of the newest public change of a record, by its review status."""
_SETTLING_COLUMNS = ("object_pk", "user", "version")


def find_violations() -> Iterator[Violation]:
    """The violations of all checks. Queries: some for each batch of records, revisions and ids."""
    for check in _CHECKS:
        for collection, model in record_models().items():
            for slug, detail in check(collection, model):
                yield Violation(check.__name__, f"{collection.value}/{slug}", detail)
    for record, detail in change_numbers_match_the_sequence():
        yield Violation("change_numbers_match_the_sequence", record, detail)


def newest_revisions_match_the_records(collection: Collection, model: Any) -> Failures:
    """The newest revision of every record equals the record, and has its version and revision."""
    for pks in _batches(model._base_manager.all()):
        newest = Revision.objects.newest_by_pk(collection, pks)
        rows = model._base_manager.filter(pk__in=pks).values_list("pk", "version", "revision")
        numbers = {pk: tuple(columns) for pk, *columns in rows}
        for pk, record in records.snapshot(collection, pks).items():
            revision, (version, number) = newest.get(pk), numbers[pk]
            if revision is None:
                yield record["id"], "it has no revision: it was not written here."
            elif without_derived(collection, revision.record or {}) != without_derived(collection, record):
                yield record["id"], "its newest revision says something else."
            elif (revision.version, revision.revision) != (version, number):
                yield (
                    record["id"],
                    f"it is at version {version} and revision {number}, "
                    f"and the newest one says {revision.version} and {revision.revision}.",
                )


def deleted_records_end_in_a_deletion_revision(collection: Collection, model: Any) -> Failures:
    """The newest revision of a deleted record is a deletion."""
    existing = model._base_manager.filter(pk=OuterRef("object_pk"))
    deleted = Revision.objects.filter(~Exists(existing), collection=collection).newest()
    for slug in deleted.filter(record__isnull=False).values_list("slug", flat=True):
        yield slug, "it is gone, and no revision says so."


def records_own_a_live_id(collection: Collection, model: Any) -> Failures:
    """The registry has the id of every record as live and its own, and no other live id."""
    registered = PublicId.objects.filter(collection=collection, state=IdState.LIVE)
    own = registered.filter(slug=OuterRef("slug"), object_pk=OuterRef("pk"))
    for slug in model._base_manager.filter(~Exists(own)).values_list("slug", flat=True):
        yield slug, "the registry does not know its id as live."
    existing = model._base_manager.filter(slug=OuterRef("slug"))
    for slug in registered.filter(~Exists(existing)).values_list("slug", flat=True):
        yield slug, "the registry knows the id as live, and there is no record."


def merged_ids_redirect_straight_to_a_record(collection: Collection, model: Any) -> Failures:
    """A merged id redirects to the id of a record: not to another redirect, nor to nothing."""
    merged = PublicId.objects.filter(collection=collection, state=IdState.MERGED)
    existing = model._base_manager.filter(slug=OuterRef("successor"))
    for slug, successor in merged.filter(~Exists(existing)).values_list("slug", "successor"):
        yield slug, f"it leads to “{successor}”, of which there is no record."
    of_id = Revision.objects.filter(
        collection=collection, slug=OuterRef("slug"), object_pk=OuterRef("object_pk")
    )
    newest_change = Subquery(of_id.order_by("-seq").values("change")[:1])
    with_history = merged.annotate(change=newest_change).exclude(change=None)
    for slug in with_history.exclude(change=PublicChange.MERGED).values_list("slug", flat=True):
        yield slug, "it leads on, and its newest change is no merge."


def feed_ends_with_the_state_of_the_records(collection: Collection, model: Any) -> Failures:
    """The last public change of a record fits its review status."""
    public = Revision.objects.in_feed().filter(collection=collection, object_pk=OuterRef("pk"))
    rows = model._base_manager.annotate(last=Subquery(public.order_by("-public_seq").values("change")[:1]))
    for status, expected in _EXPECTED_CHANGES.items():
        inconsistent = rows.filter(review_status=status).filter(~Q(last__in=expected) | Q(last=None))
        if status == ReviewStatus.WITHDRAWN:  # withdrawn before it was public
            inconsistent = inconsistent.exclude(last=None)
        for slug, change in inconsistent.values_list("slug", "last"):
            last_change = f"“{change}”" if change else "nothing"
            yield slug, f"it is {status.value}, and the last change in the feed is {last_change}."
    unpublished = rows.exclude(review_status__in=_EXPECTED_CHANGES)
    said_public = unpublished.filter(last__in=_EXPECTED_CHANGES[ReviewStatus.PUBLISHED])
    for slug, value in said_public.values_list("slug", "review_status"):
        yield slug, f"it is {value}, and the feed says that it is public."


def backlinks_match_the_newest_revisions(collection: Collection, model: Any) -> Failures:
    """The open backlinks are exactly the references of public claims and events to events."""
    if collection not in (Collection.CLAIMS, Collection.EVENTS):
        return
    open_backlinks = Backlink.objects.filter(collection=collection, until=None)
    for pks in _batches(model._base_manager.all()):
        stored: dict[int, set[str]] = defaultdict(set)
        for pk, slug in open_backlinks.filter(object_pk__in=pks).values_list("object_pk", "named"):
            stored[pk].add(slug)
        for pk, record in records.snapshot(collection, pks).items():
            public = record if record["review_status"] == ReviewStatus.PUBLISHED else None
            named = {
                slug
                for kind, _, slug in (ref.partition("/") for ref in references(public))
                if kind == Collection.EVENTS
            }
            for slug in sorted(named ^ stored[pk]):
                verb = "names" if slug in named else "does not name"
                yield record["id"], f"it {verb} events/{slug}, unlike what is kept."
    existing = model._base_manager.filter(pk=OuterRef("object_pk"))
    for pk, slug in open_backlinks.filter(~Exists(existing)).values_list("object_pk", "named"):
        yield f"#{pk}", f"it is gone, and is kept as naming events/{slug}."


def change_numbers_match_the_sequence() -> Failures:
    """No revision exceeds its counter, and the revisions of one change are adjacent."""
    counters = Sequence.objects.filter(pk=1).values_list("value", "public_value").first() or (0, 0)
    for name, last in zip(("seq", "public_seq"), counters, strict=True):
        beyond = Revision.objects.filter(**{f"{name}__gt": last}).values_list("collection", "slug", name)
        for where, slug, seq in beyond:
            yield f"{where}/{slug}", f"its change has the number {seq}, and the counter stands at {last}."
    rows = Revision.objects.order_by("seq").values_list("first_seq", "seq", "collection", "slug")
    before = 0
    for first, seq, where, slug in rows.iterator(chunk_size=2000):
        if not before <= first <= seq:
            yield f"{where}/{slug}", f"its revision {seq} is said to be of the change that began at {first}."
        before = max(before, first)


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """The keys of records in batches. Queries: 1 for each batch."""
    last = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        yield pks
        last = pks[-1]


def totals_and_gaps_are_what_events_say(collection: Collection, model: Any) -> Failures:
    """The stored totals and pieces of dates of an event follow from its figures and its date."""
    if collection is not Collection.EVENTS:
        return
    for pks in _batches(model._base_manager.all()):
        events = {event.pk: event for event in model._base_manager.filter(pk__in=pks)}
        figures = Figure.with_counted(Figure._base_manager.filter(event__in=pks))
        drifting = FigureTotal.find_drift(pks, figures) | EventDatePiece.find_drift(events.values())
        for slug in sorted(events[pk].slug for pk in drifting):
            yield slug, "its stored totals or dates are not what it says; run rebuild_search."


def depths_follow_from_the_records(collection: Collection, model: Any) -> Failures:
    """An event is sighted or coded as its members say; a coded one is settled only if a second person did."""
    if collection is not Collection.EVENTS:
        return
    for pks in _batches(model._base_manager.all()):
        events = with_filled_members(model._base_manager.filter(pk__in=pks)).order_by("pk")
        settled = _settled_by_another([event.pk for event in events if event.depth == Depth.SETTLED])
        for event in events:
            try:
                expected = worked_out_depth(event)
            except ValidationError as error:
                yield event.slug, " ".join(error.messages)
                continue
            if event.depth == Depth.SETTLED and expected == Depth.CODED:
                if event.pk not in settled:
                    yield event.slug, "it is settled, and its last public change was not a second person's."
            elif event.depth != expected:
                yield event.slug, f"it is {event.depth}, and what is filled makes it {expected.value}."


def _settled_by_another(pks: list[int]) -> set[int]:
    """Those of these events that the newest public change settled: one by somebody who had edited nothing
    of it, or one that a mirror copied. Queries: 2."""
    revisions = Revision.objects.filter(collection=Collection.EVENTS, object_pk__in=pks)
    newest = revisions.in_feed().newest().filter(action__in=("settle", "mirror"))
    settled = {pk: (user, version) for pk, user, version in newest.values_list(*_SETTLING_COLUMNS)}
    edits = revisions.exclude(action__in=REVIEW_ACTIONS).exclude(user=None)
    for pk, user, version in edits.values_list(*_SETTLING_COLUMNS):
        if pk in settled and settled[pk][0] == user and version < settled[pk][1]:
            del settled[pk]
    return set(settled)


_CHECKS = (
    newest_revisions_match_the_records,
    deleted_records_end_in_a_deletion_revision,
    records_own_a_live_id,
    merged_ids_redirect_straight_to_a_record,
    feed_ends_with_the_state_of_the_records,
    backlinks_match_the_newest_revisions,
    totals_and_gaps_are_what_events_say,
    depths_follow_from_the_records,
)
"""The checks of one collection, whose records they name by their ids."""
