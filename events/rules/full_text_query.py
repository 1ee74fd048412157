"""What people search for: words, "phrases", AND, OR, NOT, parentheses and prefix*."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from events.rules.text import search_words

MAX_QUERY_WORDS = 32
MAX_DEPTH = 20
MIN_PREFIX = 2
_OPERATORS = ("AND", "OR", "NOT")
_QUOTES = '"\u201c\u201d\u201e'
_LEXEMES = re.compile(
    rf"\s+|(?P<sign>[()])|[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)"
    rf"|(?P<word>[^\s(){_QUOTES}]+)"
)


class QueryError(ValueError):
    """A query that cannot be read; the message says where it breaks, in characters from 1."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; of a prefix the last is only the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """What does not meet the other."""

    node: "QueryNode"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What meets all of these."""

    nodes: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What meets one of these at least."""

    nodes: tuple["QueryNode", ...]


QueryNode = Phrase | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class _Lexeme:
    text: str
    """An operator or a parenthesis; empty for a phrase."""
    place: int
    phrase: Phrase | None = None


def parse_query(text: str) -> QueryNode:
    """Read a query; words side by side must all be there, NOT binds tightest and OR least.

    Words without any letter or digit, and articles such as al, are passed over. Raises: QueryError.
    """
    lexemes = list(_lexemes(text))
    if not lexemes:
        raise QueryError("There is no word to search for; write letters or digits.")
    if sum(len(one.phrase.words) for one in lexemes if one.phrase) > MAX_QUERY_WORDS:
        raise QueryError(f"A query holds at most {MAX_QUERY_WORDS} words.")
    reader = _Parser(lexemes)
    node = reader.any_of(0)
    if reader.next is not None:  # all else is read by then
        raise QueryError(f"The closing parenthesis at character {reader.next.place} was never opened.")
    return node


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for found in _LEXEMES.finditer(text):
        place = found.start() + 1
        if found["sign"] or found["word"] in _OPERATORS:
            yield _Lexeme(found[0], place)
        elif found["phrase"] is not None:
            yield _Lexeme("", place, _phrase(found["phrase"], place, closed=bool(found["closed"])))
        elif found["word"] and (phrase := _word(found["word"], place)):
            yield _Lexeme("", place, phrase)


def _phrase(inside: str, place: int, *, closed: bool) -> Phrase:
    if not closed:
        raise QueryError(f"The quotation mark at character {place} is never closed.")
    if "*" in inside:
        raise QueryError(f"The phrase at character {place} holds a *; only a word outside of one takes it.")
    words = search_words(inside)
    if not words:
        raise QueryError(f"The phrase at character {place} holds no word.")
    return Phrase(tuple(words))


def _word(text: str, place: int) -> Phrase | None:
    star = text.find("*")
    if 0 <= star < len(text) - 1:
        raise QueryError(f"The * at character {place + star} does not end its word.")
    if text[0] == "-" and len(text) > 1:
        raise QueryError(f"The - at character {place} means nothing here; write NOT before a word.")
    words = search_words(text)
    prefix = star >= 0
    if prefix and (not words or len(words[-1]) < MIN_PREFIX):
        raise QueryError(f"Before the * at character {place + star} stand less than two letters or digits.")
    if not words or (words in (["al"], ["el"], ["ال"]) and not prefix):
        return None
    return Phrase(tuple(words), prefix)


class _Parser:
    """Reads a list of lexemes from the left; each method reads what its name says."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self.lexemes = lexemes
        self.place = 0

    @property
    def next(self) -> _Lexeme | None:
        """What comes next; none at the end."""
        return self.lexemes[self.place] if self.place < len(self.lexemes) else None

    def next_is(self, *texts: str) -> bool:
        """Whether one of these comes next."""
        return self.next is not None and self.next.text in texts

    def any_of(self, depth: int) -> QueryNode:
        """One query or several with OR between."""
        nodes = [self.all_of(depth)]
        while self.next_is("OR"):
            self.place += 1
            nodes.append(self.all_of(depth))
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def all_of(self, depth: int) -> QueryNode:
        """One term or several side by side, with AND between or nothing."""
        nodes = [self.term(depth)]
        while self.next is not None and not self.next_is("OR", ")"):
            if self.next_is("AND"):
                self.place += 1
            nodes.append(self.term(depth))
        return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))

    def term(self, depth: int) -> QueryNode:
        """A phrase, something in parentheses, or either with NOT before it."""
        lexeme = self.next
        before = self.lexemes[self.place - 1] if self.place else None
        if lexeme is None or lexeme.text in (")", "AND", "OR"):
            raise QueryError(_missing_word(before, lexeme))
        self.place += 1
        if lexeme.phrase:
            return lexeme.phrase
        if depth == MAX_DEPTH:
            raise QueryError(f"At character {lexeme.place} the query is nested more than {MAX_DEPTH} deep.")
        if lexeme.text == "NOT":
            return Not(self.term(depth + 1))
        node = self.any_of(depth + 1)
        if not self.next_is(")"):
            raise QueryError(f"The parenthesis at character {lexeme.place} is never closed.")
        self.place += 1
        return node


def _missing_word(before: _Lexeme | None, lexeme: _Lexeme | None) -> str:
    """That there is no word where one belongs."""
    if before and before.text == "(" and lexeme and lexeme.text == ")":
        return f"The parentheses at character {before.place} hold no word."
    if lexeme and (before is None or before.text == "("):
        opened = "was never opened" if lexeme.text == ")" else "has no word before it"
        return f"{lexeme.text} at character {lexeme.place} {opened}."
    if before is None:
        return "There is no word to search for."
    return f"{before.text} at character {before.place} has no word after it."
