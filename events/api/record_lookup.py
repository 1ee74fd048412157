"""One public record by its id, or why it cannot be had."""

from collections.abc import Callable
from http import HTTPStatus

from django.db.models import QuerySet

from events.api.errors import ProblemError
from events.choices import IdState, ReviewStatus
from events.filtersets.values import quote_value
from events.models import PublicId
from events.models.record import Record
from events.rules.text import ID_PATTERN


def get_published_pk(model: type[Record], slug: str, address: Callable[[str], str]) -> int:
    """The key of a published record; `address` tells where another one of its kind is, by its id.

    Raises: ProblemError where there is none, with the address of the successor of a merged one.
    Queries: 1, and up to 2 where it is not found.
    """
    collection = model.COLLECTION
    missing = ProblemError(
        HTTPStatus.NOT_FOUND, "not_found", f"There is no {quote_value(slug)} in {collection.value}."
    )
    if not ID_PATTERN.match(slug):
        raise missing
    records: QuerySet = model.objects.all()
    held = records.filter(slug=slug).values_list("pk", "review_status", "withdrawn_reason").first()
    if held is None:
        merged = PublicId.objects.filter(collection=collection, slug=slug, state=IdState.MERGED)
        successor = merged.values_list("successor", flat=True).first()
        if successor and model.objects.published().filter(slug=successor).exists():
            raise ProblemError(
                HTTPStatus.MOVED_PERMANENTLY,
                "merged",
                f"This record was merged into {quote_value(successor)}.",
                headers={"Location": address(successor)},
            )
        raise missing
    pk, status, reason = held
    if status == ReviewStatus.WITHDRAWN:
        raise ProblemError(HTTPStatus.GONE, "withdrawn", f"This record was withdrawn: {reason}")
    if status != ReviewStatus.PUBLISHED:
        raise missing
    found: int = pk
    return found
