"""Suggestions of records for the beginning of a name."""

from collections.abc import Collection as Container
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice, product
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.choices import (
    Collection,
    EventType,
    NameKind,
    ReviewStatus,
    SuggestionKind,
    SuggestionMatch,
)
from events.choices.countries import COUNTRIES
from events.models import (
    Affiliation,
    SuggestedName,
    SuggestedWord,
)
from events.models.affiliation import BELONGING_TYPES
from events.models.suggestion import MAX_KEY_LENGTH
from events.rules.name_similarity import divisions, near_word_keys, near_words, telling_words
from events.rules.pronunciation import script_of
from events.rules.words import name_key
from events.search.suggestion_index import MAX_CHAR, MODELS, SPELLINGS, kind_q

MAX_WORDS = 8
INITIAL_ROWS = 100
"""How many rows the first query reads."""
COUNT_CAP = 1000
MAX_SPELLINGS = 10
"""How many similar words are tried for one word."""

MAX_WHOLE_NAMES = 100
"""So many whole names of near words come before names that have others besides."""
MAX_QUERIES = 3
"""How many queries are offered in place of one that finds nothing."""

Suggestion = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Word:
    """A typed word, and similar ones that may be meant."""

    typed: str
    similar: tuple[str, ...] = ()

    @property
    def condition(self) -> Q:
        """The rows whose word begins with it, or is a similar one."""
        begins = Q(word__gte=self.typed, word__lt=self.typed + MAX_CHAR)
        return begins | Q(word__in=self.similar) if self.similar else begins

    def matches(self, words: list[str], *, nearly: bool) -> bool:
        """Whether one of these words begins with it, or is a similar one."""
        return any(word.startswith(self.typed) or (nearly and word in self.similar) for word in words)


def suggest(text: str, kinds: Container[SuggestionKind], limit: int) -> list[Suggestion]:
    """The public records whose names begin with a text or are near it, the closest first, then the most used.

    A text without letters gives nothing. Queries: at most 16, and 4 for each word; more where hundreds
    of names of one record begin with it.
    """
    key = name_key(text)[:MAX_KEY_LENGTH].strip()
    words = [_Word(word) for word in telling_words(key.split()[:MAX_WORDS])]
    if not words:
        return []
    matches: dict[str, tuple[int, SuggestionMatch]] = {}
    # All kinds need no condition, which would only cost time.
    of_kinds = Q() if len(kinds) == len(SuggestionKind) else reduce(or_, map(kind_q, kinds))

    def collect(match: SuggestionMatch, condition: Q) -> None:
        if len(matches) < limit:
            names = SuggestedName.objects.filter(condition, of_kinds).order_by("-uses", "record")
            # Not DISTINCT, which would sort all matching names: a record has few of them.
            take = INITIAL_ROWS
            while len(rows := list(names.values_list("record", "uses")[:take])) == take:
                if len(matches.keys() | dict(rows).keys()) >= limit:
                    break
                take *= 8
            for record, uses in rows:
                if len(matches) < limit:
                    matches.setdefault(record, (uses, match))

    whole = {key, " ".join(word.typed for word in words)}
    collect(SuggestionMatch.EXACT, Q(inner=0, key__in=whole))
    collect(SuggestionMatch.NAME, Q(inner=0, key__gte=key, key__lt=key + MAX_CHAR))
    if len(matches) < limit:
        collect(SuggestionMatch.WORD, _all_words_q(words))
    # Who typed several words that one name has meant it.
    for number, divided in enumerate([] if matches and len(words) > 1 else divisions(key)):
        may_add = not matches or (number == 0 and len(matches) < limit)
        if may_add and len(divided) <= MAX_WORDS:
            words = [_Word(word, tuple(_near_words(word))) for word in divided]
            names = product(*((word.typed, *word.similar) for word in words))
            whole = {" ".join(name) for name in islice(names, MAX_WHOLE_NAMES)}
            collect(SuggestionMatch.MISSPELT, Q(inner=0, key__in=whole))
            if len(words) == 1:  # Saddam Hussein before his regime
                collect(SuggestionMatch.MISSPELT, Q(inner=0) & words[0].condition)
            collect(SuggestionMatch.MISSPELT, _all_words_q(words))
    return list(_describe(matches, key, words))


def _all_words_q(words: list[_Word]) -> Q:
    """The names of records that have all the words, in any order. Queries: 1 for each of several words."""
    if len(words) == 1:
        return words[0].condition
    # The rarest word leads: the others are only looked for beside it. COUNT_CAP rows count as many.
    counts = {word: SuggestedName.objects.filter(word.condition)[:COUNT_CAP].count() for word in words}
    if not all(counts.values()):
        return Q(pk__in=[])
    rarest, *others = sorted(set(words), key=lambda word: (counts[word], -len(word.typed), word.typed))
    condition = rarest.condition
    for word in others:
        condition &= Q(Exists(SuggestedName.objects.filter(word.condition, record=OuterRef("record"))))
    return condition


def _near_words(word: str) -> list[str]:
    """The words of names that are near a word. Queries: 1."""
    known = SuggestedWord.objects.filter(key__in=near_word_keys(word)).values_list("key", "word")
    return near_words(word, known.iterator(), MAX_SPELLINGS)


def near_queries(words: list[str]) -> list[str]:
    """Queries of full text with words of public names near these, in their script if there are any.

    Queries: 2 for each word.
    """
    choices = []
    for word in words:
        near = [] if SuggestedName.objects.filter(word=word).exists() else _near_words(word)
        alike = [other for other in near if script_of(other) == script_of(word)]
        choices.append((alike or near)[:MAX_QUERIES] or [word])
    queries = map(" ".join, product(*choices))
    return [query for query in queries if query != " ".join(words)][:MAX_QUERIES]


def _describe(
    matches: dict[str, tuple[int, SuggestionMatch]], typed: str, words: list[_Word]
) -> Iterator[Suggestion]:
    """The suggestions in their order, with a hint that distinguishes them. Queries: at most 6."""
    slugs: dict[str, list[str]] = {}
    for record in matches:
        collection, _, slug = record.partition("/")
        slugs.setdefault(collection, []).append(slug)
    descriptions: _Descriptions = {
        f"event_types/{kind.value}": (SuggestionKind.EVENT_TYPE, kind.label, [], kind.definition)
        for kind in EventType
    }
    for searched in MODELS:
        descriptions |= _described(searched, slugs.get(searched.value, []))
    for record, (uses, match) in matches.items():
        # Else it is withdrawn, and still in the index after a write past the write guard.
        if record in descriptions:
            suggestion_kind, name, spellings, hint = descriptions[record]
            yield {
                "kind": suggestion_kind.value,
                "id": record.partition("/")[2],
                "name": name,
                "matched": _matched_name([name, *spellings], typed, words, match),
                "match": match.value,
                "hint": hint,
                "uses": uses,
            }


def _matched_name(names: list[str], typed: str, words: list[_Word], match: SuggestionMatch) -> str:
    """The spelling that matches; the usual one where only several together do."""
    for name in names:
        key = name_key(name)
        is_whole = key == typed if match == SuggestionMatch.EXACT else key.startswith(typed)
        nearly = match == SuggestionMatch.MISSPELT
        parts = nearly or match == SuggestionMatch.WORD
        if is_whole or (parts and all(word.matches(key.split(), nearly=nearly) for word in words)):
            return name
    return names[0]


_Descriptions = dict[str, tuple[SuggestionKind, str, list[str], str]]
_ABOUT = {Collection.ACTORS: ("description",), Collection.LOCATIONS: ("parent__name",)}
"""The columns beside kind and country that distinguish records of the same name."""


def _described(collection: Collection, slugs: list[str]) -> _Descriptions:
    """The public ones of these records, by reference. Queries: at most 3, none without any."""
    model: Any = MODELS[collection]
    columns = ("review_status", "pk", "slug", "name", "kind", "country", *_ABOUT.get(collection, ()))
    # With a condition on the status as well, SQLite may look through all published records.
    found = model._base_manager.filter(slug__in=slugs).values_list(*columns) if slugs else ()
    rows = [row for status, *row in found if status == ReviewStatus.PUBLISHED]
    if not rows:
        return {}
    kinds = dict(model._meta.get_field("kind").choices)
    spellings = _spellings(collection, [pk for pk, *_ in rows])
    bodies = _latest_bodies([pk for pk, *_ in rows]) if collection == Collection.ACTORS else {}
    descriptions: _Descriptions = {}
    for pk, slug, name, kind, country, *more in rows:
        about = "".join(filter(None, more))
        if collection == Collection.ACTORS:
            about = bodies.get(pk) or about.rstrip(".")
        # A place without a unit around it is a country itself, or larger.
        shown = "" if collection == Collection.LOCATIONS and not about else _country(country)
        hint = _join_hint(str(kinds[kind]), about, shown)
        suggestion_kind = SuggestionKind(collection.value.removesuffix("s"))
        descriptions[f"{collection.value}/{slug}"] = (suggestion_kind, name, spellings.get(pk, []), hint)
    return descriptions


def _latest_bodies(actors: list[int]) -> dict[int, str]:
    """The public body that each of these actors belonged to last. Queries: 1."""
    affiliations = Affiliation.objects.filter(
        actor__in=actors, type__in=BELONGING_TYPES, polarity="affirmed"
    ).order_by("end_latest", "start_earliest", "-pk")
    columns = ("actor_id", "title", "object_actor__name", "object_actor__review_status")
    return {
        pk: f"{title}, {body}" if title else body
        for pk, title, body, status in affiliations.values_list(*columns)
        if status == ReviewStatus.PUBLISHED
    }


def _spellings(collection: Collection, pks: list[int]) -> dict[int, list[str]]:
    spellings: dict[int, list[str]] = {}
    if collection in SPELLINGS:
        model, parent = SPELLINGS[collection]
        rows = model.objects.filter(**{f"{parent}__in": pks}).order_by("pk")
        names = rows.values_list(f"{parent}_id", "name", "kind")
        for pk, name, _ in sorted(names, key=lambda row: row[2] == NameKind.DESCRIPTION):
            spellings.setdefault(pk, []).append(name)
    return spellings


def _country(code: str) -> str:
    return COUNTRIES[code]["name"] if code in COUNTRIES else ""


def _join_hint(*parts: str) -> str:
    """The parts that are known, each once."""
    return "; ".join(dict.fromkeys(part for part in parts if part))
