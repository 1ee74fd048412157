"""The parameters that every list takes beside its filters: what of a page is wanted, and how."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from rest_framework.request import Request

from events.api.errors import bad_parameters
from events.api.pagination import Cursor, CursorError, Ordering
from events.filtersets import did_you_mean
from events.filtersets.values import RepeatedValueField, quote_value

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
SINGLE_VALUED = ("ordering", "limit", "cursor", "count", "snippets", "format")
REPEATABLE = ("fields", "omit")
PAGE_PARAMETERS = (*SINGLE_VALUED, *REPEATABLE)
RELEVANCE = "relevance"
"""The ordering of what full text finds, by how much the texts tell; then the default ordering."""
ParameterErrors = dict[str, tuple[str, str]]
AS_OF_HINTS = {
    name: f"“{name}” is asked of one record, at its own address. Whole lists as they were at some time are "
    "releases: /api/v1/releases/."
    for name in ("revision", "as_of")
}
"""What is told where only one record could be asked for as it was."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What of a list is wanted."""

    ordering: Ordering
    limit: int
    cursor: Cursor | None
    count: bool
    snippets: bool
    members: frozenset[str] | None
    identity: str
    """What a cursor is bound to: collection, ordering and filters."""


def unknown_parameter_errors(query: QueryDict, known: tuple[str, ...]) -> ParameterErrors:
    """The parameters that nothing reads, with the nearest that something does."""
    return {
        name: (
            "unknown_parameter",
            AS_OF_HINTS.get(name)
            or f"There is no parameter {quote_value(name)} here.{did_you_mean(name, known)}",
        )
        for name in query
        if name not in known
    }


def common_errors(
    query: QueryDict,
    single: tuple[str, ...],
    repeated: tuple[str, ...] = (),
    formats: tuple[str, ...] = ("json",),
) -> ParameterErrors:
    """What is wrong with parameters whatever they mean: too many values, none, a format unheard of."""
    wrong: ParameterErrors = {}
    for name in (*single, *repeated):
        values = query.getlist(name)
        if name in single and len(values) > 1:
            wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(values)}.")
        elif "" in values:
            wrong[name] = ("empty", f"“{name}” has no value; leave it out or give one.")
    if "format" in single and "format" not in wrong and query.get("format", "json") not in formats:
        told = f"there {'are' if len(formats) > 1 else 'is'}: {', '.join(formats)}"
        wrong["format"] = (
            "invalid_choice",
            f"{quote_value(str(query['format']))} is no format here; {told}.",
        )
    return wrong


def allow_only(query: QueryDict, *names: str) -> None:
    """Take these parameters, each once, and no other. Raises: ProblemError."""
    if wrong := common_errors(query, names) | unknown_parameter_errors(query, names):
        raise bad_parameters(wrong)


def read_values(query: QueryDict, name: str, field: RepeatedValueField, wrong: ParameterErrors) -> list[Any]:
    """The values of a parameter, as a filter reads its own."""
    if name not in wrong:
        try:
            return field.clean(query.getlist(name))
        except ValidationError as error:
            wrong[name] = (error.code or "invalid", " ".join(error.messages))
    return []


def canonical_query(query: QueryDict, without: Container[str] = ()) -> list[tuple[str, list[str]]]:
    """What is asked, in the one order in which keys and values do not count."""
    return sorted((name, sorted(values)) for name, values in query.lists() if name not in without)


def without_cursor(query: QueryDict) -> list[tuple[str, str]]:
    """All that is asked but where in the list to go on."""
    return [(name, value) for name, values in query.lists() for value in values if name != "cursor"]


def page_url(request: Request, cursor: str | None) -> str | None:
    """The address of the same list from another place."""
    if cursor is None:
        return None
    asked = urlencode([*without_cursor(request.query_params), ("cursor", cursor)])
    return request.build_absolute_uri(f"{request.path}?{asked}")


def read_cursor(query: QueryDict, identity: str, wrong: ParameterErrors) -> Cursor | None:
    """Where in the list of this identity to go on; none for its beginning."""
    if "cursor" in query and "cursor" not in wrong:
        try:
            return Cursor.decode(str(query["cursor"]), identity)
        except CursorError as error:
            wrong["cursor"] = ("invalid_cursor", str(error))
    return None


def read_member_selection(
    query: QueryDict, known: tuple[str, ...], wrong: ParameterErrors
) -> frozenset[str] | None:
    """The members of a record that are wanted; none for all. The id always is."""
    for name in REPEATABLE:
        for member in query.getlist(name):
            if member not in known and name not in wrong:
                hint = did_you_mean(member, known)
                wrong[name] = ("unknown_field", f"A record has no member {quote_value(member)}.{hint}")
    if not (query.getlist("fields") or query.getlist("omit")):
        return None
    wanted = set(query.getlist("fields") or known) - set(query.getlist("omit"))
    return frozenset(wanted | {"id"})


def read_page_request(
    collection: str,
    query: QueryDict,
    orderings: dict[str, str],
    default: str,
    known: tuple[str, ...],
    formats: tuple[str, ...] = ("json",),
) -> tuple[PageRequest | None, ParameterErrors]:
    """What of a list is wanted, or what is wrong with the asking."""
    wrong = common_errors(query, SINGLE_VALUED, REPEATABLE, formats)
    members = read_member_selection(query, known, wrong)
    ordering = _ordering(query, orderings, default, wrong)
    limit = read_limit(query, wrong)
    if "count" not in wrong and query.get("count", "exact") != "exact":
        wrong["count"] = ("invalid_choice", "“count” can only be “exact”; leave it out for no count.")
    snippets = _snippets(query, wrong)
    if ordering is None or wrong:
        return None, wrong
    identity = f"{collection} {ordering} {canonical_query(query, PAGE_PARAMETERS)}"
    cursor = read_cursor(query, identity, wrong)
    if wrong:
        return None, wrong
    count = "count" in query
    return PageRequest(ordering, limit, cursor, count, snippets, members, identity), {}


def _ordering(
    query: QueryDict, orderings: dict[str, str], default: str, wrong: ParameterErrors
) -> Ordering | None:
    text = query.get("ordering") or default
    name = text.removeprefix("-")
    if name not in orderings:
        known = [sign + one for one in orderings for sign in ("", "-")]
        wrong.setdefault(
            "ordering",
            (
                "invalid_choice",
                f"{quote_value(text)} is no ordering; there are: {', '.join(known)}."
                + did_you_mean(text, known),
            ),
        )
        return None
    if name != RELEVANCE:
        return Ordering(orderings[name], text.startswith("-"))
    if "q" not in query:
        wrong.setdefault(
            "ordering", ("missing_key", "“relevance” orders what “q” finds, and that is missing.")
        )
        return None
    worst_first = text.startswith("-")
    column = orderings[default.removeprefix("-")]
    return Ordering(column, default.startswith("-") != worst_first, relevance=True, worst_first=worst_first)


def _snippets(query: QueryDict, wrong: ParameterErrors) -> bool:
    text = query.get("snippets", "false")
    if text not in ("true", "false"):
        wrong.setdefault("snippets", ("invalid_choice", "“snippets” is true or false."))
    elif text == "true" and "q" not in query:
        told = "“snippets” shows what “q” was found in, and that is missing."
        wrong.setdefault("snippets", ("missing_key", told))
    return text == "true"


def read_limit(
    query: QueryDict,
    wrong: ParameterErrors,
    default: int = DEFAULT_LIMIT,
    maximum: int = MAX_LIMIT,
    *,
    capped: bool = False,
) -> int:
    """How many rows are wanted at most; what is too many is refused, or taken for the most there are."""
    text: Any = query.get("limit", str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if number and (capped or number <= maximum):
        return min(number, maximum)
    wrong.setdefault("limit", ("out_of_range", f"“limit” is a whole number from 1 to {maximum}."))
    return default
