"""The conditions that a full text query makes on records; none doubles a record."""

from collections.abc import Callable, Iterator
from functools import reduce
from itertools import pairwise
from operator import and_, or_

from django.db import connection
from django.db.models import Q, QuerySet

from events import search
from events.choices import Collection
from events.filtersets.base import PublicFilter, exists_q
from events.filtersets.values import FullTextValues
from events.models import SearchTier, SearchWords
from events.rules.full_text_query import AllOf, AnyOf, Not, Phrase, QueryNode

MatchSource = tuple[QuerySet, str]
"""Rows of matches, and their column that refers to the record."""


GRAMMAR = (
    'Words must all be there, in any of their forms (talk, talks), "a phrase" as it stands; AND, OR, NOT, '
    "parentheses and prefix*. Case, accents, hyphens, apostrophes and Arabic or Latin articles do not count. "
    "Without `ordering`, the records whose most telling texts match come first."
)


def full_text_filter(collection: Collection, where: str, example: str) -> PublicFilter:
    """The parameter `q` of a collection; `where` names the texts that it searches."""
    return PublicFilter(
        FullTextValues,
        f"Full text: {where}. {GRAMMAR if collection == Collection.EVENTS else 'Read as `q` of events is.'}",
        single=True,
        condition=lambda nodes: matches_q(collection, nodes[0]),
        example=example,
    )


def relevance_tiers(collection: Collection, node: QueryNode) -> list[Q]:
    """The records that match a query, by the tier of the texts that match it, the most telling tier first.

    Words behind a NOT count in texts of any tier.
    """
    used = search.indexed_tiers(collection)
    tiers = [matches_q(collection, node, used[0])]
    for before, tier in pairwise(used):
        tiers.append(matches_q(collection, node, tier) & matches_q(collection, node, before, negated=True))
    return tiers


def matches_q(
    collection: Collection, node: QueryNode, tier: SearchTier = SearchTier.TEXT, *, negated: bool = False
) -> Q:
    """The records of which texts of this tier or those before it match the query; or do not, if `negated`.

    NOT is pushed down to the phrases: databases join `NOT EXISTS` well, and not what stands around it.
    """
    join: Callable[[Q, Q], Q]
    match node:
        case Phrase():
            return _phrase_absent_q(collection, node, tier) if negated else _phrase_q(collection, node, tier)
        case Not(inner):
            return matches_q(collection, inner, negated=not negated)
        case AllOf(nodes):
            join = or_ if negated else and_
        case AnyOf(nodes):
            join = and_ if negated else or_
    return reduce(join, (matches_q(collection, node, tier, negated=negated) for node in nodes))


def _phrase_q(collection: Collection, phrase: Phrase, tier: SearchTier) -> Q:
    sources = _match_sources(collection, phrase, tier)
    first, *others = [rows.order_by().values(parent) for rows, parent in sources]
    # SQLite makes a list of it, where doubles cost less than in a union; PostgreSQL makes a join.
    return Q(pk__in=first.union(*others, all=connection.vendor == "sqlite") if others else first)


def _phrase_absent_q(collection: Collection, phrase: Phrase, tier: SearchTier) -> Q:
    if connection.vendor == "sqlite":
        return ~_phrase_q(collection, phrase, tier)
    sources = _match_sources(collection, phrase, tier)
    return reduce(and_, (~exists_q(rows, parent) for rows, parent in sources))


def _match_sources(collection: Collection, phrase: Phrase, tier: SearchTier) -> Iterator[MatchSource]:
    """The places where a phrase can match: in a record itself, or in one to which it refers."""
    yield SearchWords.matching_records(collection, phrase, tier), "record"
    for relation in search.INDEXED_RELATIONS.get(collection, ()):
        if tier >= relation.tier:
            matches = SearchWords.matching_records(relation.collection, phrase, relation.tier)
            yield relation.rows.filter(**{f"{relation.column}__in": matches}), relation.parent_field
