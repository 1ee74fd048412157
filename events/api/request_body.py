"""Reading the JSON body of a request, strictly."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from events.api.errors import ProblemError
from events.filtersets.values import quote_value
from events.rules.json_text import JsonError, decode_json

JSON_MEDIA_TYPE = "application/json"


def read_json(request: HttpRequest) -> Any:
    """Returns the body of a request, as `decode_json` reads it.

    Raises: ProblemError, 415 for another content type, 400 for invalid JSON.
    """
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != JSON_MEDIA_TYPE or charset not in ("utf-8", "utf8"):
        header = request.META.get("CONTENT_TYPE")
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            f"The body is JSON in UTF-8, and is sent with “Content-Type: {JSON_MEDIA_TYPE}”; "
            f"this says {quote_value(header) if header else 'nothing'}.",
        )
    try:
        return decode_json(request.body.decode("utf-8"))
    except UnicodeDecodeError as error:
        detail = f"The body is not valid UTF-8, as its byte {error.start + 1} shows."
        raise ProblemError(HTTPStatus.BAD_REQUEST, "bad_encoding", detail) from error
    except JsonError as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "invalid_json", str(error)) from error
