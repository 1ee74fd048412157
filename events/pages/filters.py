"""The filters of a list as people see them: chips of what was asked, and a form to ask for more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from events import choices
from events.aggregates.parameters import OWN_PARAMETERS
from events.api.views.viewsets import VIEWSETS
from events.choices import Collection
from events.choices.base import Vocabulary
from events.filtersets.base import EXCLUDE_PREFIX, PublicFilter, StrictFilterSet
from events.filtersets.code_values import CountryValues
from events.filtersets.values import SUGGESTED_KINDS, ChoiceValues, PublicIdValues
from events.pages import words
from events.pages.answers import ask_by_ids

SHAPING = ("cursor", "limit", "ordering", "count", "fields", "omit", "snippets", "format")
"""Parameters of the API that choose no records."""
COMMON = {
    "events": ("q", "date", "location", "participant", "event_type", "factuality"),
    "actors": ("name", "kind", "country"),
    "locations": ("name", "kind", "country", "within"),
    "articles": ("q", "outlet", "publication_date", "language"),
    "claims": ("q", "speaker", "stance"),
    "outlets": ("name", "kind", "country"),
    "datasets": ("kind",),
}
"""The filters that stand ready; all others can be added."""
_PARAMETERS = {
    "q": gettext_lazy("words"),
    "near": gettext_lazy("near a point"),
    "bbox": gettext_lazy("in a box"),
    "event_type": gettext_lazy("type"),
    "location": gettext_lazy("place"),
    "participant": gettext_lazy("actor"),
    "updated_at": gettext_lazy("change"),
    "created_at": gettext_lazy("entry"),
}
"""What people call a parameter whose own name would not tell."""
_WORDS = {
    str(value): str(label)
    for vocabulary in vars(choices).values()
    if isinstance(vocabulary, type) and issubclass(vocabulary, Vocabulary)
    for value, label in vocabulary.choices
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of a filter that the address has, and the query without it."""

    parameter: str
    excluded: bool
    label: str
    value: str
    without: str
    error: str
    """What the API says against it; empty if nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that a filter takes."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """A filter in the form."""

    name: str
    label: str
    meaning: str
    example: str
    topic: str
    choices: list[Choice]
    value: str
    suggests: str
    """The kind of record that suggestions are of; empty without any."""
    excludable: bool


def filterset_of(collection: str) -> type[StrictFilterSet]:
    """Returns the filters of a collection."""
    return VIEWSETS[collection].filterset_class


def filter_label(parameter: str) -> str:
    """Returns the name of a parameter or dimension in words."""
    parameter, _, kind = parameter.partition(":")
    if kind:
        return f"{filter_label(parameter)}: {gettext(_WORDS.get(kind, kind)).lower()}"
    return capfirst(str(_PARAMETERS.get(parameter) or gettext(parameter.replace("_", " "))))


def value_label(filter_: PublicFilter, value: str) -> str:
    """Returns a value of a filter in words, if it is a word."""
    if isinstance(filter_.field, CountryValues):
        return words.country_name(value)
    if isinstance(filter_.field, ChoiceValues):
        return gettext(_WORDS.get(value, capfirst(value.replace("_", " "))))
    return value


def chips(request: HttpRequest, collection: str, query: QueryDict, errors: Mapping[str, str]) -> list[Chip]:
    """Returns what the query asks for, value by value, with the errors of its parameters.

    Queries: those of a list for each kind of record.
    """
    filters = filterset_of(collection).parameters()
    shaping = {*SHAPING, *OWN_PARAMETERS}
    asked = [(name, value) for name, values in query.lists() for value in values if name not in shaping]
    names = _record_names(request, [(filters[name], value) for name, value in asked if name in filters])
    found = []
    for name, value in asked:
        filter_ = filters.get(name)
        kind = _collection_of(filter_)
        said = names.get((kind, value)) or (value_label(filter_, value) if filter_ else value)
        plain = name.removeprefix(EXCLUDE_PREFIX)
        without = query_without(query, name, value)
        found.append(Chip(name, name != plain, filter_label(plain), said, without, errors.get(name, "")))
    return found


def _collection_of(filter_: PublicFilter | None) -> Collection | None:
    """The collection that the values of a filter are ids of; None for other values."""
    field = filter_.field if filter_ else None
    return field.model.COLLECTION if isinstance(field, PublicIdValues) else None


def _record_names(
    request: HttpRequest, asked: Iterable[tuple[PublicFilter, str]]
) -> dict[tuple[Collection | None, str], str]:
    """What the records are called that a query names, by collection and id."""
    ids: dict[Collection, dict[str, None]] = {}
    for filter_, value in asked:
        if collection := _collection_of(filter_):
            ids.setdefault(collection, {})[value] = None
    return {
        (collection, record_id): words.title(record)
        for collection, values in ids.items()
        for record_id, record in ask_by_ids(request, collection, values).items()
    }


def without(query: QueryDict, names: Iterable[str]) -> QueryDict:
    """Returns the query without these parameters."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def query_without(query: QueryDict, name: str, value: str | None = None) -> str:
    """Returns the query without a value of a parameter, or without the parameter, on its first page."""
    rest = without(query, ("cursor",))
    if left := [one for one in query.getlist(name) if value is not None and one != value]:
        rest.setlist(name, left)
    else:
        rest.pop(name, None)
    return rest.urlencode()


def query_with(query: QueryDict, name: str, value: str) -> str:
    """Returns the query with this value of a parameter alone, on its first page."""
    changed = without(query, ("cursor",))
    changed[name] = value
    return changed.urlencode()


def form_fields(collection: str, query: QueryDict) -> list[FormField]:
    """Returns every filter of a collection, in the order of their declaration."""
    filterset = filterset_of(collection)
    return [_form_field(filterset, name, query) for name in filterset.base_filters]


def _form_field(filterset: type[StrictFilterSet], name: str, query: QueryDict) -> FormField:
    filter_: PublicFilter = filterset.base_filters[name]
    field = filter_.field
    offered: list[Choice] = []
    if isinstance(field, ChoiceValues):
        chosen = query.getlist(name)
        values = [str(value) for value in field.choices]
        offered = [Choice(value, value_label(filter_, value), value in chosen) for value in values]
    named = _collection_of(filter_)
    suggests = SUGGESTED_KINDS.get(named, "") if named else ""
    value = query.get(name, "") if not filter_.excludable else ""
    return FormField(
        name,
        filter_label(name),
        str(filter_.label),
        filter_.example,
        filterset.topic_of(name),
        offered,
        value,
        suggests,
        filter_.excludable,
    )
