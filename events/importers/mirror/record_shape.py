"""The shape of a record of another installation, held before anything is done with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError

from events.choices import Collection
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.feed_page import is_moment
from events.importers.mirror.public_to_snapshot import snapshot_from_public
from events.outbound import printable
from events.records.stored_values import references

SHAPE_ERRORS = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)
"""What reading a value raises that is not of the expected shape."""


def check_record(collection: Collection, slug: str, record: Any, url: str) -> dict[str, Any]:
    """The snapshot of a record as it was answered, if it is that record. Raises: UpstreamError."""
    name = f"{collection.value}/{slug}"
    if not isinstance(record, dict) or record.get("id") != slug:
        raise UpstreamError(f"{url} answers with another record for {name}.")
    revision = record.get("revision")
    if type(revision) is not int or not 0 < revision < 2**31:
        raise UpstreamError(f"{url} answers with no revision of {name}.")
    if not (is_moment(record.get("created_at")) and is_moment(record.get("updated_at"))):
        raise UpstreamError(f"{url} does not say when {name} was made and changed.")
    with reading(name, url):
        snapshot = snapshot_from_public(collection, record)
        for reference in references(snapshot):
            Collection(reference.partition("/")[0])
    return snapshot


@contextmanager
def reading(name: str, url: str) -> Iterator[None]:
    """Say of which record a value is not of the expected shape. Raises: UpstreamError."""
    try:
        yield
    except (ValidationError, *SHAPE_ERRORS) as error:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise UpstreamError(
            f"{url} answers with a record {name} that cannot be read "
            f"({type(error).__name__}: {printable(words, 100)})."
        ) from error
