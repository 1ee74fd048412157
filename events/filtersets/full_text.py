"""What a query of full text asks of a record: conditions that never double it."""

from collections.abc import Callable, Iterator
from functools import reduce
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
"""Rows, and the column of theirs that names the record."""


def full_text_filter(collection: Collection, where: str, example: str) -> PublicFilter:
    """The parameter `q` of a collection, with what it looks through."""

    def condition(nodes: list[QueryNode]) -> Q:
        return matches_q(collection, nodes[0])

    return PublicFilter(
        FullTextValues,
        f'Full text: {where}. Words must all be there; "a phrase", AND, OR, NOT, parentheses and prefix*. '
        "Case, accents, hyphens, apostrophes and Arabic or Latin articles do not count.",
        single=True,
        condition=condition,
        example=example,
    )


def relevance_tiers(collection: Collection, node: QueryNode) -> list[Q]:
    """What a query finds, divided by how much the texts tell that it is found by, most first.

    Words behind a NOT count wherever they stand.
    """
    found = [matches_q(collection, node, SearchTier.TITLE)]
    for before, tier in zip(SearchTier, list(SearchTier)[1:], strict=False):
        found.append(matches_q(collection, node, tier) & matches_q(collection, node, before, wanted=False))
    return found


def matches_q(
    collection: Collection, node: QueryNode, tier: SearchTier = SearchTier.TEXT, *, wanted: bool = True
) -> Q:
    """That texts of this tier, or of one that tells more, meet the query; or that they do not.

    NOT is pushed down to the phrases: databases join `NOT EXISTS` well, and not what stands around it.
    """
    join: Callable[[Q, Q], Q]
    match node:
        case Phrase():
            return _phrase_q(collection, node, tier) if wanted else _phrase_absent_q(collection, node, tier)
        case Not(inner):
            return matches_q(collection, inner, wanted=not wanted)
        case AllOf(nodes):
            join = and_ if wanted else or_
        case AnyOf(nodes):
            join = or_ if wanted else and_
    return reduce(join, (matches_q(collection, one, tier, wanted=wanted) for one in nodes))


def _phrase_q(collection: Collection, phrase: Phrase, tier: SearchTier) -> Q:
    first, *others = [
        found.order_by().values(owner) for found, owner in _match_sources(collection, phrase, tier)
    ]
    # SQLite makes a list of it where doubles cost less than in a union; PostgreSQL a join.
    return Q(pk__in=first.union(*others, all=connection.vendor == "sqlite") if others else first)


def _phrase_absent_q(collection: Collection, phrase: Phrase, tier: SearchTier) -> Q:
    if connection.vendor == "sqlite":
        return ~_phrase_q(collection, phrase, tier)
    return reduce(
        and_, (~exists_q(found, owner) for found, owner in _match_sources(collection, phrase, tier))
    )


def _match_sources(collection: Collection, phrase: Phrase, tier: SearchTier) -> Iterator[MatchSource]:
    """Where the phrase stands: in a record itself, or in one that it names."""
    yield SearchWords.matching_records(collection, phrase, tier), "record"
    for named in search.INDEXED_RELATIONS.get(collection, ()):
        if tier >= named.tier:
            holding = SearchWords.matching_records(named.collection, phrase, named.tier)
            yield named.rows.filter(**{f"{named.column}__in": holding}), named.parent_field
