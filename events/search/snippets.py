"""Snippets: the public text that a record was found by, with the words that were sought marked in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from events.choices import Collection, TextKind
from events.models import SearchTier
from events.models.record import record_models
from events.rules.full_text_query import AllOf, AnyOf, Not, Phrase, QueryNode
from events.rules.text import Offsets, search_word_offsets
from events.search.indexed_fields import INDEXED_FIELDS, INDEXED_RELATIONS, IndexedRelation

CONTEXT_BEFORE, CONTEXT_AFTER = 80, 160
"""How many characters of a long text are shown on either side of the first words found."""

RecordKey = tuple[Collection, int]
Snippet = dict[str, Any]


def snippets(collection: Collection, pks: list[int], node: QueryNode) -> dict[int, list[Snippet]]:
    """For each phrase that is sought, the text of each record that tells most and holds it.

    Queries: one for each column that is searched and two for each way of naming others; one more.
    """
    search = _SnippetCollector(set(_wanted_phrases(node)), {pk: _RecordMatches() for pk in pks})
    for tier in SearchTier:
        for searched in INDEXED_FIELDS[collection]:
            if searched.tier == tier:
                for pk, text, article in searched.iter_texts(search.unmatched()):
                    source = (Collection.ARTICLES, article) if article else None
                    search.collect(text, searched.kind, [pk], source)
        for named in INDEXED_RELATIONS.get(collection, ()):
            if named.tier == tier:
                _collect_from_related(search, named)
    return _to_json(search)


def _wanted_phrases(node: QueryNode, *, wanted: bool = True) -> Iterator[Phrase]:
    """The phrases that a record may be found by; not those that it must lack."""
    match node:
        case Phrase():
            if wanted:
                yield node
        case Not(inner):
            yield from _wanted_phrases(inner, wanted=not wanted)
        case AllOf(nodes) | AnyOf(nodes):
            for one in nodes:
                yield from _wanted_phrases(one, wanted=wanted)


@dataclass(slots=True)
class _RecordMatches:
    """What was found of one record so far."""

    phrases: set[Phrase] = field(default_factory=set)
    passages: list[tuple[TextKind, RecordKey | None, str, list[Offsets]]] = field(default_factory=list)


@dataclass(slots=True)
class _SnippetCollector:
    phrases: set[Phrase]
    matches: dict[int, _RecordMatches]

    def unmatched(self) -> list[int]:
        """The records of which some phrase was not found yet."""
        return [pk for pk, found in self.matches.items() if len(found.phrases) < len(self.phrases)]

    def collect(self, text: str, kind: TextKind, pks: Iterable[int], source: RecordKey | None) -> None:
        """Keep the text for those of these records that a phrase in it was not found of yet."""
        words = search_word_offsets(text)
        places = {phrase: held for phrase in self.phrases if (held := list(_phrase_offsets(phrase, words)))}
        if not places:
            return
        marks = _merge_overlapping(sorted(place for held in places.values() for place in held))
        for pk in pks:
            found = self.matches[pk]
            while fresh := places.keys() - found.phrases:
                first = min(place for phrase in fresh for place in places[phrase])
                start, end = _excerpt_offsets(text, words, first)
                shown = {one for one in fresh if any(start <= a and b <= end for a, b in places[one])}
                found.phrases |= shown
                inside = [(a - start, b - start) for a, b in marks if start <= a and b <= end]
                found.passages.append((kind, source, text[start:end], inside))


def _collect_from_related(search: _SnippetCollector, named: IndexedRelation) -> None:
    """Look in the texts of the public records that the records name."""
    owners: dict[int, list[int]] = defaultdict(list)
    rows = named.rows.filter(**{f"{named.parent_field}__in": search.unmatched()})
    public = record_models()[named.collection].objects.published()
    rows = rows.filter(**{f"{named.column}__in": public.values("pk")}).order_by("pk")
    for owner, pk in rows.values_list(f"{named.parent_field}_id", f"{named.column}_id"):
        owners[pk].append(owner)
    for searched in INDEXED_FIELDS[named.collection]:
        if searched.tier <= named.tier:
            for pk, text, _ in searched.iter_texts(owners):
                search.collect(text, searched.kind, owners[pk], (named.collection, pk))


def _phrase_offsets(phrase: Phrase, words: list[tuple[str, Offsets]]) -> Iterator[Offsets]:
    """Where a phrase stands."""
    *whole, last = phrase.words
    for start in range(len(words) - len(whole)):
        held = words[start + len(whole)][0]
        ends = held.startswith(last) if phrase.prefix else held == last
        if ends and all(words[start + i][0] == word for i, word in enumerate(whole)):
            yield words[start][1][0], words[start + len(whole)][1][1]


def _merge_overlapping(places: list[Offsets]) -> list[Offsets]:
    """The same without any that overlaps another."""
    joined: list[Offsets] = []
    for start, end in places:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _excerpt_offsets(text: str, words: list[tuple[str, Offsets]], first: Offsets) -> Offsets:
    """The part of the text around a place, cut between words."""
    if len(text) <= CONTEXT_BEFORE + CONTEXT_AFTER:
        return 0, len(text)
    return (
        min(start for _, (start, _) in words if start >= first[0] - CONTEXT_BEFORE),
        max(end for _, (_, end) in words if end <= first[1] + CONTEXT_AFTER),
    )


def _to_json(search: _SnippetCollector) -> dict[int, list[Snippet]]:
    """The snippets as the API gives them, with the records that their texts belong to. Queries: 1 a kind."""
    wanted: dict[Collection, set[int]] = defaultdict(set)
    for found in search.matches.values():
        for _, source, _, _ in found.passages:
            if source:
                wanted[source[0]].add(source[1])
    sources: dict[RecordKey | None, Any] = {}
    for collection, pks in wanted.items():
        public = record_models()[collection].objects.published().filter(pk__in=pks)
        label = "title" if collection == Collection.ARTICLES else "name"
        for pk, slug, name in public.values_list("pk", "slug", label):
            sources[collection, pk] = {
                "id": slug,
                "name": name or None,
                "kind": collection.value.removesuffix("s"),
            }
    return {
        pk: [
            {
                "where": kind.value,
                "record": sources.get(source),
                "text": text,
                "marks": [{"start": start, "end": end} for start, end in marks],
            }
            for kind, source, text, marks in found.passages
        ]
        for pk, found in search.matches.items()
    }
