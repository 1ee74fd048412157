"""The query parameters of lists and records, except the filters: pages, orderings, members, formats."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from rest_framework.request import Request

from events.api.errors import bad_parameters
from events.api.pagination import Cursor, CursorError, Ordering
from events.filtersets import did_you_mean
from events.filtersets.foreign_parameters import unknown_names
from events.filtersets.values import RepeatedValueField, quote_value, repeat_key_hint, value_count_error

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
SINGLE_VALUED = ("ordering", "limit", "cursor", "count", "snippets", "format")
REPEATABLE = ("fields", "omit")
PAGE_PARAMETERS = (*SINGLE_VALUED, *REPEATABLE)
RELEVANCE = "relevance"
"""The ordering of the matches of `q`, by how well they match; then the default ordering."""
ParameterErrors = dict[str, tuple[str, str]]
Orderings = Mapping[str, Any]
"""What a list can be ordered by, by name: a column, or a function of direction that makes an expression."""
ELSEWHERE = {
    name: f"“{name}” {where}"
    for names, where in (
        (
            ("revision", "as_of"),
            "is asked of one record, at its own address. Whole lists as they were at some time are "
            "releases: /api/v1/releases/.",
        ),
        (
            ("group_by", "metric"),
            "is asked where events are counted and added up: /api/v1/events/aggregate/.",
        ),
    )
    for name in names
}
"""The error for parameters that another address takes."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page of a list that a request asks for, and the members of its records."""

    ordering: Ordering
    limit: int
    cursor: Cursor | None
    count: bool
    snippets: bool
    members: frozenset[str] | None
    identity: str
    """The query that a cursor is bound to: collection, ordering and filters."""


def unknown_parameter_errors(query: QueryDict, known: tuple[str, ...]) -> ParameterErrors:
    """The errors of unknown parameters, with what they are called here."""
    return {
        name: ("unknown_parameter", ELSEWHERE.get(name, detail))
        for name, detail in unknown_names(query, known, "parameter")
    }


def common_errors(
    query: QueryDict,
    single: tuple[str, ...],
    repeated: tuple[str, ...] = (),
    formats: tuple[str, ...] = ("json",),
) -> ParameterErrors:
    """The errors that any parameter can have: several values for one, empty values, unknown formats."""
    errors: ParameterErrors = {}
    for name in (*single, *repeated):
        if error := value_count_error(name, query.getlist(name), single=name in single):
            errors[name] = error
    if "format" in single and "format" not in errors and query.get("format", "json") not in formats:
        listing = f"there {'are' if len(formats) > 1 else 'is'}: {', '.join(formats)}"
        detail = f"{quote_value(str(query['format']))} is no format here; {listing}."
        errors["format"] = ("invalid_choice", detail)
    return errors


def parameter_errors(
    query: QueryDict,
    single: tuple[str, ...],
    repeated: tuple[str, ...] = (),
    others: Iterable[str] = (),
    formats: tuple[str, ...] = ("json",),
) -> ParameterErrors:
    """The errors of unknown parameters, then the common ones of those with one value and with several.

    `others` are known parameters that the caller checks.
    """
    errors = unknown_parameter_errors(query, (*single, *repeated, *others))
    return errors | common_errors(query, single, repeated, formats)


def allow_only(query: QueryDict, *names: str) -> None:
    """Refuses all parameters but these, and several values of one. Raises: ProblemError."""
    if errors := common_errors(query, names) | unknown_parameter_errors(query, names):
        raise bad_parameters(errors)


def read_values(query: QueryDict, name: str, field: RepeatedValueField, errors: ParameterErrors) -> list[Any]:
    """Returns the values of a parameter, validated by a form field; adds what is invalid to the errors."""
    if name not in errors:
        try:
            return field.clean(query.getlist(name))
        except ValidationError as error:
            errors[name] = (error.code or "invalid", " ".join(error.messages))
    return []


def canonical_query(query: QueryDict, without: Container[str] = ()) -> list[tuple[str, list[str]]]:
    """Returns the query in canonical order: the order of keys and of values has no meaning."""
    return sorted((name, sorted(values)) for name, values in query.lists() if name not in without)


def without_cursor(query: QueryDict) -> list[tuple[str, str]]:
    """Returns the query without its cursor."""
    return [(name, value) for name, values in query.lists() for value in values if name != "cursor"]


def page_url(request: Request, cursor: str | None) -> str | None:
    """Returns the address of the page of the same list at a cursor; None without a cursor."""
    if cursor is None:
        return None
    query = urlencode([*without_cursor(request.query_params), ("cursor", cursor)])
    return request.build_absolute_uri(f"{request.path}?{query}")


def read_cursor(query: QueryDict, identity: str, errors: ParameterErrors) -> Cursor | None:
    """Returns the cursor of the list with this identity; None for its first page, or with an error."""
    if "cursor" in query and "cursor" not in errors:
        try:
            return Cursor.decode(str(query["cursor"]), identity)
        except CursorError as error:
            errors["cursor"] = ("invalid_cursor", str(error))
    return None


def read_page_position(query: QueryDict, identity: str, errors: ParameterErrors) -> tuple[int, Cursor | None]:
    """Returns the limit and the cursor of a page. Raises: ProblemError for any error of the parameters."""
    limit = read_limit(query, errors)
    cursor = read_cursor(query, identity, errors)
    if errors:
        raise bad_parameters(errors)
    return limit, cursor


def read_member_selection(
    query: QueryDict, known: tuple[str, ...], errors: ParameterErrors
) -> frozenset[str] | None:
    """Returns the members of a record that `fields` and `omit` select, with the id; None for all."""
    for name in REPEATABLE:
        for member in query.getlist(name):
            if member not in known and name not in errors:
                whole = member.partition(".")[0].removesuffix("[]")
                inner = f" Members come whole: did you mean “{whole}”?" if whole in known else ""
                hint = repeat_key_hint(name, member) or inner or did_you_mean(member, known)
                errors[name] = ("unknown_field", f"A record has no member {quote_value(member)}.{hint}")
    if not (query.getlist("fields") or query.getlist("omit")):
        return None
    members = set(query.getlist("fields") or known) - set(query.getlist("omit"))
    return frozenset(members | {"id"})


def read_page_request(
    collection: str,
    query: QueryDict,
    orderings: Orderings,
    default: str,
    known: tuple[str, ...],
    formats: tuple[str, ...] = ("json",),
) -> tuple[PageRequest | None, ParameterErrors]:
    """Returns the page of a list that a query asks for, or the errors of its parameters."""
    errors = common_errors(query, SINGLE_VALUED, REPEATABLE, formats)
    members = read_member_selection(query, known, errors)
    ordering = _read_ordering(query, orderings, default, errors)
    limit = read_limit(query, errors)
    if "count" not in errors and query.get("count", "exact") != "exact":
        errors["count"] = ("invalid_choice", "“count” can only be “exact”; leave it out for no count.")
    snippets = _read_snippets(query, errors)
    if ordering is None or errors:
        return None, errors
    identity = f"{collection} {ordering} {canonical_query(query, PAGE_PARAMETERS)}"
    cursor = read_cursor(query, identity, errors)
    if errors:
        return None, errors
    return PageRequest(ordering, limit, cursor, "count" in query, snippets, members, identity), {}


def _read_ordering(
    query: QueryDict, orderings: Orderings, default: str, errors: ParameterErrors
) -> Ordering | None:
    text = query.get("ordering") or (RELEVANCE if "q" in query and RELEVANCE in orderings else default)
    name, descending = text.removeprefix("-"), text.startswith("-")
    if name not in orderings:
        known = [sign + known_name for known_name in orderings for sign in ("", "-")]
        detail = f"{quote_value(text)} is no ordering; there are: {', '.join(known)}."
        errors.setdefault("ordering", ("invalid_choice", detail + did_you_mean(text, known)))
        return None
    column = orderings[name]
    if callable(column):
        return Ordering(f"by_{name}", descending, expression=column(descending))
    if name != RELEVANCE:
        return Ordering(column, descending)
    if "q" not in query:
        detail = "“relevance” orders what “q” finds, and that is missing."
        errors.setdefault("ordering", ("missing_key", detail))
        return None
    return Ordering(column, default.startswith("-") != descending, relevance=True, worst_first=descending)


def _read_snippets(query: QueryDict, errors: ParameterErrors) -> bool:
    text = query.get("snippets", "false")
    if text not in ("true", "false"):
        errors.setdefault("snippets", ("invalid_choice", "“snippets” is true or false."))
    elif text == "true" and "q" not in query:
        detail = "“snippets” shows the texts in which “q” matches; add “q”."
        errors.setdefault("snippets", ("missing_key", detail))
    return text == "true"


def read_limit(
    query: QueryDict,
    errors: ParameterErrors,
    default: int = DEFAULT_LIMIT,
    maximum: int = MAX_LIMIT,
    *,
    capped: bool = False,
) -> int:
    """Returns the limit of a page; one above the maximum is an error, or, if capped, means the maximum."""
    text: Any = query.get("limit", str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if number and (capped or number <= maximum):
        return min(number, maximum)
    errors.setdefault("limit", ("out_of_range", f"“limit” is a whole number from 1 to {maximum}."))
    return default
