"""Entity tags of lists."""

import hashlib
from functools import cache
from pathlib import Path

from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from events.api.errors import ConditionalResponseError
from events.api.parameters import canonical_query
from events.models import Sequence


@cache
def code_version() -> str:
    """Returns a digest of the code: another version may answer the same data differently."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")) + sorted(package.rglob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def list_etag(request: Request) -> str:
    """Returns the weak ETag of a list: a digest of the code, the last public change and the query.

    Raises: ConditionalResponseError if the client has the list with this ETag. Queries: 1.
    """
    last_seq = Sequence.objects.filter(pk=1).values_list("public_value", flat=True).first() or 0
    query = canonical_query(request.query_params)
    identity = f"{code_version()} {last_seq} {request.path.rstrip('/')} {query}"
    etag = f'W/"{hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'
    if (response := get_conditional_response(request, etag=etag)) is not None:
        raise ConditionalResponseError(response.status_code, etag)
    return etag
