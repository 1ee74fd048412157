"""What somebody says of the events."""

from events.choices import (
    Stance,
    Voice,
)
from events.models import (
    Claim,
    ClaimSubject,
    Contradiction,
)
from tests.benchmarks.base_data import BaseData


def make_claims(stage: BaseData) -> None:
    """As many as the size of the world says, some of them at odds."""
    rand, stances = stage.rand, Stance.values
    for pk in range(1, stage.sizes.claims + 1):
        said = Voice.ATTRIBUTED
        stage.tables[Claim].add(
            stance=rand.choice(stances),
            proposition=stage.prose.sentence(rand),
            voice=said,
            **stage.head("claim", pk),
        )
        stage.tables[ClaimSubject].add(claim_id=pk, event_id=rand.randrange(1, stage.sizes.events + 1))
        stage.tables[Claim.by.through].add(claim_id=pk, actor_id=stage.actors.draw(rand))
        stage.quote(rand.randrange(1, stage.sizes.articles + 1), claim_id=pk)
        if pk % 20 == 0:
            stage.tables[Contradiction].add(left_claim_id=pk, right_claim_id=pk - 1, how="direct")
