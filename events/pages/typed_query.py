"""What a form sends, as a query of the API: without empty fields, with ids for names."""

from django.http import HttpRequest, QueryDict

from events.filtersets.base import EXCLUDE_PREFIX
from events.filtersets.values import SUGGESTED_KINDS, PublicIdValues
from events.pages.answers import ask
from events.pages.filters import filterset_of
from events.rules.text import ID_PATTERN

ADD, ADD_NOT, ADD_VALUE = "add", "add_not", "add_value"
"""The filter, whether it excludes, and the value, of the form that adds any filter."""


def typed_query(request: HttpRequest, collection: str) -> str | None:
    """Returns the query that a form means; None where the address has it already.

    A filter that is to be added and has no value yet stays in the query: the form asks for its value.
    Queries: those of one suggestion for each name that was typed instead of an id.
    """
    query = request.GET.copy()
    name, value = query.pop(ADD, [""])[0], query.pop(ADD_VALUE, [""])[0]
    excluded = query.pop(ADD_NOT, [""])[0]
    if name and value:
        query.appendlist(f"{EXCLUDE_PREFIX if excluded else ''}{name}", value)
    filters = filterset_of(collection).parameters()
    for parameter, values in list(query.lists()):
        given = list(dict.fromkeys(text.strip() for text in values if text.strip()))
        field = filters[parameter].field if parameter in filters else None
        if isinstance(field, PublicIdValues) and (kind := SUGGESTED_KINDS.get(field.model.COLLECTION)):
            given = [_id_of(request, kind, text) for text in given]
        query.setlist(parameter, given)
    typed = QueryDict(mutable=True)
    for parameter, values in query.lists():
        if values:
            typed.setlist(parameter, values)
    if name and not value:
        typed.setlist(ADD, [name])
        typed.setlist(ADD_NOT, [excluded] if excluded else [])
    return None if typed.urlencode() == request.GET.urlencode() else typed.urlencode()


def _id_of(request: HttpRequest, kind: str, text: str) -> str:
    """The id of what is called so; the text itself if that is an id, or nothing is called so."""
    if ID_PATTERN.match(text) or len(text) > 200:
        return text
    asked = QueryDict(mutable=True)
    asked.update({"q": text, "kind": kind, "limit": "1"})
    found = ask(request, "suggest/", asked.urlencode())["results"]
    return str(found[0]["id"]) if found else text
