"""What tells a client that nothing has changed."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import QueryDict
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.parameters import canonical_query
from events.models import Sequence


@cache
def code_version() -> str:
    """A mark of the code that answers: a new release may answer the same data otherwise."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")) + sorted(package.rglob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def list_etag(path: str, query: QueryDict) -> str:
    """The weak ETag of a list: the build, the last change and the query. Queries: 1."""
    last = Sequence.objects.filter(pk=1).values_list("value", flat=True).first() or 0
    mark = f"{code_version()} {last} {path.rstrip('/')} {canonical_query(query)}"
    return f'W/"{hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """The answer to a client that has what bears this ETag already; none to any other."""
    answer = get_conditional_response(request, etag=etag)
    return None if answer is None else Response(status=answer.status_code, headers={"ETag": etag})
