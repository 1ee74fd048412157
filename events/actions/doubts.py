"""Values that break a rule of entry: refused, or confirmed by a curator where they may be true."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from events.choices import Collection, DoubtReason
from events.entry_checks import RecordProblem, find_problems
from events.models import Confirmation
from events.models.record import Record


@dataclass(frozen=True, slots=True)
class Answers:
    """Why doubtful values stand, as a curator says, by the keys of the doubts."""

    user: Any
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """A `DoubtReason` and free text, one of which may be empty."""


class DoubtError(ValidationError):
    """Doubtful values that nobody confirmed."""

    def __init__(self, doubts: list[RecordProblem]) -> None:
        """Say what is doubted, and how it is confirmed."""
        several = len({doubt.record for doubt in doubts}) > 1
        shown = [doubt if several else doubt.problem for doubt in doubts]
        super().__init__([f"{doubt} Mend it, or say why it stands." for doubt in shown])
        self.doubts = doubts


def problems_of(chosen: Iterable[Record]) -> list[RecordProblem]:
    """What these records break of the rules. Queries: a fixed number for each collection."""
    pks: dict[Collection, set[int]] = defaultdict(set)
    for record in chosen:
        pks[record.COLLECTION].add(record.pk)
    return [problem for collection, keys in pks.items() for problem in find_problems(collection, keys)]


def confirm(doubts: Iterable[RecordProblem], answers: Answers) -> list[RecordProblem]:
    """Store the answers to doubts; returns the doubts without an answer. Queries: 1 for each answer.

    Raises: ValidationError for a reason that is none.
    """
    unanswered = []
    for doubt in doubts:
        reason, words = answers.reasons.get(doubt.key, ("", ""))
        if words.strip() and not reason:
            reason = DoubtReason.OTHER
        if not reason or (reason == DoubtReason.OTHER and not words.strip()):
            unanswered.append(doubt)
            continue
        row = Confirmation(
            collection=doubt.collection,
            object_pk=doubt.pk,
            mark=doubt.problem.mark,
            rule=doubt.problem.rule,
            reason=reason,
            words=words.strip(),
            user_id=getattr(answers.user, "pk", None),
            at=timezone.now(),
        )
        row.full_clean(exclude=["user"])
        row.save()
    return unanswered
