"""Bodies of records."""

from django.db import models

from events.choices import CodedBy, Collection, DatasetKind
from events.models.fields import NameField, SortedCharField, VocabularyField
from events.models.record import Record


class Dataset(Record):
    """A body of records with one licence and one attribution."""

    COLLECTION = Collection.DATASETS

    name = NameField(max_length=200, help_text="What it is called.")
    kind = VocabularyField(default=DatasetKind.CURATED, help_text="How its records came about.")
    coded_by = VocabularyField(default=CodedBy.PEOPLE, help_text="Who coded its records.")
    licence = models.CharField(
        max_length=200, help_text="On what terms its records may be used: an SPDX id or a sentence."
    )
    attribution = models.TextField(help_text="Whom to name when its records are used.")
    dataset_version = SortedCharField(
        "version", max_length=40, blank=True, help_text="The version or release of it."
    )
    description = models.TextField(blank=True, help_text="What it holds.")
    url = models.URLField(max_length=2000, blank=True, help_text="Where it comes from.")
