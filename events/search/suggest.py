"""What somebody may mean who has typed the beginning of a name."""

from collections.abc import Collection as Container
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.choices import (
    ActorKind,
    Collection,
    EventType,
    LocationKind,
    NameKind,
    OutletKind,
    ReviewStatus,
    SuggestionKind,
    SuggestionMatch,
)
from events.choices.countries import COUNTRIES
from events.models import (
    Actor,
    ActorName,
    Affiliation,
    Location,
    LocationName,
    Outlet,
    SuggestedName,
    SuggestedWord,
)
from events.models.affiliation import BELONGING_TYPES
from events.models.suggestion import MAX_KEY_LENGTH
from events.rules.spelling import near_pieces, nearest_words
from events.rules.text import name_key
from events.search.suggestion_index import MAX_CHAR, kind_q

MAX_WORDS = 8
INITIAL_ROWS = 100
"""How many rows are read at first."""
COUNT_CAP = 1000
MAX_SPELLINGS = 10
"""How many other spellings of a word are tried."""

Suggestion = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was typed, and others that may be meant."""

    typed: str
    others: tuple[str, ...] = ()

    @property
    def condition(self) -> Q:
        """That a word begins with it, or is one of the others."""
        typed = Q(word__gte=self.typed, word__lt=self.typed + MAX_CHAR)
        return typed | Q(word__in=self.others) if self.others else typed

    def matches(self, words: list[str]) -> bool:
        """Whether one of these is it, or one of the others."""
        return any(word.startswith(self.typed) or word in self.others for word in words)


def suggest(text: str, kinds: Container[SuggestionKind], limit: int) -> list[Suggestion]:
    """The public records whose names begin so, the closest first, then those that are used most.

    A text without letters gives nothing. Queries: at most 10, and 3 for each word; more where hundreds
    of names of one record begin so.
    """
    key = name_key(text)[:MAX_KEY_LENGTH].strip()
    words = [_Word(word) for word in key.split()[:MAX_WORDS]]
    if not words:
        return []
    found: dict[str, tuple[int, SuggestionMatch]] = {}
    # All kinds need no condition, which would only be looked at.
    wanted = Q() if len(kinds) == len(SuggestionKind) else reduce(or_, map(kind_q, kinds))

    def look(match: SuggestionMatch, condition: Q) -> None:
        if len(found) < limit:
            names = SuggestedName.objects.filter(condition, wanted).order_by("-uses", "record")
            # Not DISTINCT, which would sort all that begin so: a record has few names that do.
            take = INITIAL_ROWS
            while len(rows := list(names.values_list("record", "uses")[:take])) == take:
                if len(found.keys() | dict(rows).keys()) >= limit:
                    break
                take *= 8
            for record, uses in rows:
                if len(found) < limit:
                    found.setdefault(record, (uses, match))

    look(SuggestionMatch.EXACT, Q(inner=0, key=key))
    look(SuggestionMatch.NAME, Q(inner=0) & _prefix_q(key))
    if len(found) < limit:
        look(SuggestionMatch.WORD, _all_words_q(words))
    if len(found) < limit:
        words = [_Word(word.typed, tuple(_similar_words(word.typed))) for word in words]
        if any(word.others for word in words):
            look(SuggestionMatch.MISSPELT, _all_words_q(words))
    return list(_describe(found, words))


def _prefix_q(key: str) -> Q:
    return Q(key__gte=key, key__lt=key + MAX_CHAR)


def _all_words_q(words: list[_Word]) -> Q:
    """That the names of a record have all the words, in whatever order. Queries: 1 for each of several."""
    if len(words) == 1:
        return words[0].condition
    # The rarest leads: the others are only looked for beside it. Many are enough to know.
    rows = {word: SuggestedName.objects.filter(word.condition)[:COUNT_CAP].count() for word in words}
    if not all(rows.values()):
        return Q(pk__in=[])
    first, *others = sorted(set(words), key=lambda word: (rows[word], -len(word.typed), word.typed))
    condition = first.condition
    for word in others:
        beside = SuggestedName.objects.filter(word.condition, record=OuterRef("record"))
        condition &= Q(Exists(beside))
    return condition


def _similar_words(word: str) -> list[str]:
    """The words of names that are spelt nearly so. Queries: 1."""
    known = SuggestedWord.objects.filter(piece__in=near_pieces(word)).values_list("word", flat=True)
    return nearest_words(word, known.distinct().iterator(), MAX_SPELLINGS)


def _describe(found: dict[str, tuple[int, SuggestionMatch]], words: list[_Word]) -> Iterator[Suggestion]:
    """The suggestions in their order, with what tells them apart. Queries: at most 6."""
    slugs: dict[str, list[str]] = {}
    for record in found:
        collection, _, slug = record.partition("/")
        slugs.setdefault(collection, []).append(slug)
    told = {
        **_actors(slugs.get(Collection.ACTORS.value, [])),
        **_locations(slugs.get(Collection.LOCATIONS.value, [])),
        **_outlets(slugs.get(Collection.OUTLETS.value, [])),
        **{
            f"event_types/{one.value}": (SuggestionKind.EVENT_TYPE, one.label, [], one.definition)
            for one in EventType
        },
    }
    for record, (uses, match) in found.items():
        if record in told:  # else withdrawn, and still named where something wrote past the door
            kind, name, spellings, hint = told[record]
            yield {
                "kind": kind.value,
                "id": record.partition("/")[2],
                "name": name,
                "matched": _matched_name([name, *spellings], words, match),
                "match": match.value,
                "hint": hint,
                "uses": uses,
            }


def _matched_name(names: list[str], words: list[_Word], match: SuggestionMatch) -> str:
    """The spelling that was found; where several were found together, the usual one."""
    typed = " ".join(word.typed for word in words)
    for name in names:
        key = name_key(name)
        whole = key == typed if match == SuggestionMatch.EXACT else key.startswith(typed)
        parts = match in (SuggestionMatch.WORD, SuggestionMatch.MISSPELT)
        if whole or (parts and all(word.matches(key.split()) for word in words)):
            return name
    return names[0]


_Descriptions = dict[str, tuple[SuggestionKind, str, list[str], str]]


def _actors(slugs: list[str]) -> _Descriptions:
    rows = _published_rows(Actor, slugs, "description", "country")
    posts: dict[int, str] = {}
    held = Affiliation.objects.filter(
        actor__in=[pk for pk, *_ in rows], type__in=BELONGING_TYPES, polarity="affirmed"
    ).order_by("end_latest", "start_earliest", "-pk")
    told = held.values_list("actor_id", "title", "object_actor__name", "object_actor__review_status")
    for pk, title, body, status in told if rows else ():
        if status == ReviewStatus.PUBLISHED:
            posts[pk] = f"{title}, {body}" if title else body  # the last one to hold stays
    spelled = _spellings(ActorName, "actor", rows)
    return {
        f"actors/{slug}": (
            SuggestionKind.ACTOR,
            name,
            spelled.get(pk, []),
            _join_hint(ActorKind(kind).label, posts.get(pk) or description.rstrip("."), _country(country)),
        )
        for pk, slug, name, kind, description, country in rows
    }


def _locations(slugs: list[str]) -> _Descriptions:
    rows = _published_rows(Location, slugs, "parent__name", "country")
    spelled = _spellings(LocationName, "location", rows)
    return {
        f"locations/{slug}": (
            SuggestionKind.LOCATION,
            name,
            spelled.get(pk, []),
            _join_hint(LocationKind(kind).label, parent or "", _country(country) if parent else ""),
        )
        for pk, slug, name, kind, parent, country in rows
    }


def _outlets(slugs: list[str]) -> _Descriptions:
    return {
        f"outlets/{slug}": (
            SuggestionKind.OUTLET,
            name,
            [],
            _join_hint(OutletKind(kind).label, _country(country)),
        )
        for _, slug, name, kind, country in _published_rows(Outlet, slugs, "country")
    }


def _published_rows(model: Any, slugs: list[str], *more: str) -> list[tuple[Any, ...]]:
    """The key, slug, name and kind of the public ones, and what else is asked for. Queries: 1 or none."""
    # Asked for both, SQLite may look through all that are published.
    rows = model._base_manager.filter(slug__in=slugs)
    told = rows.values_list("review_status", "pk", "slug", "name", "kind", *more) if slugs else ()
    return [row for status, *row in told if status == ReviewStatus.PUBLISHED]


def _spellings(model: Any, parent_field: str, records: list[tuple[Any, ...]]) -> dict[int, list[str]]:
    rows = model.objects.filter(**{f"{parent_field}__in": [pk for pk, *_ in records]})
    spelled: dict[int, list[str]] = {}
    for pk, name, kind in (
        rows.order_by("pk").values_list(f"{parent_field}_id", "name", "kind") if records else ()
    ):
        if kind != NameKind.DESCRIPTION:
            spelled.setdefault(pk, []).append(name)
    return spelled


def _country(code: str) -> str:
    return COUNTRIES[code]["name"] if code in COUNTRIES else ""


def _join_hint(*parts: str) -> str:
    """What is known, each once."""
    return "; ".join(dict.fromkeys(part for part in parts if part))
