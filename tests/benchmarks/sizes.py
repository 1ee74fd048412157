"""How large the made-up world is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How many records of each collection there are."""

    events: int
    actors: int
    locations: int
    articles: int
    outlets: int
    claims: int

    @classmethod
    def of(cls, events: int) -> "Sizes":
        """As many as a database of so many events has."""
        return cls(
            events,
            actors=max(60, events // 15),
            locations=max(400, events // 25),
            articles=max(40, events // 5),
            outlets=max(10, events // 600),
            claims=events // 15,
        )
