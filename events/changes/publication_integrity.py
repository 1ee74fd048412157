"""The referential check of publication: a published record names only published records."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models, references_to
from events.records.stored_values import references


@dataclass(slots=True)
class PublicationIntegrity:
    """The records that the published records of a change name, and the records that it unpublished."""

    required_ids: dict[Collection, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """The ids that published records name, each with one record that names it."""
    hidden_pks: dict[Collection, set[int]] = field(default_factory=lambda: defaultdict(set))

    def collect(self, drafts: list[Revision]) -> None:
        """Note what these revisions name and unpublish."""
        for draft in drafts:
            name = f"{draft.collection}/{draft.slug}"
            if draft.public:
                for reference in references(draft.record):
                    collection, _, slug = reference.partition("/")
                    self.required_ids[Collection(collection)].setdefault(slug, name)
            elif draft.version > 1:
                self.hidden_pks[Collection(draft.collection)].add(draft.object_pk)

    def validate(self) -> None:
        """Refuse references of published records to unpublished ones.

        Raises: ValidationError with all of them. Queries: 1 for each foreign key that can refer to a record.
        """
        models = record_models()
        missing = []
        for collection, slugs in self.required_ids.items():
            public = models[collection].objects.published().filter(slug__in=slugs)
            absent = slugs.keys() - set(public.values_list("slug", flat=True))
            missing += [
                f"{slugs[slug]} needs {collection.value}/{slug}, which is not public: "
                "a published record names public ones alone."
                for slug in sorted(absent)
            ]
        for collection, pks in self.hidden_pks.items():
            missing += [
                f"{reference}: take it out of there first, or withdraw both together."
                for reference in _remaining_references(models[collection], pks)
            ]
        if missing:
            raise ValidationError(missing)


def _remaining_references(model: type[Record], pks: set[int]) -> list[str]:
    """The references of published records to these records, as `<record> needs <record>`."""
    sentences: set[str] = set()
    slugs = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "slug"))
    for holder, path, target in references_to(model):
        root: Any = holder
        for name in path.split("__")[:-1]:
            root = root._meta.get_field(name).related_model
        rows = holder._base_manager.filter(**{f"{target}__in": pks, f"{path}review_status": "published"})
        for slug, pk in rows.values_list(f"{path}slug", target).distinct():
            if pk in slugs and not (root is model and slug == slugs[pk]):
                sentences.add(f"{root.COLLECTION.value}/{slug} needs {model.COLLECTION.value}/{slugs[pk]}")
    return sorted(sentences)
