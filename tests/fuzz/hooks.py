"""Where this API is right and schemathesis cannot know it; named by SCHEMATHESIS_HOOKS.

Every check stays on. Three kinds of its failures are put aside, each only where it is no failure, and
a check of our own looks at what the second would have hidden.
"""

import json
import os
from typing import Any
from zlib import crc32

import requests
import schemathesis
from openapi_schema_validator import OAS31Validator
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData, UndefinedContentType

BEYOND_SCHEMA = {
    "unknown_id": "no schema lists the records of an installation; what is not public is a 400",
    "invalid_id": "small letters, digits and hyphens; any other text is no id",
    "invalid_cursor": "a cursor is what a page of the same query gave out",
    "invalid_date": "days that the calendar has, and a start before its end",
    "invalid_time": "times that the calendar has",
    "invalid_language": "tags of languages that there are",
    "invalid_code": "codes that their scheme has",
    "invalid_box": "four numbers in range, south below north",
    "invalid_pair": "a scheme, a colon and a value",
    "invalid_point": "two numbers in range",
    "invalid_number": "at most 18 digits and two decimals, written plainly",
    "invalid_name": "a name without a letter matches nothing",
    "bad_character": "a NUL, which no text of PostgreSQL can hold",
    "missing_key": "a parameter that says how another is meant needs the other",
    "too_many": "more than 200 different values",
    "invalid_query": "quotation marks and parentheses of full text that are closed, operators with words",
    "too_deep": "at most 8 levels of a tree",
    "conflict": "two parameters that each say which state of a record is meant",
    "invalid_bucket": "a bucket is what an aggregate counted",
    "whole_result": "what shapes a page of JSON has no meaning in another format",
}
"""Codes of a 400 to a query that is valid by its schema, and what no schema can say of it."""


SEARCH = "EventSearch"
MAX_REQUEST_LINE = 65_000


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:  # noqa: ARG001
    """Put the strict schema of a search in the place of the plain one, which typed clients are made from.

    Trees of two levels will do here: of what holds itself, schemathesis makes cases without end.
    """
    address = f"{os.environ['FUZZ_SITE']}/api/v1/events/search/schema/"
    strict = json.loads(
        requests.get(address, timeout=60).text.replace("#/$defs/", f"#/components/schemas/{SEARCH}_")
    )
    parts = strict.pop("$defs")
    for word in ("all", "any", "not"):
        leaf = {"$ref": f"#/components/schemas/{SEARCH}_participant"}
        parts[word]["properties"][word] = {"type": "array", "items": leaf, "minItems": 1}
    schema = {name: value for name, value in strict.items() if name not in ("$schema", "$id")}
    raw_schema["components"]["schemas"] |= {SEARCH: schema} | {
        f"{SEARCH}_{name}": part for name, part in parts.items()
    }


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Spare valid queries the made-up cursor, which ends in a 400 before any filter is looked at.

    The fuzzing phase gets the cursor that the query's own first page gives out. Of the coverage phase,
    whose queries hold every filter at once and take long, one in eight goes without.
    """
    query, meta = _request_parameters(case), case.meta
    if "cursor" not in query or not meta or not meta.generation.mode.is_positive:
        return
    fuzzing = meta.phase.name == TestPhase.FUZZING
    if not fuzzing and crc32(repr(query).encode("utf-8", "surrogatepass")) % 8:
        return
    del query["cursor"]
    if case.method == "GET" and fuzzing and query.get("format", "json") == "json":
        request = case.as_transport_kwargs()
        page = requests.get(request["url"], params=request["params"], timeout=60)
        if page.status_code == 200 and (cursor := page.json()["next_cursor"]):
            query["cursor"] = cursor


@schemathesis.hook
def filter_failure(
    context: HookContext,  # noqa: ARG001 - a hook takes what it is given
    failure: Failure,
    case: Case,
    response: Response,
) -> bool:
    """Keep every failure but those that are none."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 400:
        errors = response.json()["errors"]
        return not errors or not all(_is_beyond_schema(error, case) for error in errors)
    if isinstance(failure, JsonSchemaError) and response.status_code == 200 and _chosen_members(case):
        # `fields` and `omit` leave members out that the document requires: the required ones are for
        # typed clients, which do not choose. `members_are_those_chosen` checks such answers instead.
        return not failure.message.split("\n")[0].endswith("is a required property")
    # A request line over 64 KiB never gets as far as the API: the server refuses it in HTML.
    return not (
        isinstance(failure, UndefinedContentType)
        and response.status_code == 414
        and len(response.request.url or "") > MAX_REQUEST_LINE
    )


@schemathesis.check
def members_are_those_chosen(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """With `fields` or `omit`: exactly these members and the id, each as the document says."""
    if case.method not in ("GET", "POST") or response.status_code != 200 or not _chosen_members(case):
        return
    answer = response.json()
    schemas = case.operation.schema.raw_schema["components"]["schemas"]
    records = answer.get("results", [answer])
    described = case.operation.definition.raw["responses"]["200"]
    if "$ref" in described:  # shared by several operations
        described = case.operation.schema.raw_schema["components"]["responses"][_schema_name(described)]
    name = _schema_name(described["content"]["application/json"]["schema"])
    if "results" in answer:
        name = _schema_name(schemas[name]["properties"]["results"]["items"])
    members = schemas[name]["properties"]
    query = _request_parameters(case)
    wanted = set(_as_list(query.get("fields")) or members) - set(_as_list(query.get("omit"))) | {"id"}
    if _as_list(query.get("snippets")) in ([], [False], ["false"]):
        wanted -= {"snippets"}  # which no record has but where they are asked for
    for record in records:
        if record.keys() != wanted:
            raise AssertionError(f"Asked for {sorted(wanted)}, got {sorted(record)}.")
        for member, value in record.items():
            for error in _validator(case, name, member).iter_errors(value):
                raise AssertionError(f"{member}: {error.message}")


_validators: dict[tuple[str, str], Any] = {}


def _validator(case: Case, name: str, member: str) -> Any:
    """A validator of one member of one record."""
    if (name, member) not in _validators:
        components = case.operation.schema.raw_schema["components"]
        reference = {"$ref": f"#/components/schemas/{name}/properties/{member}"}
        _validators[name, member] = OAS31Validator({"components": components, "allOf": [reference]})
    return _validators[name, member]


def _is_beyond_schema(error: dict[str, Any], case: Case) -> bool:
    """Whether no schema could have said that this is wrong; of a query, not that `any` stands alone."""
    values = _as_list(_request_parameters(case).get(error.get("parameter", "")))
    return error["code"] in BEYOND_SCHEMA or (len(values) > 1 and "any" in values)


def _chosen_members(case: Case) -> bool:
    return bool(
        _as_list(_request_parameters(case).get("fields")) or _as_list(_request_parameters(case).get("omit"))
    )


def _request_parameters(case: Case) -> dict[str, Any]:
    """What is asked for, in the query or in the body."""
    asked = case.body if case.method == "POST" else case.query
    return asked if isinstance(asked, dict) else {}


def _as_list(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _schema_name(reference: Any) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
