"""Full text beside the SQL that somebody who knows the tables would write for the same events."""

from collections.abc import Callable

from django.db import connection

from events.choices import Collection
from events.models import SearchTier
from events.models.search_text import search_row_id
from events.rules.full_text_query import Phrase, parse_query
from tests.benchmarks.fake_names import fake_word
from tests.benchmarks.filters import LIMIT, RELEVANCE, pks_by_sql
from tests.benchmarks.handwritten_sql import fetch_rows

COMMON, FREQUENT, SELDOM = "killed", "baghdad", "ceasefire"
RARE = fake_word(4711)[0].lower()
UNKNOWN_WORD = "zebrafish"


def search_cases() -> dict[str, Callable[[], list[int]]]:
    """The keys of the first page by one statement, by the query that asks for the same."""
    common, frequent, seldom = _matching_texts(COMMON), _matching_texts(FREQUENT), _matching_texts(SELDOM)
    by_condition = {
        f"q={COMMON}": common,
        f"q={FREQUENT}": frequent,
        f"q={RARE}": _matching_texts(RARE),
        f"q={UNKNOWN_WORD}": _matching_texts(UNKNOWN_WORD),
        'q="suicide bomber"': _matching_texts('"suicide bomber"'),
        "q=bomb*": _matching_texts("bomb*"),
        f"q={COMMON} {FREQUENT}": f"{common} AND {frequent}",
        f"q={COMMON} AND NOT {FREQUENT}": f"{common} AND NOT {frequent}",
        f"q={RARE} OR {SELDOM}": f"({_matching_texts(RARE)} OR {seldom})",
        f"q={SELDOM}&event_type=assault": f"{seldom} AND e.\"event_type\" = 'assault'",
        f"q={FREQUENT}&participant_role=target": f"{frequent} AND EXISTS (SELECT 1 FROM events_participation "
        't WHERE t."event_id" = e."id" AND t."role" = \'target\')',
    }
    by_tier = {f"{RELEVANCE}q={one}": _by_tier(one) for one in (COMMON, SELDOM, RARE)}
    return {query: pks_by_sql(condition) for query, condition in by_condition.items()} | by_tier


def _holders(text: str) -> str:
    """Events, with the tier of each text that holds a word or phrase: their own, or of what they name."""
    phrase = parse_query(text)
    assert isinstance(phrase, Phrase)
    spellings = list(phrase.spellings())

    def index_rows(collection: Collection, tier: SearchTier = SearchTier.TEXT) -> str:
        if connection.vendor == "postgresql":
            end = ":*" if phrase.prefix else ""
            adjacent = (" <-> ".join(f"''{word}''" for word in words) + end for words in spellings)
            wanted = " | ".join(f"({one})" for one in adjacent)
            return (
                f'search_text s WHERE s."collection" = \'{collection.value}\' AND s."tier" <= {tier.value} '
                f"AND s.\"words\" @@ '{wanted}'::tsquery"
            )
        end = " *" if phrase.prefix else ""
        wanted = " OR ".join(f'"{" ".join(words)}"{end}' for words in spellings)
        first, beyond = (
            search_row_id(collection, SearchTier.TITLE, 0, 0),
            search_row_id(collection, tier, 2**38, 0),
        )
        return f"""(SELECT (rowid >> 18) & {2**38 - 1} AS "object_pk", ((rowid >> 56) & 3) + 1 AS "tier"
            FROM search_words WHERE search_words MATCH '{wanted}'
            AND rowid >= {first} AND rowid < {beyond}) s"""

    named = 'SELECT s."object_pk" FROM {}'
    actors = named.format(index_rows(Collection.ACTORS, SearchTier.NAMES))
    places = named.format(index_rows(Collection.LOCATIONS, SearchTier.NAMES))
    return f"""SELECT s."object_pk" AS "event_id", s."tier" FROM {index_rows(Collection.EVENTS)}
        UNION ALL SELECT "event_id", 2 FROM events_participation WHERE "actor_id" IN ({actors})
        UNION ALL SELECT "event_id", 2 FROM events_participation WHERE "acts_for_id" IN ({actors})
        UNION ALL SELECT "event_id", 2 FROM events_eventplace WHERE "location_id" IN ({places})"""


def _matching_texts(text: str) -> str:
    return f'e."id" IN (SELECT "event_id" FROM ({_holders(text)}) h)'


def _by_tier(word: str) -> Callable[[], list[int]]:
    """What tells most first, then the newest."""
    sql = f"""SELECT e."id" FROM events_event e
        JOIN (SELECT "event_id", MIN("tier") AS "tier" FROM ({_holders(word)}) h GROUP BY "event_id") f
        ON f."event_id" = e."id" WHERE e."review_status" = 'published'
        ORDER BY f."tier", e."start_earliest" DESC, e."slug" DESC LIMIT {LIMIT + 1}"""
    return lambda: [pk for (pk,) in fetch_rows(sql)[:LIMIT]]
