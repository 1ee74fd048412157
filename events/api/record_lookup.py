"""Finding one public record by its id, or the reason why it is not public."""

from collections.abc import Callable

from django.db.models import QuerySet

from events.api.errors import merged, not_found, withdrawn
from events.choices import IdState, ReviewStatus
from events.filtersets.values import quote_value
from events.models import PublicId
from events.models.record import Record
from events.rules.text import ID_PATTERN


def get_published_pk(model: type[Record], slug: str, address: Callable[[str], str]) -> int:
    """Returns the primary key of a published record; `address` builds the address of a record from its id.

    Raises: ProblemError if there is none, for a merged record with the address of its successor.
    Queries: 1, and up to 2 if it is not found.
    """
    collection = model.COLLECTION
    missing = not_found(f"There is no {quote_value(slug)} in {collection.value}.")
    if not ID_PATTERN.match(slug):
        raise missing
    records: QuerySet = model.objects.all()
    row = records.filter(slug=slug).values_list("pk", "review_status", "withdrawn_reason").first()
    if row is None:
        public_ids = PublicId.objects.filter(collection=collection, slug=slug, state=IdState.MERGED)
        successor = public_ids.values_list("successor", flat=True).first()
        if successor and model.objects.published().filter(slug=successor).exists():
            raise merged(f"This record was merged into {quote_value(successor)}.", address(successor))
        raise missing
    pk, status, reason = row
    if status == ReviewStatus.WITHDRAWN:
        raise withdrawn(reason)
    if status != ReviewStatus.PUBLISHED:
        raise missing
    return int(pk)
