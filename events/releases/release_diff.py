"""What changed between two releases."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from events.choices import Collection, PublicChange
from events.models import Revision
from events.releases.readable_state import is_still_public, newest_revisions, was_public

RecordId = tuple[str, str]
"""A collection and an id in it."""
ADDED, CHANGED, WITHDRAWN, MERGED = "added", "changed", "withdrawn", "merged"
RECORD_CHANGE_KINDS = (
    (ADDED, "Only the later release holds it."),
    (CHANGED, "Both hold it, and it was changed between them."),
    (WITHDRAWN, "Only the earlier release held it: it was withdrawn between them."),
    (MERGED, "Only the earlier release held it: it went into its successor between them."),
)
"""What became of a record from one release to another."""


def changed_between(since: int, seq: int, collection: Collection | None = None) -> QuerySet[Revision]:
    """Of each record that differs between two states, the last revision that lies between them.

    Along the changes, not the ids: a page costs what lies on it, however few of a million ids changed.
    """
    between = Revision.objects.filter(seq__gt=since, seq__lte=seq)
    if collection is not None:
        between = between.filter(collection=collection)
    in_either = Q(public=True, stands=True) | Q(public=False, then=True)
    # No anti-join: PostgreSQL would ask all else of every revision first.
    last = between.filter(seq=Subquery(newest_revisions(seq).values("seq")[:1]))
    return last.alias(then=was_public(since), stands=is_still_public()).filter(in_either)


def describe_changes(pks: list[int], since: int, seq: int) -> list[dict[str, Any]]:
    """What became of the records of these revisions, in their order.

    Queries: 1, and 1 for each step of merges.
    """
    # A record may have been changed since it was withdrawn, which is nobody's business.
    told = newest_revisions(seq).exclude(change="")
    rows = Revision.objects.filter(pk__in=pks).annotate(
        then=was_public(since),
        before=Subquery(newest_revisions(since).values("number")[:1]),
        told=Subquery(told.values("change")[:1]),
        why=Subquery(told.values("public_reason")[:1]),
    )
    columns = ("collection", "slug", "number", "public", "successor", "then", "before", "told", "why")
    found = {row["pk"]: row for row in rows.values("pk", *columns)}
    last = _final_successors(found.values(), seq)
    return [_describe_change(found[pk], last) for pk in pks]


def _describe_change(row: dict[str, Any], last: dict[RecordId, str]) -> dict[str, Any]:
    if row["public"]:
        change = CHANGED if row["then"] else ADDED
    else:
        change = MERGED if row["told"] == PublicChange.MERGED else WITHDRAWN
    return {
        "collection": row["collection"],
        "id": row["slug"],
        "change": change,
        "revision_before": row["before"] if row["then"] else None,
        "revision": row["number"] if row["public"] else None,
        "successor": last.get((row["collection"], row["slug"])) if change == MERGED else None,
        "public_reason": row["why"] or None,
    }


def _final_successors(rows: Iterable[dict[str, Any]], seq: int) -> dict[RecordId, str]:
    """The id that answers for each merged one in the state, which may have gone on into another."""
    last = {(row["collection"], row["slug"]): row["successor"] for row in rows if row["successor"]}
    level = {(collection, slug) for (collection, _), slug in last.items()}
    while level:
        standing = newest_revisions(seq).values("pk")[:1]
        merged = Revision.objects.filter(
            pk=Subquery(standing),
            change=PublicChange.MERGED,
            collection__in={collection for collection, _ in level},
            slug__in={slug for _, slug in level},
        )
        into = {(of, slug): to for of, slug, to in merged.values_list("collection", "slug", "successor")}
        last = {one: into.get((one[0], slug), slug) for one, slug in last.items()}
        level = {(collection, slug) for (collection, _), slug in into.items()}
    return last
