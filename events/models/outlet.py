"""Media that publish articles."""

from django.db import models

from events.choices import Collection, OutletKind
from events.choices.countries import COUNTRY_CHOICES
from events.models.fields import LanguageField, NameField, VocabularyField, optional_reference
from events.models.record import DatasetRecord


class Outlet(DatasetRecord):
    """A medium that publishes articles."""

    COLLECTION = Collection.OUTLETS

    name = NameField(max_length=200, help_text="What it calls itself.")
    kind = VocabularyField(default=OutletKind.OTHER, help_text="What sort it is.")
    country = VocabularyField(
        max_length=2,
        blank=True,
        choices=COUNTRY_CHOICES,
        help_text="Where it has its seat: ISO 3166-1 alpha-2.",
    )
    language = LanguageField(blank=True, help_text="The language it publishes in: BCP 47, such as en.")
    url = models.URLField(max_length=2000, blank=True, help_text="Its site.")
    actor = optional_reference(
        "Actor", "outlets", "The same medium as somebody who acts and speaks in events."
    )
