"""A posted search: a tree of filters, and the other parameters of a list with the same meaning."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from events.api import parameters
from events.api.errors import ProblemError, bad_body
from events.api.parameters import PageRequest, ParameterErrors
from events.api.results import Results, export_options, read_export
from events.exports import Export
from events.filtersets.json_values import BodyIssue, json_type_name, name_issues, to_query_texts
from events.filtersets.tree import TreeError, TreeNode, extract_filter, leaves_of, parse_tree
from events.filtersets.values import quote_value
from events.rules.full_text_query import QueryNode
from events.rules.json_text import JsonError, JsonObject, decode_json, json_pointer

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


if TYPE_CHECKING:
    from events.api.views.viewsets import CollectionViewSet

WHERE, DRY_RUN = "where", "dry_run"
TEXT_FILTER = "q"
"""The filter by which records have a relevance."""
_MEMBER_TYPES = {"limit": "integer", "snippets": "boolean", "bom": "boolean"}
"""The types of the members beside the tree that are not texts."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A valid search."""

    where: TreeNode | None
    page_request: PageRequest
    export: Export | None
    dry_run: bool
    echo: dict[str, Any]
    """The query in canonical form with defaults; posted, it has the same result and the same echo."""

    def results(self, public: QuerySet[Any], viewset: type["CollectionViewSet"]) -> Results:
        """The public records that match."""
        asked = tuple(leaves_of(self.where))
        text_query = extract_filter(self.where, TEXT_FILTER) if self.where else None
        leaf, others = text_query or (None, self.where)
        words: QueryNode | None = leaf.parsed[TEXT_FILTER][0] if leaf else None
        condition, ordering = others.condition() if others else Q(), self.page_request.ordering
        return Results.of_query(
            viewset.filterset_class, public, asked, ordering, self.export, words, condition
        )


def read_search_request(viewset: type["CollectionViewSet"], body: Any) -> SearchRequest:
    """Reads a posted search. Queries: those of its ids. Raises: ProblemError."""
    if not isinstance(body, JsonObject):
        type_name = json_type_name(body)
        detail = f'The body is an object such as {{"where": {{"event_type": ["assault"]}}}}, not {type_name}.'
        raise bad_body([BodyIssue("", "wrong_type", detail)])
    where, query = _read_members(viewset, body)
    dry_run = body.get(DRY_RUN, False)
    canonical = {} if where is None else {WHERE: where.canonical}
    page_request, errors = _read_page_request(viewset, where, query, json.dumps(canonical, sort_keys=True))
    export, export_errors = read_export(viewset.model.COLLECTION, query)
    errors = export_errors | errors
    if errors or page_request is None:
        raise bad_body((json_pointer("", name), code, detail) for name, (code, detail) in errors.items())
    ordering = parameters.RELEVANCE if page_request.ordering.relevance else viewset.default_ordering
    echo = canonical | _echo(ordering, query) | {DRY_RUN: dry_run}
    return SearchRequest(where, page_request, export, dry_run, echo)


def _read_members(viewset: type["CollectionViewSet"], body: JsonObject) -> tuple[TreeNode | None, QueryDict]:
    """Returns the tree, and the other members as a query. Raises: ProblemError."""
    names = (*parameters.PAGE_PARAMETERS, *export_options(viewset.model.COLLECTION))
    issues = []
    for issue in name_issues(body, (WHERE, DRY_RUN, *names), "", "member"):
        hint = parameters.ELSEWHERE.get(issue.pointer.removeprefix("/"))
        issues.append(issue._replace(detail=hint) if hint else issue)
        if len(issues) > len(names):
            raise bad_body(issues)
    query = QueryDict(mutable=True)
    for name in names:
        if name in body:
            kind = _MEMBER_TYPES.get(name, "string")
            query.setlist(name, to_query_texts(name, body[name], kind, json_pointer("", name), issues))
    if not isinstance(body.get(DRY_RUN, False), bool):
        detail = f"“{DRY_RUN}” is true or false; this is {json_type_name(body[DRY_RUN])}."
        issues.append(BodyIssue(json_pointer("", DRY_RUN), "wrong_type", detail))
    where = None
    if WHERE in body:
        try:
            where = parse_tree(viewset.filterset_class, body[WHERE], json_pointer("", WHERE))
        except TreeError as error:
            issues += error.issues
    if issues:
        raise bad_body(issues)
    return where, query


def _read_page_request(
    viewset: type["CollectionViewSet"], where: TreeNode | None, query: QueryDict, canonical: str
) -> tuple[PageRequest | None, ParameterErrors]:
    list_query = query.copy()
    if where is not None and extract_filter(where, TEXT_FILTER):
        list_query[TEXT_FILTER] = TEXT_FILTER  # any value: only its presence matters
    elif query.get("ordering", "").removeprefix("-") == parameters.RELEVANCE:
        what = f"what one “{TEXT_FILTER}” finds: `where` itself, or one in its `all`."
        return None, {"ordering": ("missing_key", f"“{parameters.RELEVANCE}” orders {what}")}
    return viewset.read_page_request(list_query, f"{viewset.model.COLLECTION.value} {canonical}")


def _echo(default_ordering: str, query: QueryDict) -> dict[str, Any]:
    """The members beside the tree, with their defaults."""
    format_ = query.get("format", "json")
    echo: dict[str, Any] = {"ordering": query.get("ordering", default_ordering), "format": format_}
    if format_ == "json":
        echo["limit"] = int(query.get("limit", parameters.DEFAULT_LIMIT))
    for name, values in query.lists():
        if name in parameters.REPEATABLE:
            echo[name] = sorted(set(values))
        elif name not in echo:
            echo[name] = values[0] == "true" if _MEMBER_TYPES.get(name) == "boolean" else values[0]
    return dict(sorted(echo.items()))
