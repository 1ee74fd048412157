"""How far events were worked through: which of their members are filled, and whether a quotation stands."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from events.choices import NON_LOCATING_ROLES, Access, CodedMember, Depth, ParticipantRole, Side
from events.models.outside_history import Mirror


def with_filled_members(events: QuerySet[Any]) -> QuerySet[Any]:
    """The events with what their depth depends on, but for what is marked as not stated."""

    def any_row(relation: str, *conditions: Q, **lookups: Any) -> Exists:
        rows = events.model.related_model(relation)._base_manager
        return Exists(rows.filter(*conditions, event=OuterRef("pk"), **lookups))

    quoted = ~Q(quote="") & Q(quote=Substr("article__text", F("start") + 1, F("end") - F("start")))
    # The installation that a mirror follows compared what it quotes, and keeps such a text to itself.
    withheld = Q(Exists(Mirror.objects.all()), article__text="") & ~Q(article__access=Access.OPEN)
    return events.annotate(
        has_initiator=any_row("participants", role=ParticipantRole.INITIATOR),
        has_target=any_row("participants", role=ParticipantRole.TARGET),
        has_side_a=any_row("participants", side=Side.A),
        has_side_b=any_row("participants", side=Side.B),
        is_located=any_row("places", ~Q(role__in=NON_LOCATING_ROLES)),
        is_quoted=any_row("evidence", quoted | withheld),
    )


def filled_members(event: Any) -> set[CodedMember]:
    """What is filled of an event of `with_filled_members`."""
    filled = {
        CodedMember.TYPE: bool(event.event_type),
        CodedMember.WHO: event.has_initiator or event.has_side_a or event.has_side_b,
        CodedMember.WHOM: event.has_target or (event.has_side_a and event.has_side_b),
        CodedMember.WHERE: event.is_located,
        CodedMember.WHEN: bool(event.date_edtf),
    }
    return {member for member, is_filled in filled.items() if is_filled}


def worked_out_depth(event: Any) -> Depth:
    """Sighted or coded, of an event of `with_filled_members`.

    Raises: ValidationError if a member is filled and marked as not stated.
    """
    event._meta.get_field("not_stated").clean(event.not_stated, event)
    filled = filled_members(event)
    if both := sorted(filled.intersection(event.not_stated)):
        raise ValidationError(f"{event.slug}: “{both[0]}” is filled, and marked as not stated.")
    is_coded = event.is_quoted and filled.union(event.not_stated) == {*CodedMember}
    return Depth.CODED if is_coded else Depth.SIGHTED
