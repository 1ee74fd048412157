"""The affiliations of an actor over time: its own, and those of others with it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from events.admin.admin_urls import change_url
from events.admin.date_text import bounds_sentence
from events.choices import AffiliationStatus, Polarity, ReviewStatus
from events.models import Actor, Affiliation
from events.rules.dates import EARLIEST, LATEST

MAX_INCOMING = 100
_SELECT_RELATED = ("actor", "object_actor", "object_location")


@dataclass(frozen=True, slots=True)
class AffiliationLine:
    """One affiliation as it is shown: the other, the kind, the time in words and as a bar."""

    how: str
    title: str
    other: str
    url: str
    when: str
    edtf: str
    caveats: str
    possible_span: tuple[str, str] | None
    """Where the bar of the days on which it may have held begins, and how long it is, in percent."""
    certain_span: tuple[str, str] | None
    """The same of the days on which it surely held."""


class TimeScale:
    """The years along which the bars are drawn; an open span runs to the edge."""

    def __init__(self, rows: Iterable[Affiliation]) -> None:
        days = {
            day for row in rows if row.date_edtf for day in _bound_days(row) if day not in (EARLIEST, LATEST)
        }
        if any(row.date_edtf and row.end_latest == LATEST for row in rows):
            days.add(timezone.now().date())
        self.first = datetime.date(min(days).year, 1, 1) if days else None
        self.last = datetime.date(max(days).year, 12, 31) if days else None

    def __str__(self) -> str:
        years = sorted({day.year for day in (self.first, self.last) if day})
        return " to ".join(map(str, years))

    def span_of(self, start: datetime.date, end: datetime.date) -> tuple[str, str] | None:
        """Where a span begins and how long it is, in percent; none for an empty one."""
        if self.first is None or self.last is None or start > end:
            return None
        total = (self.last - self.first).days + 1
        begin = max((start - self.first).days, 0)
        length = min((end - self.first).days + 1, total) - begin
        return f"{100 * begin / total:.2f}", f"{max(100 * length / total, 0.8):.2f}"


def render_affiliations(actor: Actor) -> SafeString:
    """The affiliations of the actor and those of others with it, in the order of time. Queries: 3."""
    rows = Affiliation.objects.select_related(*_SELECT_RELATED)
    own = _sorted_by_time(rows.filter(actor=actor))
    others = rows.filter(object_actor=actor).order_by("start_earliest", "pk")
    incoming = _sorted_by_time(others[:MAX_INCOMING])
    scale = TimeScale([*own, *incoming])
    context = {
        "own": [_affiliation_line(row, row.object_actor or row.object_location, scale) for row in own],
        "incoming": [_affiliation_line(row, row.actor, scale) for row in incoming],
        "incoming_count": others.count(),
        "all_incoming": reverse("admin:events_affiliation_changelist")
        + f"?object_actor__id__exact={actor.pk}",
        "name": actor.name,
        "scale": scale,
    }
    return SafeString(render_to_string("events/affiliations.html", context))


def _bound_days(row: Affiliation) -> tuple[datetime.date, ...]:
    return row.start_earliest, row.start_latest, row.end_earliest, row.end_latest


def _sorted_by_time(rows: Iterable[Affiliation]) -> list[Affiliation]:
    """By time, those without a date last."""
    return sorted(rows, key=lambda row: (not row.date_edtf, row.start_earliest, row.end_latest, row.pk))


def _affiliation_line(row: Affiliation, other: Any, scale: TimeScale) -> AffiliationLine:
    caveats = []
    if row.status != AffiliationStatus.STATED:
        caveats.append(row.get_status_display().lower())
    if row.polarity != Polarity.AFFIRMED:
        caveats.append(row.get_polarity_display().lower())
    is_public = other.review_status == ReviewStatus.PUBLISHED
    status = "" if is_public else f" ({other.get_review_status_display().lower()})"
    return AffiliationLine(
        how=row.get_type_display(),
        title=row.title,
        other=f"{other.label}{status}",
        url=change_url(other),
        when=bounds_sentence(row) if row.date_edtf else "no date",
        edtf=row.date_edtf,
        caveats=", ".join(caveats),
        possible_span=scale.span_of(row.start_earliest, row.end_latest) if row.date_edtf else None,
        certain_span=scale.span_of(row.start_latest, row.end_earliest) if row.date_edtf else None,
    )
