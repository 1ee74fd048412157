"""Custom column types. Migrations name Django's types in their place, and import nothing from here."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from events.rules.dates import DateError, EventDate
from events.rules.languages import LanguageError, read_language
from events.rules.text import has_letters, quote_value


class CustomField(models.Field):
    """A column type of our own, which migrations know as Django's, without the words of a vocabulary."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Deconstruct to Django's type."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        base = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{base.__name__}", args, kwargs


class SortedCharField(CustomField, models.CharField):
    """Short text that the API orders or looks up: by code point, the same on every database.

    SQLite's own collation of that name compares bytes; the migration makes one of the name on PostgreSQL.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_collation"] = "BINARY"
        super().__init__(*args, **kwargs)


class VocabularyField(CustomField, models.CharField):
    """A word of a vocabulary, the given one or that of the default, which may grow without a migration."""

    def __init__(
        self, vocabulary: type[models.Choices] | None = None, *, max_length: int = 16, **kwargs: Any
    ) -> None:
        words: type = vocabulary or type(kwargs.get("default"))
        if issubclass(words, models.Choices):
            kwargs["choices"] = words.choices
        super().__init__(max_length=max_length, **kwargs)


class WordsField(CustomField, models.JSONField):
    """A list of words of a vocabulary, each once."""

    def __init__(self, vocabulary: type[models.Choices] | None = None, **kwargs: Any) -> None:
        self.words = vocabulary.choices if vocabulary else []
        kwargs.setdefault("default", list)
        super().__init__(**kwargs | {"blank": True})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is no list of its words, or names one twice. Raises: ValidationError."""
        super().validate(value, model_instance)
        words = [word for word, _ in self.words]
        known = isinstance(value, list) and all(word in words for word in value)
        if not known or len(set(value)) < len(value):
            raise ValidationError(f"A list of these words, each once: {', '.join(words)}.")


def optional_reference(
    model: str, related_name: str, help_text: str, on_delete: Callable[..., None] = models.PROTECT
) -> models.ForeignKey:
    """A foreign key that may be empty."""
    return models.ForeignKey(
        f"events.{model}", on_delete, null=True, blank=True, related_name=related_name, help_text=help_text
    )


def curator_reference(help_text: str) -> models.ForeignKey:
    """The account of whoever did something; none where a command did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text=help_text
    )


def validate_edtf(text: str) -> None:
    """Refuse an invalid EDTF string, with a sentence that says why. Raises: ValidationError."""
    try:
        EventDate.parse(text)
    except DateError as error:
        raise ValidationError(str(error), code="invalid_date") from error


class EdtfField(SortedCharField):
    """A date as an EDTF string (ISO 8601-2, levels 0 to 2); empty where nothing is known."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 200
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)


def validate_letters(text: str) -> None:
    """Refuse a name of signs or invisible characters alone. Raises: ValidationError."""
    if not has_letters(text):
        raise ValidationError(f"{quote_value(text)} has no letter and no digit.", code="no_letter")


class NameField(SortedCharField):
    """A name or title, which has a letter or a digit."""

    default_validators = [validate_letters]


class LanguageField(CustomField, models.CharField):
    """A language tag (BCP 47), kept in its usual spelling."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 35
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: Any) -> str:
        """The tag in its usual spelling. Raises: ValidationError for what is none."""
        text: str = super().clean(value, model_instance)
        try:
            return read_language(text) if text else text
        except LanguageError as error:
            raise ValidationError(str(error), code="invalid_language") from error
