"""The middleware of the pages for people: it refuses what no page can mean."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from events.api.middleware import is_api_path

PAGE_METHODS = ("GET", "HEAD", "POST")


class PageMiddleware:
    """Refuses a NUL in an address, of pages also in a query or cookie, and methods that no browser sends.

    PostgreSQL stores no NUL and refuses to compare with one. Under the API each parameter says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response. Raises: Http404, BadRequest."""
        if "\0" in request.path_info:
            raise Http404
        if not is_api_path(request.path_info):
            if request.method not in PAGE_METHODS:
                return HttpResponseNotAllowed(PAGE_METHODS)
            query = request.META.get("QUERY_STRING", "")
            if "%00" in query or any("\0" in text for text in (query, *request.COOKIES.values())):
                raise BadRequest("The query or a cookie has a NUL.")
        return self.get_response(request)
