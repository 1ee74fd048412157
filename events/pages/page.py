"""What every page for people does: its language, one snapshot of the database, errors as pages."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, get_language_bidi, gettext, override
from django.views.decorators.http import require_safe

from events.api.errors import ProblemError
from events.api.middleware import query_problem
from events.middleware.content_security_policy import HEADER as CSP_HEADER
from events.middleware.content_security_policy import policy
from events.pages.addresses import API, PAGE_WORDS, page_address
from events.pages.answers import RefusedError
from events.snapshots import TooCostlyError, read_snapshot

View = Callable[..., HttpResponse]
_KEPT_HEADERS = ("Retry-After", "Allow")


def page(view: View) -> View:
    """Makes a view of a page: in the language of its address, from one snapshot, its refusals as pages.

    It reads neither cookie nor session: everybody sees the same under an address.
    """

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, language: str = settings.LANGUAGE_CODE, **named: Any) -> Any:
        with override(language):
            if problem := query_problem(request):
                return error_page(request, problem.status, problem.detail)
            try:
                with read_snapshot():
                    return _conditional(request, view(request, *args, **named))
            except RefusedError as refused:
                return _refusal(request, refused)
            except ProblemError as problem:
                return error_page(request, problem.status, problem.detail, problem.errors, problem.headers)
            except TooCostlyError:
                detail = gettext("This page asks for too much at once: narrow it by a filter.")
                return error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, detail)
            except Http404:
                return not_found(request)

    return shown


def embedded_page(view: View) -> View:
    """Makes a view of a page that pages of other sites may frame, its refusals too."""
    shown = page(view)

    @wraps(shown)
    def framed(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = shown(request, *args, **named)
        response.xframe_options_exempt = True
        response[CSP_HEADER] = policy({"frame-ancestors": ["*"]})
        return response

    return framed


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Returns a page, or 304 if the client has it: with the same bytes until something public changes."""
    if response.status_code != HTTPStatus.OK:
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "public, no-cache"
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    return response if conditional is None else conditional


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Returns a page in the active language. Queries: none of its own."""
    html = render_to_string(f"events/pages/{template}", page_context(request) | dict(context))
    return HttpResponse(html, status=status)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Returns what the frame of every page needs: where it is, and in which languages it is read."""
    own, query = request.get_full_path(), ""
    path, _, query = own.partition("?")
    language = get_language() or settings.LANGUAGE_CODE
    plain = path.removeprefix(f"/{language}") if language != settings.LANGUAGE_CODE else path
    suffix = f"?{query}" if query else ""
    languages = []
    for tag, name in settings.LANGUAGES:
        with override(tag):
            languages.append(
                {"tag": tag, "name": name, "address": page_address(plain) + suffix, "here": tag == language}
            )
    return {
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": languages,
        "plain_path": plain,
        "canonical": own,
        # Asked for by pages of records alone: the page of a wrong host has no address of its own.
        "absolute_uri": request.build_absolute_uri,
        "frame": "events/pages/base.html",
        "query_text": request.GET.get("q", ""),
    }


def error_page(
    request: HttpRequest,
    status: HTTPStatus,
    detail: str,
    errors: list[Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Returns a refusal as a page with a search box."""
    context = {"status": status.value, "title": _title(status), "detail": detail, "errors": errors or []}
    response = render_page(request, "error.html", context, status)
    for name in _KEPT_HEADERS:
        if headers and name in headers:
            response[name] = headers[name]
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Returns the page of an address where nothing is, in the language that the address begins with."""
    first = request.path_info.split("/")[1]
    language = first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(language):
        return error_page(request, HTTPStatus.NOT_FOUND, gettext("There is nothing at this address."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Returns the page of an address that means nothing, such as one with a NUL."""
    return error_page(request, HTTPStatus.BAD_REQUEST, gettext("This address cannot be read."))


def _title(status: HTTPStatus) -> str:
    titles = {
        HTTPStatus.BAD_REQUEST: gettext("This question cannot be answered"),
        HTTPStatus.NOT_FOUND: gettext("Nothing is here"),
        HTTPStatus.GONE: gettext("Withdrawn"),
        HTTPStatus.SERVICE_UNAVAILABLE: gettext("Busy"),
    }
    return titles.get(status, status.phrase)


def _refusal(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    """An answer of the API other than success as a page; a merged record leads to its successor."""
    if refused.status == HTTPStatus.MOVED_PERMANENTLY and (address := _moved_to(refused)):
        return HttpResponsePermanentRedirect(iri_to_uri(address))
    problem = refused.problem
    return error_page(request, refused.status, problem["detail"], problem["errors"], refused.headers)


def _moved_to(refused: RefusedError) -> str:
    _, _, address = refused.headers.get("Location", "").partition(API)
    collection, _, rest = address.partition("/")
    return page_address(f"/{PAGE_WORDS[collection]}/{rest}") if collection in PAGE_WORDS else ""
