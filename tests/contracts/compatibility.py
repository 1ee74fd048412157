"""What the promise "v1 only adds" forbids: everything that breaks a client which was generated earlier.

`python -m tests.contracts.compatibility before.yaml after.yaml` names each break and exits 1.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import openapi_documents

Document = dict[str, Any]
SCHEMAS = "#/components/schemas/"
NULL = {"type": "null"}
GEOJSON = "application/geo+json"
LIMITS = (
    ("minimum", 1),
    ("minLength", 1),
    ("minItems", 1),
    ("maximum", -1),
    ("maxLength", -1),
    ("maxItems", -1),
)
"""What narrows a value that is sent: by growing (1) or by shrinking (-1)."""


def find_breaks(before: Document, after: Document) -> Iterator[str]:
    """A sentence for each thing that worked before and no longer does."""
    before, after = openapi_documents.inlined(before), openapi_documents.inlined(after)
    for path, item in before["paths"].items():
        for method, operation in item.items():
            now = after["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{method.upper()} {path} is gone."
            else:
                yield from _compare_operations(operation, now)
    old, new = before["components"]["schemas"], after["components"]["schemas"]
    sent = _request_schemas(before, old)
    for name, schema in old.items():
        if name not in new:
            yield f"The schema {name} is gone; clients call it by that name."
        else:
            yield from _compare_schemas(schema, new[name], name, sent=name in sent)


def _compare_operations(before: Document, after: Document) -> Iterator[str]:
    name = before["operationId"]
    if after["operationId"] != name:
        yield f"{name} is called {after['operationId']} now."
    if after.get("tags", [])[:1] != before.get("tags", [])[:1]:
        yield f"{name}: its first tag changed; clients keep it in a module of that name."
    yield from _compare_parameters(name, before, after)
    yield from _compare_content(
        f"{name}: the body", before.get("requestBody", {}), after.get("requestBody", {}), sent=True
    )
    if after.get("requestBody", {}).get("required") and not before.get("requestBody", {}).get("required"):
        yield f"{name} needs a body now."
    answers = after["responses"]
    for status, answer in before["responses"].items():
        # The default response stands for every status that is not listed, as OpenAPI has it.
        answering = {status, "default"} if status[0] in "45" else {status}
        if not answering & answers.keys():
            yield f"{name}: the answer {status} is gone."
        else:
            yield from _compare_content(
                f"{name}: the answer {status}",
                answer,
                answers.get(status, answers.get("default")),
                sent=False,
            )


def _compare_parameters(name: str, before: Document, after: Document) -> Iterator[str]:
    old = {(one["name"], one["in"]): one for one in before.get("parameters", ())}
    new = {(one["name"], one["in"]): one for one in after.get("parameters", ())}
    for key, one in new.items():
        if one.get("required") and not old.get(key, {}).get("required"):
            yield f"{name}: the parameter {key[0]} is required now."
    for key, one in old.items():
        where = f"{name}: the parameter {key[0]}"
        if key not in new:
            yield f"{where} is gone."
            continue
        yield from _compare_schemas(one["schema"], new[key]["schema"], where, sent=True)
        for word, usual in (("style", "form"), ("explode", True)):
            if one.get(word, usual) != new[key].get(word, usual):
                now = new[key].get(word, usual)
                yield f"{where}: its {word} is {now} now, which writes values otherwise."


def _compare_content(where: str, before: Document, after: Document, *, sent: bool) -> Iterator[str]:
    for media, old in before.get("content", {}).items():
        new = after.get("content", {}).get(media)
        if new is None:
            yield f"{where} is no longer {media}."
        else:
            yield from _compare_schemas(_as_answered(media, old["schema"]), new["schema"], where, sent=sent)


def _as_answered(media: str, schema: Document) -> Document:
    """What was answered, where the document of 1.0.0 said something else: the one exception to the promise.

    It described a list as GeoJSON as an array of FeatureCollections; the answer always was one of them.
    """
    return schema["items"] if media == GEOJSON and schema.get("type") == "array" else schema


@dataclass(frozen=True)
class _NormalizedSchema:
    """A schema in one spelling: `allOf` of one and `oneOf` with null say no more than the thing itself."""

    types: frozenset[str]
    null: bool
    rest: Document

    @classmethod
    def of(cls, schema: Document) -> "_NormalizedSchema":
        null = False
        for word in ("allOf", "oneOf", "anyOf"):
            choices = [choice for choice in schema.get(word, ()) if choice != NULL]
            if len(choices) == 1:
                null |= len(schema[word]) > 1
                schema = {key: value for key, value in schema.items() if key != word} | choices[0]
        types = schema.get("type", [])
        types = {types} if isinstance(types, str) else set(types)
        return cls(frozenset(types - {"null"}), null or "null" in types, schema)


def _compare_schemas(before: Document, after: Document, where: str, *, sent: bool) -> Iterator[str]:
    old, new = _NormalizedSchema.of(before), _NormalizedSchema.of(after)
    if old.null != new.null and old.null is sent:
        yield f"{where} cannot be null any more." if sent else f"{where} can be null now."
    if (new_type := _describe_type(new)) != (was := _describe_type(old)):
        yield f"{where} is {new_type} now; it was {was}."
        return
    yield from _compare_enums(old.rest, new.rest, where)
    # A default that is no longer answering is no break: the site still means it where nothing is sent.
    if sent and "default" in new.rest and old.rest.get("default") != new.rest["default"]:
        yield f"{where}: its default is {new.rest.get('default')!r} now; it was {old.rest.get('default')!r}."
    for limit, sign in LIMITS if sent else ():
        bound, now = old.rest.get(limit), new.rest.get(limit)
        if now is not None and (bound is None or sign * now > sign * bound):
            yield f"{where}: its {limit} is {now} now; it was {bound}."
    if "items" in old.rest:
        yield from _compare_schemas(
            old.rest["items"], new.rest.get("items", {}), f"an item of {where}", sent=sent
        )
    yield from _compare_members(old.rest, new.rest, where, sent=sent)


def _describe_type(shape: _NormalizedSchema) -> str:
    """What a value is, in words: the named schema, or its type with its format."""
    if reference := shape.rest.get("$ref"):
        return str(reference).removeprefix(SCHEMAS)
    choices = [
        _describe_type(_NormalizedSchema.of(one))
        for word in ("allOf", "oneOf", "anyOf")
        for one in shape.rest.get(word, ())
    ]
    words = [
        *sorted(shape.types),
        *([shape.rest["format"]] if "format" in shape.rest else []),
        *sorted(choices),
    ]
    return " ".join(words) or "anything"


def _compare_enums(before: Document, after: Document, where: str) -> Iterator[str]:
    """Words that are gone, and constants of clients that are called otherwise."""
    if "enum" not in before and "enum" in after:
        yield f"{where} has fixed words now."
    if "enum" not in before or "enum" not in after:
        return
    constants = dict(zip(after["enum"], after.get("x-enum-varnames", ()), strict=False))
    named = dict(zip(before["enum"], before.get("x-enum-varnames", ()), strict=False))
    for word in before["enum"]:
        if word not in after["enum"]:
            yield f"{where} lost the word {word}."
        elif named.get(word) != constants.get(word):
            yield f"{where}: clients call the word {word} otherwise now: {constants.get(word)}."


def _compare_members(before: Document, after: Document, where: str, *, sent: bool) -> Iterator[str]:
    old, new = before.get("properties", {}), after.get("properties", {})
    needed, given = set(before.get("required", ())), set(after.get("required", ()))
    for member, schema in old.items():
        if member not in new:
            yield f"{where}.{member} is gone."
            continue
        yield from _compare_schemas(schema, new[member], f"{where}.{member}", sent=sent)
        if member in needed - given and not sent:
            yield f"{where}.{member} may be missing now."
    for member in sorted(given - needed) if sent else ():
        yield f"{where}.{member} is required now."


def _request_schemas(document: Document, schemas: dict[str, Document]) -> set[str]:
    """The schemas of what clients send in bodies."""
    found: set[str] = set()
    items = document["paths"].values()
    waiting: list[Any] = [one.get("requestBody", {}) for item in items for one in item.values()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            name = str(one.get("$ref", "")).removeprefix(SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def main(before: str, after: str) -> int:
    """Name each break of the promise; return the exit code."""
    found = list(find_breaks(*(openapi_documents.parse(Path(name).read_bytes()) for name in (before, after))))
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    if found:
        sys.stderr.write(
            f"\n{len(found)} breaks of the promise that v1 only adds ({before}). Bring back what was;"
            f" only what no release ever held may go: then cp {after} {before}\n"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
