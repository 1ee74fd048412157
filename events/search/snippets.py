"""Snippets: the public texts by which a record matches a query, with the matching words marked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from events.choices import Collection, TextKind
from events.models import SearchTier
from events.models.record import record_models
from events.rules.full_text_query import AllOf, AnyOf, Not, Phrase, QueryNode
from events.rules.stems import text_stems
from events.rules.text import Offsets
from events.rules.words import JOINED, joined_words, search_word_offsets
from events.search.indexed_fields import INDEXED_FIELDS, INDEXED_RELATIONS, IndexedRelation

CONTEXT_BEFORE, CONTEXT_AFTER = 80, 160
"""How many characters of a long text a snippet has before and after the first match."""

RecordKey = tuple[Collection, int]
Snippet = dict[str, Any]


def snippets(collection: Collection, pks: list[int], node: QueryNode) -> dict[int, list[Snippet]]:
    """For each phrase of a query, the most telling text of each record that holds it.

    Queries: 1 for each indexed field, 2 for each indexed relation, and 1 for each collection of sources.
    """
    collector = _SnippetCollector(set(_positive_phrases(node)), {pk: _RecordMatches() for pk in pks})
    for tier in SearchTier:
        for field_ in INDEXED_FIELDS[collection]:
            if field_.tier == tier:
                for pk, text, article, language in field_.iter_texts(collector.unmatched()):
                    source = (Collection.ARTICLES, article) if article else None
                    collector.collect(text, language, field_.kind, [pk], source)
        for relation in INDEXED_RELATIONS.get(collection, ()):
            if relation.tier == tier:
                _collect_from_related(collector, relation)
    return _to_json(collector.matches)


def _positive_phrases(node: QueryNode, *, negated: bool = False) -> Iterator[Phrase]:
    """The phrases by which a record may match; not those that it must lack."""
    match node:
        case Phrase():
            if not negated:
                yield node
        case Not(inner):
            yield from _positive_phrases(inner, negated=not negated)
        case AllOf(nodes) | AnyOf(nodes):
            for inner in nodes:
                yield from _positive_phrases(inner, negated=negated)


@dataclass(slots=True)
class _RecordMatches:
    """The phrases that one record matches so far, and the passages that show them."""

    phrases: set[Phrase] = field(default_factory=set)
    passages: list[tuple[TextKind, RecordKey | None, str, list[Offsets]]] = field(default_factory=list)


@dataclass(slots=True)
class _SnippetCollector:
    phrases: set[Phrase]
    matches: dict[int, _RecordMatches]

    def unmatched(self) -> list[int]:
        """The records that still lack a match of some phrase."""
        return [pk for pk, record in self.matches.items() if len(record.phrases) < len(self.phrases)]

    def collect(
        self, text: str, language: str, kind: TextKind, pks: Iterable[int], source: RecordKey | None
    ) -> None:
        """Keep passages of the text for those of these records that still lack a phrase in it."""
        words = search_word_offsets(text)
        searched = [*words, *((JOINED + word, offsets) for word, offsets in joined_words(text))]
        searched += text_stems(text, language)
        matches = {phrase: list(_phrase_offsets(phrase, searched)) for phrase in self.phrases}
        matches = {phrase: offsets for phrase, offsets in matches.items() if offsets}
        if not matches:
            return
        marks = _merge_overlapping(sorted(match for offsets in matches.values() for match in offsets))
        for pk in pks:
            record = self.matches[pk]
            while missing := matches.keys() - record.phrases:
                first = min(match for phrase in missing for match in matches[phrase])
                start, end = _excerpt_offsets(text, words, first)
                record.phrases |= {
                    phrase for phrase in missing if any(start <= a and b <= end for a, b in matches[phrase])
                }
                inside = [(a - start, b - start) for a, b in marks if start <= a and b <= end]
                record.passages.append((kind, source, text[start:end], inside))


def _collect_from_related(collector: _SnippetCollector, relation: IndexedRelation) -> None:
    """Collect passages from the texts of public records to which the records refer."""
    parents: dict[int, list[int]] = defaultdict(list)
    public = record_models()[relation.collection].objects.published()
    parent, column = relation.parent_field, relation.column
    rows = relation.rows.filter(
        **{f"{parent}__in": collector.unmatched(), f"{column}__in": public.values("pk")}
    )
    for parent_pk, pk in rows.order_by("pk").values_list(f"{parent}_id", f"{column}_id"):
        parents[pk].append(parent_pk)
    for field_ in INDEXED_FIELDS[relation.collection]:
        if field_.tier <= relation.tier:
            for pk, text, _, language in field_.iter_texts(parents):
                collector.collect(text, language, field_.kind, parents[pk], (relation.collection, pk))


def _phrase_offsets(phrase: Phrase, words: list[tuple[str, Offsets]]) -> Iterator[Offsets]:
    """Where a phrase stands in a text, in any spelling."""
    for *whole, last in phrase.spellings():
        for start in range(len(words) - len(whole)):
            last_word = words[start + len(whole)][0]
            ends = last_word.startswith(last) if phrase.prefix else last_word == last
            if ends and all(words[start + i][0] == word for i, word in enumerate(whole)):
                yield words[start][1][0], words[start + len(whole)][1][1]


def _merge_overlapping(spans: list[Offsets]) -> list[Offsets]:
    """The same spans with overlapping ones joined."""
    merged: list[Offsets] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _excerpt_offsets(text: str, words: list[tuple[str, Offsets]], first: Offsets) -> Offsets:
    """The excerpt of the text around a match, cut between words."""
    if len(text) <= CONTEXT_BEFORE + CONTEXT_AFTER:
        return 0, len(text)
    return (
        min(start for _, (start, _) in words if start >= first[0] - CONTEXT_BEFORE),
        max(end for _, (_, end) in words if end <= first[1] + CONTEXT_AFTER),
    )


def _to_json(matches: dict[int, _RecordMatches]) -> dict[int, list[Snippet]]:
    """The snippets as the API gives them, with the records of their texts. Queries: 1 for each collection."""
    source_pks: dict[Collection, set[int]] = defaultdict(set)
    for record in matches.values():
        for _, source, _, _ in record.passages:
            if source:
                source_pks[source[0]].add(source[1])
    sources: dict[RecordKey | None, Any] = {}
    for collection, pks in source_pks.items():
        public = record_models()[collection].objects.published().filter(pk__in=pks)
        label = "title" if collection == Collection.ARTICLES else "name"
        kind = collection.value.removesuffix("s")
        for pk, slug, name in public.values_list("pk", "slug", label):
            sources[collection, pk] = {"id": slug, "name": name or None, "kind": kind}
    return {
        pk: [
            {
                "where": text_kind.value,
                "record": sources.get(source),
                "text": text,
                "marks": [{"start": start, "end": end} for start, end in marks],
            }
            for text_kind, source, text, marks in record.passages
        ]
        for pk, record in matches.items()
    }
