"""What a query of full text asks of a record: conditions that never double it."""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Q, QuerySet

from events import search
from events.choices import Collection
from events.filtersets.base import PublicFilter, has
from events.filtersets.values import FullText
from events.models import SearchWords, Tier
from events.rules.queries import AllOf, AnyOf, Node, Not, Phrase

Holders = tuple[QuerySet, str]
"""Rows, and the column of theirs that names the record."""


def q(collection: Collection, where: str, example: str) -> PublicFilter:
    """The parameter `q` of a collection, with what it looks through."""

    def condition(nodes: list[Node]) -> Q:
        return matching(collection, nodes[0])

    return PublicFilter(
        FullText,
        f'Full text: {where}. Words must all be there; "a phrase", AND, OR, NOT, parentheses and prefix*. '
        "Case, accents, hyphens, apostrophes and Arabic or Latin articles do not count.",
        single=True,
        condition=condition,
        example=example,
    )


def bands(collection: Collection, node: Node) -> list[Q]:
    """What a query finds, divided by how much the texts tell that it is found by, most first.

    Words behind a NOT count wherever they stand.
    """
    found = [matching(collection, node, Tier.TITLE)]
    for before, tier in zip(Tier, list(Tier)[1:], strict=False):
        found.append(matching(collection, node, tier) & matching(collection, node, before, wanted=False))
    return found


def matching(collection: Collection, node: Node, tier: Tier = Tier.TEXT, *, wanted: bool = True) -> Q:
    """That texts of this tier, or of one that tells more, meet the query; or that they do not.

    NOT is pushed down to the phrases: databases join `NOT EXISTS` well, and not what stands around it.
    """
    join: Callable[[Q, Q], Q]
    match node:
        case Phrase():
            return _found(collection, node, tier) if wanted else _not_found(collection, node, tier)
        case Not(inner):
            return matching(collection, inner, wanted=not wanted)
        case AllOf(nodes):
            join = and_ if wanted else or_
        case AnyOf(nodes):
            join = or_ if wanted else and_
    return reduce(join, (matching(collection, one, tier, wanted=wanted) for one in nodes))


def _found(collection: Collection, phrase: Phrase, tier: Tier) -> Q:
    first, *others = [found.order_by().values(owner) for found, owner in _holders(collection, phrase, tier)]
    # SQLite makes a list of it where doubles cost less than in a union; PostgreSQL a join.
    return Q(pk__in=first.union(*others, all=connection.vendor == "sqlite") if others else first)


def _not_found(collection: Collection, phrase: Phrase, tier: Tier) -> Q:
    if connection.vendor == "sqlite":
        return ~_found(collection, phrase, tier)
    return reduce(and_, (~has(found, owner) for found, owner in _holders(collection, phrase, tier)))


def _holders(collection: Collection, phrase: Phrase, tier: Tier) -> Iterator[Holders]:
    """Where the phrase stands: in a record itself, or in one that it names."""
    yield SearchWords.records(collection, phrase, tier), "record"
    for named in search.NAMED.get(collection, ()):
        if tier >= named.tier:
            holding = SearchWords.records(named.collection, phrase, named.tier)
            yield named.rows.filter(**{f"{named.column}__in": holding}), named.owner
