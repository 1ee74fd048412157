"""A posted query: a tree of filters, and beside it what a URL takes beside filters, with the same meaning."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from events.api import parameters
from events.api.downloads import export_options, known_formats, read_export
from events.api.errors import bad_body
from events.api.parameters import PageRequest, ParameterErrors
from events.api.results import Results
from events.exports import Export
from events.filtersets.json_values import BodyIssue, json_type_name, name_issues, to_query_texts
from events.filtersets.tree import TreeError, TreeNode, extract_filter, parse_tree
from events.records import Representation
from events.rules.full_text_query import QueryNode as Words
from events.rules.json_text import JsonObject, json_pointer

if TYPE_CHECKING:
    from events.api.views.collection_viewset import CollectionViewSet

WHERE, DRY_RUN = "where", "dry_run"
TEXT_FILTER = "q"
"""The filter that relevance is about."""
_MEMBER_TYPES = {"limit": "integer", "snippets": "boolean"}
"""What the members beside the tree are, where they are not texts."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked for, read and found to be right."""

    where: TreeNode | None
    page_request: PageRequest
    export: Export | None
    dry_run: bool
    echo: dict[str, Any]
    """The same query in its one spelling, defaults filled in: it asks for the same, and is its own echo."""

    def results(self, public: QuerySet[Any], viewset: type["CollectionViewSet"]) -> Results:
        """What it finds of the public records."""
        collection, ordering = viewset.model.COLLECTION, self.page_request.ordering
        found = extract_filter(self.where, TEXT_FILTER) if self.where else None
        words: Words | None = found[0].parsed[TEXT_FILTER][0] if found else None
        if found and words and ordering.relevance:
            rest = found[1].condition() if found[1] else Q()
            return Results.by_relevance(collection, public, words, rest, ordering)
        condition = self.where.condition() if self.where else Q()
        return Results(collection, public.filter(condition), ordering, words)


def read_search_request(viewset: type["CollectionViewSet"], body: Any) -> SearchRequest:
    """Read a posted query. Queries: those of its ids. Raises: ProblemError."""
    if not isinstance(body, JsonObject):
        given = json_type_name(body)
        told = f'The body is an object such as {{"where": {{"event_type": ["assault"]}}}}, not {given}.'
        raise bad_body([BodyIssue("", "wrong_type", told)])
    where, query = _read_members(viewset, body)
    dry_run = body.get(DRY_RUN, False)
    spelled = {} if where is None else {WHERE: where.canonical}
    wanted, wrong = _read_page_request(viewset, where, query, json.dumps(spelled, sort_keys=True))
    export, misexported = read_export(viewset.model.COLLECTION, query)
    wrong = misexported | wrong
    if wrong or wanted is None:
        raise bad_body((json_pointer("", name), code, told) for name, (code, told) in wrong.items())
    return SearchRequest(where, wanted, export, dry_run, spelled | _echo(viewset, query) | {DRY_RUN: dry_run})


def _read_members(viewset: type["CollectionViewSet"], body: JsonObject) -> tuple[TreeNode | None, QueryDict]:
    """The tree, and the other members as a URL has them. Raises: ProblemError."""
    beside = (*parameters.PAGE_PARAMETERS, *export_options(viewset.model.COLLECTION))
    mistakes = []
    for mistake in name_issues(body, (WHERE, DRY_RUN, *beside), "", "member"):
        past = parameters.AS_OF_HINTS.get(mistake.pointer.removeprefix("/"))
        mistakes.append(mistake._replace(detail=past) if past else mistake)
        if len(mistakes) > len(beside):
            raise bad_body(mistakes)
    query = QueryDict(mutable=True)
    for name in beside:
        if name in body:
            texts = to_query_texts(
                name, body[name], _MEMBER_TYPES.get(name, "string"), json_pointer("", name), mistakes
            )
            query.setlist(name, texts)
    if not isinstance(body.get(DRY_RUN, False), bool):
        told = f"“{DRY_RUN}” is true or false; this is {json_type_name(body[DRY_RUN])}."
        mistakes.append(BodyIssue(json_pointer("", DRY_RUN), "wrong_type", told))
    where = None
    if WHERE in body:
        try:
            where = parse_tree(viewset.filterset_class, body[WHERE], json_pointer("", WHERE))
        except TreeError as error:
            mistakes += error.issues
    if mistakes:
        raise bad_body(mistakes)
    return where, query


def _read_page_request(
    viewset: type["CollectionViewSet"], where: TreeNode | None, query: QueryDict, canonical: str
) -> tuple[PageRequest | None, ParameterErrors]:
    asked = query.copy()
    if where is not None and extract_filter(where, TEXT_FILTER):
        asked[TEXT_FILTER] = TEXT_FILTER  # that there is one is all that matters here
    elif query.get("ordering", "").removeprefix("-") == parameters.RELEVANCE:
        told = f"“{parameters.RELEVANCE}” orders what one “{TEXT_FILTER}” finds: `where` itself, or one in "
        told += "its `all`."
        return None, {"ordering": ("missing_key", told)}
    return parameters.read_page_request(
        f"{viewset.model.COLLECTION.value} {canonical}",
        asked,
        viewset.all_orderings(),
        viewset.default_ordering,
        viewset.members(Representation.SUMMARY),
        ("json", *known_formats(viewset.model.COLLECTION)),
    )


def _echo(viewset: type["CollectionViewSet"], query: QueryDict) -> dict[str, Any]:
    """What stands beside the tree, with its defaults."""
    format_ = query.get("format", "json")
    echo: dict[str, Any] = {"ordering": query.get("ordering", viewset.default_ordering), "format": format_}
    if format_ == "json":
        echo["limit"] = int(query.get("limit", parameters.DEFAULT_LIMIT))
    for name, values in query.lists():
        if name in parameters.REPEATABLE:
            echo[name] = sorted(set(values))
        elif name not in echo:
            echo[name] = values[0] == "true" if _MEMBER_TYPES.get(name) == "boolean" else values[0]
    return dict(sorted(echo.items()))
