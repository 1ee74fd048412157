"""Full text: which records hold a phrase, on both databases alike, and how that is kept right."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from events import records
from events.choices import Access, Collection, NameKind
from events.models import Claim, Event, Evidence, SearchText, Tier
from events.models.record import record_models
from events.models.search_text import BREAK
from events.rules.queries import MOST_WORDS, Phrase
from events.rules.text import search_words

LONGEST_STRETCH = 250
"""Words in a row: PostgreSQL keeps 255 places of one word, and none beyond the 16,383rd."""
BATCH = 100

Text = tuple[int, Tier, str]
"""The key of a record, and one text of it."""


def rows(collection: Collection, phrase: Phrase, tier: Tier = Tier.TEXT) -> QuerySet[SearchText]:
    """The stretches of public text that hold a phrase, of this tier or one that tells more."""
    return SearchText.objects.filter(collection=collection, tier__lte=tier, words__holds=phrase)


def renew(collection: Collection, pks: Iterable[int]) -> None:
    """Make what is searched of these records anew; of those that are not public nothing is.

    Queries: at most 12 for each 100, and one for each 100 stretches.
    """
    keys = sorted(set(pks))
    for batch in (keys[start : start + BATCH] for start in range(0, len(keys), BATCH)):
        SearchText.objects.filter(collection=collection, object_pk__in=batch).delete()
        public = record_models()[collection].objects.published().filter(pk__in=batch)
        SearchText.objects.bulk_create(
            _stretches(collection, list(public.values_list("pk", flat=True))), batch_size=BATCH
        )


def renew_changed(collection: Collection, pks: Iterable[int]) -> None:
    """Make anew what is searched of these records, and of those whose quotations their rights decide on."""
    changed = set(pks)
    renew(collection, changed)
    if collection == Collection.ARTICLES:
        quoting = Evidence.objects.filter(article__in=changed)
        for other, owner in ((Collection.EVENTS, "event"), (Collection.CLAIMS, "claim")):
            renew(other, quoting.exclude(**{owner: None}).values_list(owner, flat=True))


def rebuild() -> Iterator[tuple[Collection, int]]:
    """Make everything that is searched anew; yields the collections with how many records each has."""
    SearchText.objects.all().delete()
    for collection, model in sorted(record_models().items()):
        pks = list(model.objects.published().values_list("pk", flat=True))
        renew(collection, pks)
        yield collection, len(pks)


def _stretches(collection: Collection, pks: list[int]) -> Iterator[SearchText]:
    """The rows of these records: their texts one after another, long ones cut so that phrases stay whole."""
    together: dict[tuple[int, Tier], list[str]] = {}
    for pk, tier, text in _texts(collection, pks):
        if words := search_words(text):
            together.setdefault((pk, tier), []).extend([*words, BREAK])
    step = LONGEST_STRETCH - MOST_WORDS
    for (pk, tier), words in together.items():
        for start in range(0, max(1, len(words) - MOST_WORDS), step):
            stretch = " ".join(words[start : start + LONGEST_STRETCH])
            yield SearchText(collection=collection, object_pk=pk, tier=tier, words=stretch)


def _texts(collection: Collection, pks: list[int]) -> Iterator[Text]:
    """What is searched of these records, as the public may read it."""
    if collection == Collection.EVENTS:
        for pk, title, summary in Event.objects.filter(pk__in=pks).values_list("pk", "title", "summary"):
            yield pk, Tier.TITLE, title
            yield pk, Tier.QUOTATIONS, summary
        yield from _quotations("event", pks)
    elif collection == Collection.CLAIMS:
        for pk, proposition in Claim.objects.filter(pk__in=pks).values_list("pk", "proposition"):
            yield pk, Tier.TITLE, proposition
        yield from _quotations("claim", pks)
    else:
        for pk, record in zip(pks, records.load(collection, pks), strict=True):
            yield pk, Tier.TITLE, record.get("title") or record.get("name") or ""
            for name in record.get("names", ()):
                if name["kind"] != NameKind.DESCRIPTION:
                    yield pk, Tier.NAMES, name["name"]
            yield pk, Tier.TEXT, record.get("text") or record.get("description") or ""


def _quotations(owner: str, pks: list[int]) -> Iterator[Text]:
    quotes = Evidence.objects.filter(**{f"{owner}__in": pks}).exclude(article__access=Access.CLOSED)
    for pk, quote in quotes.order_by("pk").values_list(owner, "quote"):
        yield pk, Tier.QUOTATIONS, quote
