"""Made-up names, each in Latin and in Arabic letters, and sentences of words as frequent as in headlines."""

from functools import lru_cache
from random import Random

from tests.benchmarks.distributions import STATISTICS, WeightedChoice, counts_of

_SYLLABLES = dict(
    pair.split("=")
    for pair in (
        *(["ba=با", "ra=را", "ka=كا", "sa=سا", "ma=ما", "na=نا", "da=دا", "la=لا"]),
        *(["fa=فا", "za=زا", "ta=تا", "wa=وا", "ya=يا", "bi=بي", "ri=ري", "ki=كي", "si=سي"]),
        *(["mi=مي", "ni=ني", "di=دي", "li=لي", "shi=شي", "zu=زو", "tu=تو", "ru=رو", "ku=كو"]),
    )
)
_ENDS = {"n": "ن", "r": "ر", "m": "م", "d": "د", "s": "س", "": ""}
ORGANIZATION_NAMES = {
    "state": "Republic of {}",
    "government_body": "Ministry of {}",
    "joint_body": "Joint Committee of {}",
    "military": "Armed Forces of {}",
    "police": "Police of {}",
    "coalition": "Coalition for {}",
    "armed_group": "{} Brigades",
    "party": "{} Party",
    "movement": "{} Movement",
    "population": "People of {}",
    "company": "{} Oil Company",
    "organization": "{} Society",
    "media": "{} News",
    "anonymous_source": "source in {}",
}
_SCRAMBLE = 7919  # a prime: neighbours in number get names far apart


@lru_cache(maxsize=50_000)
def fake_word(number: int) -> tuple[str, str]:
    """A name that few others share, in both scripts."""
    number = number * _SCRAMBLE % (len(_SYLLABLES) ** 3 * len(_ENDS))
    number, place = divmod(number, len(_ENDS))
    pieces = [list(_ENDS.items())[place]]
    for _ in range(3):
        number, place = divmod(number, len(_SYLLABLES))
        pieces.insert(0, list(_SYLLABLES.items())[place])
    latin, arabic = ("".join(letters) for letters in zip(*pieces, strict=True))
    return latin.capitalize(), arabic


def actor_name(number: int, kind: str) -> tuple[str, str]:
    """What an actor is called: a person has two names."""
    latin, arabic = fake_word(number)
    if kind in ORGANIZATION_NAMES:
        return ORGANIZATION_NAMES[kind].format(latin), arabic
    given, arabic_given = fake_word(number * 13 % 97)
    return f"{given} al-{latin}", f"{arabic_given} ال{arabic}"


class ProseGenerator:
    """Headlines and sentences: no sense, but words as frequent and lines as long as real ones."""

    RARE = 20_000

    def __init__(self) -> None:
        self._words: WeightedChoice[str] = WeightedChoice.of(STATISTICS["words"])
        self._lengths = counts_of("headline_words")

    def headline(self, rand: Random) -> str:
        """As many words as a headline has."""
        return self.line(rand, self._lengths.draw(rand))

    def line(self, rand: Random, words: int) -> str:
        """So many words, one in ten of them rare."""
        return " ".join(
            fake_word(rand.randrange(self.RARE))[0] if rand.random() < STATISTICS["rare_words"] else one
            for one in self._words.draws(rand, words)
        )

    def sentence(self, rand: Random) -> str:
        """About twenty words with a full stop."""
        return f"{self.line(rand, 8 + rand.randrange(22)).capitalize()}."
