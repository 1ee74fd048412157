"""Settling an event: a second person confirms its sources, rival figures and claims, one by one."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from events import changes
from events.choices import Depth, ReviewStatus
from events.models import Claim, ClaimSubject, Event, Revision
from events.rights import may


@dataclass(frozen=True, slots=True)
class SettlingItem:
    """One thing that is confirmed before an event is settled."""

    key: str
    """What names it: `source/<id of the article>`, `figure/<key>`, `claim/<id>`."""
    row: Any
    """The source, figure or claim, with its quotations."""


def settling_items(event: Event) -> list[SettlingItem]:
    """The sources, the figures that have rivals, and the public claims about it. Queries: 6."""
    return [*_sources(event), *_rival_figures(event), *_claims(event)]


def _sources(event: Event) -> Iterator[SettlingItem]:
    for source in event.sources.select_related("article").order_by("pk"):
        yield SettlingItem(f"source/{source.article.slug}", source)


def _rival_figures(event: Event) -> Iterator[SettlingItem]:
    """The figures of a measure and unit of which there are several."""
    figures = list(event.figures.prefetch_related("evidence").order_by("pk"))
    reported = Counter((figure.measure, figure.unit) for figure in figures)
    for figure in figures:
        if reported[figure.measure, figure.unit] > 1:
            yield SettlingItem(f"figure/{figure.key}", figure)


def _claims(event: Event) -> Iterator[SettlingItem]:
    about = Q(event=event)
    for name in ("figure", "relation", "participation"):
        about |= Q(**{f"{name}__event": event})
    subjects = ClaimSubject.objects.filter(about).values("claim")
    for claim in (
        Claim.objects.published().filter(pk__in=subjects).prefetch_related("evidence").order_by("pk")
    ):
        yield SettlingItem(f"claim/{claim.slug}", claim)


def settling_refusal(event: Event, user: Any) -> str:
    """Why this person cannot settle this event as it stands; empty if nothing is in the way. Queries: 1."""
    if event.review_status != ReviewStatus.PUBLISHED:
        return "Only a published event can be settled."
    if event.depth == Depth.SETTLED:
        return "It is settled already."
    if event.depth != Depth.CODED:
        return "It is not coded yet: fill type, who, whom, where and when, or mark what is not stated; quote."
    if Revision.objects.edits_of(event).filter(user=user.pk).exists():
        return "You have edited it: somebody else confirms what you wrote."
    return ""


def settle_event(event: Event, user: AbstractBaseUser, confirmed: Collection[str], reason: str = "") -> None:
    """Settle a coded event at the version that the caller read, with all its items confirmed.

    The revision that this writes keeps who settled it, when and at which version.

    Raises: PermissionDenied; StaleRecordError; ValidationError if something is in the way or not confirmed.
    """
    if not may(user, "publish", Event):
        raise PermissionDenied(
            "Your account may not settle events. Ask somebody whose group may publish them."
        )
    with changes.changeset(user, "settle", reason, expected={event: event.version}) as change:
        if refusal := settling_refusal(event, user):
            raise ValidationError(refusal)
        keys = {one.key for one in settling_items(event)}
        if missing := sorted(keys.difference(confirmed)):
            raise ValidationError(
                f"Confirm every one of them; {len(missing)} are open, {missing[0]} among them."
            )
        change.settled.add(event.pk)
        event.save()
