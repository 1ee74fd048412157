"""The spellings of a name."""

from typing import Any, ClassVar

from django.db import models

from events.choices import NameKind
from events.models.fields import LanguageField, NameField, SortedCharField, VocabularyField
from events.models.record import Child
from events.rules.words import name_key


class Name(Child):
    """One spelling of the name of an actor or a place."""

    name = NameField(max_length=300, help_text="The spelling.")
    kind = VocabularyField(
        default=NameKind.OFFICIAL, help_text="What sort of name it is; descriptions are found below names."
    )
    language = LanguageField(blank=True, help_text="Its language: BCP 47, such as ar.")
    script = models.CharField(max_length=4, blank=True, help_text="Its script: ISO 15924, such as Arab.")
    key_name = SortedCharField(
        max_length=300,
        blank=True,
        editable=False,
        db_index=True,
        help_text="What it is matched by: without case, accents, hyphens and articles; derived.",
    )
    articles = models.ManyToManyField(
        "events.Article", blank=True, related_name="+", help_text="The articles that spell it so."
    )

    class Meta(Child.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def set_derived_columns(self) -> None:
        """Set the key that it is matched by, before a bulk write."""
        self.key_name = name_key(self.name)[:300]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the name with the key that it is matched by."""
        self.set_derived_columns()
        super().save(*args, **kwargs)


class ActorName(Name):
    """One spelling of an actor's name."""

    OWNER_PATHS = ("actor",)

    actor = models.ForeignKey("events.Actor", models.CASCADE, related_name="names", help_text="The actor.")

    class Meta(Name.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "name"], name="actor_name_once")]


class LocationName(Name):
    """One spelling of a place's name."""

    OWNER_PATHS = ("location",)

    location = models.ForeignKey(
        "events.Location", models.CASCADE, related_name="names", help_text="The place."
    )

    class Meta(Name.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "name"], name="location_name_once")
        ]
