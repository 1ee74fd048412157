"""The pairs that the last search found, stored so that a page of them takes no search."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from events.choices import Collection
from events.duplicates.candidate import Candidate
from events.models import PossibleDuplicate
from events.models.record import record_models


def save_candidates(collection: Collection, candidates: Iterable[Candidate]) -> None:
    """Replace the pairs of an earlier search by these. Queries: 2, and 1 for each 500."""
    common = {"collection": collection, "found_at": timezone.now()}
    with transaction.atomic():
        PossibleDuplicate.objects.filter(collection=collection).delete()
        rows = [
            PossibleDuplicate(one=pair.one, other=pair.other, score=pair.score, why=[*pair.why], **common)
            for pair in candidates
        ]
        PossibleDuplicate.objects.bulk_create(rows, batch_size=500)


def load_candidates(collection: Collection) -> list[Candidate]:
    """The pairs that are still to be decided, the likeliest first. Queries: 1."""
    return [
        Candidate(collection, row.one, row.other, row.score, tuple(row.why))
        for row in _mergeable(collection).order_by("-score", "one", "other")
    ]


def count_candidates(collection: Collection) -> int:
    """How many pairs are still to be decided. Queries: 1."""
    return _mergeable(collection).count()


def _mergeable(collection: Collection) -> models.QuerySet[PossibleDuplicate]:
    """The pairs of which both records still exist: a merge removes one."""
    existing: Any = record_models()[collection]._base_manager.order_by().values("pk")
    return PossibleDuplicate.objects.filter(collection=collection, one__in=existing, other__in=existing)
