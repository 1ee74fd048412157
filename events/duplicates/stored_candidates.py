"""What the last search found, kept so that a page of it takes no search."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from events.choices import Collection
from events.duplicates.candidate import Candidate
from events.models import PossibleDuplicate
from events.models.record import record_models


def save_candidates(collection: Collection, candidates: Iterable[Candidate]) -> None:
    """Put these in the place of what an earlier search found. Queries: 2, and 1 for each 500."""
    at = timezone.now()
    with transaction.atomic():
        PossibleDuplicate.objects.filter(collection=collection).delete()
        rows = [
            PossibleDuplicate(
                collection=collection,
                one=one.one,
                other=one.other,
                score=one.score,
                why=[*one.why],
                found_at=at,
            )
            for one in candidates
        ]
        PossibleDuplicate.objects.bulk_create(rows, batch_size=500)


def load_candidates(collection: Collection) -> list[Candidate]:
    """The pairs that are still to be judged, the likeliest first. Queries: 1."""
    return [
        Candidate(collection, row.one, row.other, row.score, tuple(row.why))
        for row in _mergeable(collection).order_by("-score", "one", "other")
    ]


def count_candidates(collection: Collection) -> int:
    """How many pairs are still to be judged. Queries: 1."""
    return _mergeable(collection).count()


def _mergeable(collection: Collection) -> models.QuerySet[PossibleDuplicate]:
    """Those of which both records are still there: a merge takes one away."""
    there: Any = record_models()[collection]._base_manager.order_by().values("pk")
    return PossibleDuplicate.objects.filter(collection=collection, one__in=there, other__in=there)
