"""How claims are written."""

from collections.abc import Callable
from typing import Any

from events.models import ClaimSubject
from events.models.claim import SUBJECTS
from events.records.writing.columns import STANDING, same
from events.records.writing.found import Found, subject
from events.records.writing.parts import Parts
from events.records.writing.plan import Plan


def _key_of(kind: str) -> Callable[[Any, Found], int | None]:
    return lambda item, found: found.key_of(subject(item)) if item["kind"] == kind else None


CLAIM = Plan(
    columns={
        **STANDING,
        **same("stance", "proposition", "directness", "said_on"),
        **same("voice", "relayed_by", "basis", "source"),
    },
    parts=(Parts("about", ClaimSubject, "claim", {kind: _key_of(kind) for kind in SUBJECTS}, repeats=True),),
    many={"by": "speakers"},
    quoted_by="claim",
    quoted_as="claim",
)
