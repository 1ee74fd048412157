"""The serializer fields that describe members in the OpenAPI document."""

from typing import Any

from django.db import models
from rest_framework import serializers

from events.models.fields import WordsField

_SCALARS: dict[type, type[serializers.Field]] = {
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


class Described(serializers.Serializer):
    """An object of an answer. It declares; the records are sent as they were built."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(*args, **kwargs)

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> Any:
        """A list of such objects."""
        kwargs.setdefault("read_only", True)
        return super().many_init(*args, **kwargs)


def column_at(model: Any, path: str) -> Any:
    """The column at the end of a lookup: `location__radius_m`."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(name)


def column_field(model: type[models.Model], path: str, **options: Any) -> serializers.Field:
    """The schema of a column: its type, choices, nullability and help text."""
    column = column_at(model, path)
    settings = {"read_only": True, "help_text": column.help_text, "allow_null": column.null or column.blank}
    if column.choices or "choices" in options:
        return serializers.ChoiceField(**{"choices": column.choices} | settings | options)
    if isinstance(column, WordsField):
        words = serializers.ChoiceField(choices=column.words)
        return serializers.ListField(child=words, read_only=True, help_text=column.help_text)
    kind = next(_SCALARS[base] for base in type(column).__mro__ if base in _SCALARS)
    return kind(**settings | options)


def text_field(help_text: str, *, null: bool = False) -> serializers.Field:
    """A text that is not a column."""
    return serializers.CharField(read_only=True, allow_null=null, help_text=help_text)


def text_list_field(help_text: str) -> serializers.Field:
    """A list of texts that is not a column."""
    return serializers.ListField(child=serializers.CharField(), read_only=True, help_text=help_text)


def integer_field(help_text: str, *, null: bool = False) -> serializers.Field:
    """A whole number that is not a column."""
    return serializers.IntegerField(read_only=True, allow_null=null, help_text=help_text)


def choice_field(choices: Any, help_text: str, *, null: bool = False) -> serializers.Field:
    """A word of a vocabulary that is not a column."""
    return serializers.ChoiceField(choices=choices, read_only=True, allow_null=null, help_text=help_text)
