"""Publish, withdraw, hand in, reject: what changes where a record stands."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events import actions, changes
from events.admin.refusals import REFUSALS, sentences
from events.choices import ReviewStatus
from events.models.record import Record

Run = Callable[[Iterable[Record], Any, str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the review."""

    name: str
    title: str
    done: str
    starts: tuple[ReviewStatus, ...]
    run: Run
    reason: str = ""
    """What to ask before it is taken; empty where it needs no reason."""


def _moved(action: str, done: str, starts: Sequence[ReviewStatus], to: ReviewStatus) -> Run:
    def run(records: Iterable[Record], user: AbstractBaseUser, reason: str) -> None:
        chosen = list(records)
        with changes.record(user, action, reason, expected={one: one.revision for one in chosen}):
            for one in chosen:
                if one.review_status not in starts:
                    here = ReviewStatus(one.review_status).label.lower()
                    raise ValidationError(f"“{one.slug}” is {here}; it cannot be {done}.")
                one.review_status = to
                one.save()

    return run


_DRAFT, _IN_REVIEW, _PUBLISHED, _REJECTED, _WITHDRAWN = (
    ReviewStatus.DRAFT,
    ReviewStatus.IN_REVIEW,
    ReviewStatus.PUBLISHED,
    ReviewStatus.REJECTED,
    ReviewStatus.WITHDRAWN,
)
STEPS = {
    step.name: step
    for step in (
        Step(
            "publish",
            "Publish",
            "published",
            (_DRAFT, _IN_REVIEW, _REJECTED, _WITHDRAWN),
            actions.publish,
        ),
        Step(
            "withdraw",
            "Withdraw",
            "withdrawn",
            (_PUBLISHED,),
            actions.withdraw,
            "Why is it withdrawn? The public reads this instead of the record.",
        ),
        Step(
            "hand_in",
            "Hand in for review",
            "handed in",
            (_DRAFT, _REJECTED),
            _moved("hand_in", "handed in", (_DRAFT, _REJECTED), _IN_REVIEW),
        ),
        Step(
            "reject",
            "Reject",
            "rejected",
            (_IN_REVIEW,),
            _moved("reject", "rejected", (_IN_REVIEW,), _REJECTED),
            "Why is it not taken? Only curators read this.",
        ),
    )
}


def steps_from(record: Record) -> list[Step]:
    """The steps that a record can take from where it stands."""
    return [step for step in STEPS.values() if record.review_status in step.starts]


def rehearse(step: Step, records: Iterable[Record], user: Any) -> list[str | SafeString]:
    """Why the step would be refused at this moment: it is taken, then undone."""
    copies = [copy(one) for one in records]  # whose status stays as it is
    with transaction.atomic():
        try:
            with transaction.atomic():
                step.run(copies, user, "rehearsal")
        except REFUSALS as error:
            return sentences(error)
        finally:
            transaction.set_rollback(True)
    return []


def take(
    step: Step, records: Sequence[Record], request: HttpRequest, reason: str = ""
) -> list[str | SafeString]:
    """Take the step and say so; or return why it was refused."""
    try:
        step.run([copy(one) for one in records], request.user, reason)
    except REFUSALS as error:
        return sentences(error)
    said = f"“{records[0].label}” is {step.done}." if len(records) == 1 else f"{len(records)} {step.done}."
    messages.success(request, said)
    return []
