"""Ids that other databases give to our records."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.models.fields import SortedCharField
from events.models.record import Part

OWNERS = ("event", "actor", "location", "article")


def exactly_one(*names: str) -> Q:
    """The condition that one of these columns is set and no other."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


def at_most_one(*names: str) -> Q:
    """The condition that no two of these columns are set."""
    return exactly_one(*names) | Q(**{f"{name}__isnull": True for name in names})


def _owner(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{model}",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="external_ids",
        help_text=f"The {name} that it identifies.",
    )


class ExternalId(Part):
    """The id of a record in another database."""

    ROOTS = OWNERS

    event = _owner("Event", "event")
    actor = _owner("Actor", "actor")
    location = _owner("Location", "location")
    article = _owner("Article", "article")
    scheme = SortedCharField(
        max_length=40, help_text="Which database: wikidata, geonames, ucdp, gdelt, a URL's host."
    )
    value = SortedCharField(max_length=200, help_text="The id there.")

    class Meta(Part.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(name="external_id_has_one_owner", condition=exactly_one(*OWNERS)),
            *(
                models.UniqueConstraint(
                    fields=[owner, "scheme", "value"], name=f"external_id_once_for_each_{owner}"
                )
                for owner in OWNERS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
