"""When two names are near: transliterated in another way, mistyped, or with their words in another order.

Two names are the same where `words.name_key` folds them into one. Near names are compared by their sounds:
vowels and letters that systems of transliteration interchange cost little, all others much.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, islice, pairwise, product

from events.rules.pronunciation import (
    INDIC,
    SYLLABIC,
    VOWELLESS,
    Pronunciation,
    is_vowel,
    readings,
    script_of,
)
from events.rules.spelling import LONG_LENGTH, edit_distance, near_pieces, nearest_words, pieces
from events.rules.words import name_key

LIKE, RATHER_LIKE, MISSING_VOWEL, SWAPPED, OTHER_VOWEL, MISSING, AT_THE_EDGE, OTHER = (
    *(0.25, 0.5, 0.5, 0.5, 1.0, 1.0, 1.25, 2.0),
)
"""What a difference costs; one at the edges tells more, since an ending makes an Iraqi of Iraq."""
_MOST = (0.0, 0.0, 0.0, 0.25, 0.25, 0.5, 0.75, 1.0, 1.0, 1.25, 1.5, 1.5, 2.0)
"""What the differences of two words may cost together, by the number of sounds in the shorter."""
_MOST_OF_NAME, _MOST_OF_DIVIDED = 1.5, 0.5
"""The same of all words of a name, and of words that are divided in another way."""
_LIKE = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.0, ("qk", "EY", "OW")),
        (LIKE, ("AE", "EI", "IY", "qg", "SC", "vw", "vf", "xk", "xh", "JZ", "ZS", "wO", "wW", "jI")),
        (RATHER_LIKE, ("gk", "gh", "td", "bp", "zs", "sS", "AY", "CS", "OE")),
        (0.75, ("OA", "OI")),
    )
    for pair in pairs
}
_CLASSES = {
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("fv", "F"),
    **dict.fromkeys("szSCZ", "S"),
    **dict.fromkeys("kqgx", "K"),
    **dict(zip("tdJhmnlr", "TDJHMNLR", strict=True)),
}
"""The sounds that one key of near words does not tell apart."""
_ALSO = {"x": "H", "w": "F", "J": "K", "Z": "J"}
"""A second class of a sound; vowels have none, and w and j may be vowels."""
_SOUND = "~"
"""Begins the keys by how a word sounds."""
_MAX_KEYS, _MAX_KEY_LENGTH = 12, 60
_SUN_ARTICLES = {
    f"{vowel}{letter}": letter for vowel in "aeu" for letter in ("sh", "th", "dh", *"nrsdtzl")
} | {"ul": ""}
"""Articles of Arabic names before the letter that they take on: an Nasiriyah, Zia ul-Haq."""
_GENERIC = frozenset(
    "of the and for in at de la le les du des del der die das und von et di da do dos della e i y".split()  # noqa: SIM905
) | {"al", "el", "ال"}
"""Words that tell no name from another."""
_SHORT, _SWAPPABLE = 3, 6
"""Sounds of a word that may be initials, so that the first counts; letters of one with room for slips."""
_MAX_JOINED = 3
_SERVANTS = ("abdul", "abdel", "abdal", "abdu")


def near_words(word: str, known: Iterable[tuple[str, str]], most: int) -> list[str]:
    """The known words that are near a word but for itself, nearest first; each has a key that it shares.

    Of words that share only a piece, few are as alike as slips leave them.
    """
    known = list(known)
    alike = {other for key, other in known if key[0] == _SOUND}
    alike.update(nearest_words(word, {other for _, other in known} - alike, len(known)))
    near = [(distance, other) for other in alike if (distance := word_distance(word, other)) is not None]
    return [other for _, other in sorted(near) if other != word][:most]


def word_keys(word: str) -> set[str]:
    """The keys under which a word is kept; a near word looks under one of them."""
    return {*(pieces(word) if len(word) >= _SWAPPABLE else ()), *_sound_keys(word)}


def near_word_keys(word: str) -> set[str]:
    """The keys under which words near this one are kept."""
    return {*(near_pieces(word) if len(word) >= _SWAPPABLE else ()), *_sound_keys(word)}


def telling_words(words: list[str]) -> list[str]:
    """The words of a name without articles and such as "of", if any are left."""
    known = [
        word
        for word, after in pairwise([*words, ""])
        if word not in _GENERIC
        and not (after and word in _SUN_ARTICLES and after.startswith(_SUN_ARTICLES[word]))
    ]
    return known or words


@lru_cache(maxsize=65_536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name by which it is compared, Abdulrahman as two."""
    return tuple(part for word in telling_words(name_key(name).split()) for part in _divided(word))


def divisions(key: str) -> list[list[str]]:
    """The words of the key of a name as others may divide them: Abdulrahman as two, Khan Yunis as one."""
    words = telling_words(key.split())
    divided = [part for word in words for part in _divided(word)]
    joined = "".join(words)
    return [divided, [joined]] if 1 < len(words) <= _MAX_JOINED and joined.isalpha() else [divided]


def name_keys(name: str) -> set[str]:
    """The keys of a name; near names have one in common."""
    words = name_words(name)
    joined = chain(_joined_readings(words), _joined_readings(sorted(words)))
    by_word = [sorted(_sound_keys(word)) or [word] for word in words]
    by_words = {" ".join(sorted(keys)) for keys in islice(product(*by_word), _MAX_KEYS)}
    return by_words.union(*map(_keys_of, joined))


def name_distance(one: str, other: str) -> float | None:
    """How far two near names are from each other, 0 for the same words; None where they are not near."""
    ours, others = [*name_words(one)], [*name_words(other)]
    for word in name_words(one):
        if word in others:
            ours.remove(word)
            others.remove(word)
    if len(ours) != len(others):
        distance = _reading_distance(_joined_readings(ours), _joined_readings(others))
        return distance if distance is None or distance <= _MOST_OF_DIVIDED else None
    total = 0.0
    for word in ours:
        near = [(distance, other) for other in others if (distance := word_distance(word, other)) is not None]
        if not near:
            return None
        distance, nearest = min(near)
        others.remove(nearest)
        total += distance
    return total if total <= _MOST_OF_NAME else None


@lru_cache(maxsize=65_536)
def word_distance(one: str, other: str) -> float | None:
    """How far two near words are from each other; None where they are not near."""
    if one == other:
        return 0.0
    distances = (*_typos(one, other), _reading_distance(readings(one), readings(other)))
    return min((distance for distance in distances if distance is not None), default=None)


def _reading_distance(one: Iterable[Pronunciation], other: Iterable[Pronunciation]) -> float | None:
    distances = []
    for ours, others in product(one, other):
        count = min(len(ours.units), len(others.units))
        if ours.script == others.script and (
            ours.script == "Han" or (count <= _SHORT and ours.units[0] != others.units[0])
        ):
            continue  # many signs of one sound; or initials
        most = _MOST[min(count, len(_MOST) - 1)]
        if (distance := _distance(ours, others, most)) <= most:
            distances.append(distance)
    return min(distances, default=None)


def _joined_readings(words: Sequence[str]) -> Iterator[Pronunciation]:
    """The sounds of words without what divides them."""
    parts = [readings(word)[:1] for word in words]
    if all(parts) and words:
        yield Pronunciation(tuple(unit for ((units, _),) in parts for unit in units), script_of(words[0]))


def _typos(one: str, other: str) -> Iterator[float]:
    """What a slip of the finger costs inside of a long word."""
    length = min(len(one), len(other))
    if length < _SWAPPABLE or one[0] != other[0] or one[-1] != other[-1] or not (one + other).isalpha():
        return
    if edit_distance(one, other, 1) == 1:
        if sorted(one) == sorted(other):
            yield SWAPPED
        elif length >= LONG_LENGTH:
            yield MISSING


def _divided(word: str) -> list[str]:
    """Abdulrahman as its two words."""
    for servant in _SERVANTS:
        rest = word.removeprefix(servant)
        if not rest:
            return ["abd"]
        if rest != word and len(rest) > 3 and "abdullah" != word != "abdallah":
            return ["abd", rest]
    return [word]


def _sound_keys(word: str) -> set[str]:
    """The consonants of a word by their classes; of one with less than three also whether vowels are around.

    A sound that may be one of several gives several keys.
    """
    return {key for reading in readings(word) for key in _keys_of(reading)}


def _keys_of(reading: Pronunciation) -> Iterator[str]:
    choices = [sorted({class_ for sound in unit for class_ in _classes(sound)}) for unit in reading.units]
    for classes in islice(product(*choices), _MAX_KEYS):
        key = "".join(consonant for consonant, _ in groupby(filter(None, classes)))[:_MAX_KEY_LENGTH]
        if not key or len(classes) == 1:
            continue
        if len(key) > 2:
            yield f"{_SOUND}{key}"
        else:
            before, behind = ("" if classes[0] else "V"), ("" if classes[-1] else "V")
            yield f"{_SOUND}{before}{key}{behind}"
            if reading.script in SYLLABIC:
                yield f"{_SOUND}{before}{key}"


def _classes(sound: str) -> Iterable[str]:
    yield _CLASSES.get(sound, "")
    if sound in _ALSO:
        yield _ALSO[sound]


def _distance(one: Pronunciation, other: Pronunciation, most: float) -> float:
    """The least cost of the differences; anything above `most` may be any such number.

    Source: optimal string alignment (Damerau 1964, restricted), weighted.
    """
    ours, others = one.units, other.units
    lost, first_lost, last_lost = _missing_costs(one, other.script)
    more, first_more, last_more = _missing_costs(other, one.script)
    before_before: list[float] = []
    before = [0.0, first_more]
    for cost in more[1:]:
        before.append(before[-1] + cost)
    for i, unit in enumerate(ours, start=1):
        row = [before[0] + (lost[i - 1] if i > 1 else first_lost)]
        ends = i == len(ours)
        for j, other_unit in enumerate(others, start=1):
            last = ends and j == len(others)
            replaced = before[j - 1] + _replaced(unit, other_unit)
            if i == j == 1 and one.script == other.script and replaced > LIKE:
                replaced += LIKE
            best = min(
                replaced,
                before[j] + (last_lost if last else lost[i - 1]),
                row[j - 1] + (last_more if last else more[j - 1]),
            )
            if i > 1 and j > 1 and unit == others[j - 2] and ours[i - 2] == other_unit:
                best = min(best, before_before[j - 2] + (SWAPPED if i + j > 4 else AT_THE_EDGE))
            row.append(best)
        if min(row) > most < min(before):
            return OTHER + most
        before_before, before = before, row
    return before[-1]


@lru_cache(maxsize=4096)
def _replaced(one: str, other: str) -> float:
    """The cost of one sound in place of another; a sound of several counts as the likest."""
    if "*" in one + other:
        return 0.0 if is_vowel(one) and is_vowel(other) else OTHER
    return min(
        0.0
        if first == second
        else _LIKE.get(
            frozenset((first, second)), OTHER_VOWEL if is_vowel(first) and is_vowel(second) else OTHER
        )
        for first in one
        for second in other
    )


@lru_cache(maxsize=16_384)
def _missing_costs(one: Pronunciation, script: str) -> tuple[tuple[float, ...], float, float]:
    """The cost of each sound that a word of a script does not have, and of the first and last at its ends."""
    costs = [_missing_cost(one, place, script) for place in range(len(one.units))]
    first, last = (costs[place] and AT_THE_EDGE for place in (0, -1))
    if last and len(costs) > 1:
        before, unit = one.units[-2:]
        if unit == before:
            last = LIKE
        elif unit == "E" and not is_vowel(before):
            last = MISSING_VOWEL  # often mute
    return tuple(costs), first, last


def _missing_cost(one: Pronunciation, place: int, script: str) -> float:
    unit = one.units[place]
    same_script = one.script == script
    if unit == "*" or (is_vowel(unit) and one.script in SYLLABIC and not same_script):
        return 0.0
    if place and unit == one.units[place - 1]:
        return LIKE
    if not is_vowel(unit):
        return MISSING_VOWEL if unit in ("h", "w", "JZj") else MISSING
    if same_script:
        return MISSING if script in VOWELLESS else MISSING_VOWEL
    if script == INDIC and unit in "AEO":
        return 0.0 if unit == "A" else LIKE
    return 0.0 if script in VOWELLESS and one.script not in VOWELLESS and unit not in "YW" else MISSING_VOWEL
