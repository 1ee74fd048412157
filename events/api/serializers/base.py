"""How the schema of a record is declared: over the dicts of `events.records`, in the models' own words."""

from typing import Any

from django.db import models
from rest_framework import serializers


class Described(serializers.Serializer):
    """An object of an answer. It declares; the records are sent as they were built."""


def model_field(model: type[models.Model], name: str, **kwargs: Any) -> serializers.Field:
    """The schema of one column: its type, its words, whether it can be null, its help text."""
    source: Any = model._meta.get_field(name)
    options: dict[str, Any] = {
        "read_only": True,
        "help_text": source.help_text,
        "allow_null": source.null or source.blank,
    }
    if source.choices or "choices" in kwargs:
        kind: type[serializers.Field] = serializers.ChoiceField
        options["choices"] = source.choices
    else:
        kind = _FIELD_CLASSES[type(source).__mro__[_mro_index(source)]]
    return kind(**options | kwargs)


_FIELD_CLASSES: dict[type, type[serializers.Field]] = {
    models.CharField: serializers.CharField,
    models.TextField: serializers.CharField,
    models.URLField: serializers.URLField,
    models.BooleanField: serializers.BooleanField,
    models.FloatField: serializers.FloatField,
    models.DecimalField: serializers.FloatField,
    models.IntegerField: serializers.IntegerField,
    models.DateField: serializers.DateField,
    models.DateTimeField: serializers.DateTimeField,
}


def _mro_index(source: models.Field) -> int:
    return next(i for i, kind in enumerate(type(source).__mro__) if kind in _FIELD_CLASSES)


def text_field(help_text: str, *, null: bool = False) -> serializers.Field:
    """A text that no column holds as it is."""
    return serializers.CharField(read_only=True, allow_null=null, help_text=help_text)


def integer_field(help_text: str, *, null: bool = False) -> serializers.Field:
    """A whole number that no column holds as it is."""
    return serializers.IntegerField(read_only=True, allow_null=null, help_text=help_text)


def choice_field(choices: Any, help_text: str, *, null: bool = False) -> serializers.Field:
    """A word of a vocabulary."""
    return serializers.ChoiceField(choices=choices, read_only=True, allow_null=null, help_text=help_text)


def choice_list_field(choices: Any, help_text: str) -> serializers.Field:
    """Words of a vocabulary."""
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices), read_only=True, help_text=help_text
    )
