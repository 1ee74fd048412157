"""How claims are written."""

from collections.abc import Callable
from typing import Any

from events.models import ClaimSubject
from events.models.claim import SUBJECT_FIELDS
from events.records.restore.children import ChildSpec
from events.records.restore.columns import METADATA_COLUMNS, same_named
from events.records.restore.references import ResolvedReferences, claim_subject_endpoint
from events.records.restore.spec import RestoreSpec


def _key_of(kind: str) -> Callable[[Any, ResolvedReferences], int | None]:
    return lambda item, found: found.key_of(claim_subject_endpoint(item)) if item["kind"] == kind else None


CLAIM = RestoreSpec(
    columns={
        **METADATA_COLUMNS,
        **same_named("stance", "proposition", "directness", "said_on"),
        **same_named("voice", "relayed_by", "basis", "source"),
    },
    parts=(
        ChildSpec(
            "about", ClaimSubject, "claim", {kind: _key_of(kind) for kind in SUBJECT_FIELDS}, repeats=True
        ),
    ),
    many={"by": "speakers"},
    quoted_by="claim",
    quoted_as="claim",
)
