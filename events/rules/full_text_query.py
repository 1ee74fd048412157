"""Queries of full text search: words, "phrases", AND, OR, NOT, parentheses and prefix*."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from events.rules.stems import query_stems
from events.rules.words import GERSHAYIM, JOINED, is_spaceless, joined_words, query_words

MAX_QUERY_WORDS = 32
MAX_DEPTH = 20
MIN_PREFIX = 2
MAX_RESPELT, MIN_DIVIDED, MIN_PART = 4, 8, 3
"""Words of a phrase, letters of a word that may be two, and of each of these: shorter ones mean others."""
MAX_PLAIN_WORDS = 2
"""So many words are taken for a name that may be misspelt."""
_OPERATORS = ("AND", "OR", "NOT")
_QUOTES = '"\u201c\u201d\u201e'
_LEXEMES = re.compile(
    rf"\s+|(?P<sign>[()])|[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)"
    rf"|(?P<word>[^\s(){_QUOTES}]+)"
)


class QueryError(ValueError):
    """A query that cannot be read; the message names the place of the error, in characters from 1."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; with `prefix` the last is only the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False
    quoted: bool = False
    """Whether it stands in quotation marks, and means these forms alone."""
    others: frozenset[tuple[str, ...]] = frozenset()
    """What matches as well, with the same prefix: the words joined or divided in another way, or a stem."""

    def spellings(self) -> Iterator[tuple[str, ...]]:
        """The words, and whatever matches as well, as it stands in the index."""
        yield self.words
        if len(self.words) == 1:
            yield (JOINED + self.words[0],)
        yield from sorted(self.others)


@dataclass(frozen=True, slots=True)
class Not:
    """The texts that do not match a node."""

    node: "QueryNode"


@dataclass(frozen=True, slots=True)
class AllOf:
    """The texts that match all of these nodes."""

    nodes: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The texts that match at least one of these nodes."""

    nodes: tuple["QueryNode", ...]


QueryNode = Phrase | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class _Lexeme:
    text: str
    """An operator or a parenthesis; empty for a phrase."""
    place: int
    phrase: Phrase | None = None


def parse_query(text: str) -> QueryNode:
    """Read a query; words side by side must all occur, NOT binds tightest and OR least.

    Words without any letter or digit, and articles such as al, are skipped. Raises: QueryError.
    """
    lexemes = list(_lexemes(text))
    if not lexemes:
        raise QueryError("There is no word to search for; write letters or digits.")
    if sum(len(lexeme.phrase.words) for lexeme in lexemes if lexeme.phrase) > MAX_QUERY_WORDS:
        raise QueryError(f"A query holds at most {MAX_QUERY_WORDS} words.")
    parser = _Parser(lexemes)
    node = parser.any_of(0)
    if parser.next is not None:  # only a closing parenthesis can be left
        raise QueryError(f"The closing parenthesis at character {parser.next.place} was never opened.")
    return node


def plain_words(node: QueryNode) -> list[str]:
    """The words of a query of a word or two; none of one with operators, a prefix or more words."""
    phrases = node.nodes if isinstance(node, AllOf) else (node,)
    words: list[str] = []
    for phrase in phrases:
        if not isinstance(phrase, Phrase) or phrase.prefix:
            return []
        words += phrase.words
    return words if len(words) <= MAX_PLAIN_WORDS else []


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for match in _LEXEMES.finditer(GERSHAYIM.sub("\u05f4", text)):
        place = match.start() + 1
        if match["sign"] or match["word"] in _OPERATORS:
            yield _Lexeme(match[0], place)
        elif match["phrase"] is not None:
            yield _Lexeme("", place, _phrase(match["phrase"], place, closed=bool(match["closed"])))
        elif match["word"] and (phrase := _word(match["word"], place)):
            yield _Lexeme("", place, phrase)


def _phrase(inside: str, place: int, *, closed: bool) -> Phrase:
    if not closed:
        raise QueryError(f"The quotation mark at character {place} is never closed.")
    if "*" in inside:
        raise QueryError(f"The phrase at character {place} holds a *; only a word outside of one takes it.")
    words, prefix = query_words(inside)
    if not words:
        raise QueryError(f"The phrase at character {place} holds no word.")
    joined = [word for word, _ in joined_words(inside)]
    return Phrase(tuple(words), prefix, True, frozenset(_other_spellings(words, joined)))


def _word(text: str, place: int) -> Phrase | None:
    star = text.find("*")
    if 0 <= star < len(text) - 1:
        raise QueryError(f"The * at character {place + star} does not end its word.")
    if text[0] == "-" and len(text) > 1:
        raise QueryError(f"The - at character {place} means nothing here; write NOT before a word.")
    words, prefix = query_words(text)
    if star >= 0 and not prefix and (not words or len(words[-1]) < MIN_PREFIX):
        raise QueryError(f"Before the * at character {place + star} stand less than two letters or digits.")
    prefix = prefix or star >= 0
    if not words or (words in (["al"], ["el"], ["ال"]) and not prefix):
        return None
    joined = [word for word, _ in joined_words(text)]
    others = set(_other_spellings(words, joined))
    if len(words) == 1 and not prefix:
        others |= {(stem,) for stem in query_stems(text)}
    return Phrase(tuple(words), prefix, False, frozenset(others))


def _other_spellings(words: list[str], joined: list[str]) -> Iterator[tuple[str, ...]]:
    """Words that are joined in the query and divided in a text, and the reverse; of short phrases alone."""
    if len(words) > MAX_RESPELT:
        return
    for word in joined:
        if len(words) == 1 or word == "".join(words):
            yield (word,)
            yield (JOINED + word,)
    for i, word in enumerate(words):
        before, after = tuple(words[:i]), tuple(words[i + 1 :])
        if word.isalpha() and len(word) >= MIN_DIVIDED and not is_spaceless(word):
            for cut in range(MIN_PART, len(word) - MIN_PART + 1):
                yield (*before, word[:cut], word[cut:], *after)
        if after and (pair := _joined_pair(word, after[0])):
            yield (*before, pair, *after[1:])


def _joined_pair(one: str, other: str) -> str:
    """Two words as one, where people write them so; empty where they do not."""
    if is_spaceless(one) or is_spaceless(other):
        return ""
    long_enough = min(len(one), len(other)) >= MIN_PART and len(one + other) >= MIN_DIVIDED
    thousands = (one + other).isdecimal() and len(one) <= MIN_PART == len(other)
    return one + other if thousands or ((one + other).isalpha() and long_enough) else ""


def _with_neighbours(nodes: list["QueryNode"]) -> list["QueryNode"]:
    """Words side by side outside of quotation marks, which a text may write as one word, match that, too."""
    for i, (one, other) in enumerate(pairwise(nodes)):
        match one, other:
            case Phrase(words=(first,), prefix=False, quoted=False), Phrase(words=(second,), quoted=False):
                if pair := _joined_pair(first, second):
                    more = {(pair,), (JOINED + pair,)}
                    for place in (i, i + 1):
                        node = nodes[place]
                        assert isinstance(node, Phrase)
                        nodes[place] = replace(node, others=node.others | more)
    return nodes


class _Parser:
    """Reads a list of lexemes from the left; each method reads what its name says."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self.lexemes = lexemes
        self.position = 0

    @property
    def next(self) -> _Lexeme | None:
        """The next lexeme; None at the end."""
        return self.lexemes[self.position] if self.position < len(self.lexemes) else None

    def next_is(self, *texts: str) -> bool:
        """Whether the next lexeme is one of these."""
        return self.next is not None and self.next.text in texts

    def any_of(self, depth: int) -> QueryNode:
        """One or several groups of terms with OR between."""
        nodes = [self.all_of(depth)]
        while self.next_is("OR"):
            self.position += 1
            nodes.append(self.all_of(depth))
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def all_of(self, depth: int) -> QueryNode:
        """One term or several side by side, with AND between or nothing."""
        nodes = [self.term(depth)]
        while self.next is not None and not self.next_is("OR", ")"):
            if self.next_is("AND"):
                self.position += 1
            nodes.append(self.term(depth))
        nodes = _with_neighbours(nodes)
        return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))

    def term(self, depth: int) -> QueryNode:
        """A phrase, a query in parentheses, or either with NOT before it."""
        lexeme = self.next
        before = self.lexemes[self.position - 1] if self.position else None
        if lexeme is None or lexeme.text in (")", "AND", "OR"):
            raise QueryError(_missing_word(before, lexeme))
        self.position += 1
        if lexeme.phrase:
            return lexeme.phrase
        if depth == MAX_DEPTH:
            raise QueryError(f"At character {lexeme.place} the query is nested more than {MAX_DEPTH} deep.")
        if lexeme.text == "NOT":
            return Not(self.term(depth + 1))
        node = self.any_of(depth + 1)
        if not self.next_is(")"):
            raise QueryError(f"The parenthesis at character {lexeme.place} is never closed.")
        self.position += 1
        return node


def _missing_word(before: _Lexeme | None, lexeme: _Lexeme | None) -> str:
    """The message that a word is missing between two lexemes."""
    if before and before.text == "(" and lexeme and lexeme.text == ")":
        return f"The parentheses at character {before.place} hold no word."
    if lexeme and (before is None or before.text == "("):
        opened = "was never opened" if lexeme.text == ")" else "has no word before it"
        return f"{lexeme.text} at character {lexeme.place} {opened}."
    if before is None:
        return "There is no word to search for."
    return f"{before.text} at character {before.place} has no word after it."
