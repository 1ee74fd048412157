"""The reference of the API, generated from the code: vocabularies, filters and members."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import choices
from events.api import parameters
from events.api.results import export_options, known_formats
from events.api.schema import problem_responses
from events.api.serializers import Addresses, FieldsReference, VocabularyReference
from events.api.views.viewsets import VIEWSETS
from events.choices import mappings, plover
from events.choices.countries import COUNTRIES
from events.filtersets.base import EXCLUDE_PREFIX, StrictFilterSet
from events.records import Representation


def _vocabulary_word(
    value: Any, label: str, definition: str = "", scores: plover.Score | None = None, key: Any = None
) -> dict[str, Any]:
    return {
        "value": str(value),
        "label": label,
        "definition": definition or None,
        "intensity": scores.intensity if scores else None,
        "quad_class": scores.quad_class if scores else None,
        "mappings": {"cameo": list(mappings.CAMEO.get(key, ())), "acled": list(mappings.ACLED.get(key, ()))},
    }


def _choice(member: Any) -> dict[str, Any]:
    """A member of a vocabulary; types of events have scores and mappings."""
    scores = plover.SCORES[member, ""] if isinstance(member, choices.EventType) else None
    key = (member.value, "") if scores else None
    return _vocabulary_word(member.value, str(member.label), getattr(member, "definition", ""), scores, key)


def vocabularies() -> list[dict[str, Any]]:
    """Returns every vocabulary with its words; modes once for each event type that has them."""
    modes = [
        {"event_type": kind}
        | _vocabulary_word(mode, mode.replace("_", " ").capitalize(), score.definition, score, (kind, mode))
        for (kind, mode), score in plover.SCORES.items()
        if mode
    ]
    countries = [_vocabulary_word(code, row["name"]) for code, row in COUNTRIES.items()]
    described = [
        *(
            (words.__name__, (words.__doc__ or "").strip(), list(map(_choice, words)))
            for words in choices.VOCABULARIES
            if words is not choices.IdState
        ),
        ("Mode", "How an act was done. Source: PLOVER 2.0.", modes),
        ("Country", "ISO 3166-1 alpha-2.", countries),
    ]
    return [
        {
            "name": name,
            "description": text,
            "words": [word | {"event_type": word.get("event_type")} for word in words],
        }
        for name, text, words in described
    ]


def _filters(filterset: type[StrictFilterSet]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "type": filter_.field_class.type_name,
            "topic": filterset.topic_of(name) or None,
            "meaning": str(filter_.label),
            "group": filter_.relation or None,
            "modifies": filter_.modifier_of or None,
            "needs": filter_.requires or None,
            "repeatable": filter_.excludable,
            "none": filter_.null_value or None,
            "exclude": EXCLUDE_PREFIX + name if filter_.excludable else None,
            "example": f"{name}={filter_.example}",
        }
        for name, filter_ in filterset.base_filters.items()
    ]


def _members(serializer: serializers.Serializer, path: str = "") -> list[dict[str, Any]]:
    members = []
    for name, field in serializer.fields.items():
        item: Any = field.child if isinstance(field, serializers.ListSerializer) else field
        is_array = isinstance(field, serializers.ListSerializer | serializers.ListField)
        is_object = isinstance(item, serializers.Serializer)
        member = {
            "path": f"{path}{name}" + ("[]" if is_array else ""),
            "type": "object" if is_object else type(item).__name__.removesuffix("Field").lower(),
            "nullable": bool(field.allow_null),
            "meaning": str(field.help_text or ""),
        }
        members.append(member)
        if is_object and path.count(".") < 2:
            members += _members(item, f"{member['path']}.")
    return members


def collections_reference() -> list[dict[str, Any]]:
    """Returns every collection with its filters, orderings, formats and the members of its records."""
    return [
        {
            "collection": name,
            "description": (viewset.__doc__ or "").strip(),
            "filters": _filters(viewset.filterset_class),
            "orderings": [sign + ordering for ordering in viewset.all_orderings() for sign in ("", "-")],
            "default_ordering": viewset.default_ordering,
            "formats": ["json", *known_formats(viewset.model.COLLECTION)],
            "format_parameters": [
                {"name": option, "format": owner, "words": list(words)}
                for option, (owners, words) in export_options(viewset.model.COLLECTION).items()
                for owner in owners
            ],
            "fields": _members(viewset.serializer_for(Representation.DETAIL)()),
            "row_fields": list(viewset.members(Representation.SUMMARY)),
        }
        for name, viewset in VIEWSETS.items()
    ]


class RootView(APIView):
    """What there is below this address."""

    addresses = {
        "contradictions": "/api/v1/contradictions/",
        "search": "/api/v1/events/search/",
        "aggregate": "/api/v1/events/aggregate/",
        "suggest": "/api/v1/suggest/",
        "changes": "/api/v1/changes/",
        "feed": "/api/v1/events/feed/",
        "releases": "/api/v1/releases/",
        "vocabulary": "/api/v1/vocabulary/",
        "fields": "/api/v1/fields/",
        "schema": "/api/schema/",
        "docs": "/api/docs/",
        "maps": "/ogc/",
    }

    @extend_schema(
        operation_id="get_addresses",
        summary="Get what there is",
        tags=["reference"],
        responses={200: Addresses} | problem_responses(),
    )
    def get(self, request: Request) -> Response:
        """The addresses of the collections, and of everything else."""
        parameters.allow_only(request.query_params, "format")
        collections = {name: f"/api/v1/{name}/" for name in VIEWSETS}
        links = {
            name: request.build_absolute_uri(path) for name, path in (collections | self.addresses).items()
        }
        return Response({"addresses": links})


class VocabularyView(APIView):
    """Every vocabulary with its words, their definitions and what other ontologies call them."""

    @extend_schema(
        operation_id="get_vocabulary",
        summary="Get the vocabularies",
        tags=["reference"],
        responses={200: VocabularyReference} | problem_responses(),
    )
    def get(self, request: Request) -> Response:
        """All vocabularies."""
        parameters.allow_only(request.query_params, "format")
        return Response({"vocabularies": vocabularies()})


class FieldsView(APIView):
    """Every filter and every field of every collection, with its type, meaning and an example."""

    @extend_schema(
        operation_id="get_fields",
        summary="Get the filters and fields",
        tags=["reference"],
        responses={200: FieldsReference} | problem_responses(),
    )
    def get(self, request: Request) -> Response:
        """All filters and fields."""
        parameters.allow_only(request.query_params, "format")
        return Response({"collections": collections_reference()})
