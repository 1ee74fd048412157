"""Claims, member by member."""

from typing import Any

from events import models
from events.choices import ContradictionHow
from events.records.common import ActorRefSerializer, MetadataSerializer, PartRefSerializer, QuoteSerializer
from events.records.contradiction import child_public_id
from events.records.declaration import Column, Loaded
from events.records.schema_fields import choice_field
from events.records.stored_values import subject_collection
from events.records.table import Build, Handle, group


class ContradictedPartSerializer(PartRefSerializer):
    """What a claim contradicts, and how."""

    how = choice_field(ContradictionHow.choices, "In what way they cannot both stand.")
    note = Column()

    class Meta(PartRefSerializer.Meta):
        model = models.Contradiction
        identity = ("id",)


def subjects_of(build: Build) -> dict[Handle, list[Any]]:
    """The subjects of each claim: for the public only public subjects, in a revision references."""
    if build.representation.public:
        return group(
            (claim, {"kind": kind, "id": child_public_id(slug, key)})
            for claim, kind, slug, key, public in build.source.subjects(build.owners)
            if public
        )
    return group(
        (claim, {"kind": kind, "of": {"ref": f"{subject_collection(kind).value}/{slug}"}, "key": key})
        for claim, kind, slug, key, _ in build.source.subjects(build.owners)
    )


def contradicted_by(build: Build) -> dict[Handle, list[Any]]:
    """The other end of each contradiction of a claim."""
    public = build.representation.public
    ends_by_claim = group(
        (claim, item["left" if side == "right" else "right"] | {"how": item["how"], "note": item["note"]})
        for claim, side, item, both_public in build.source.contradictions("claim", build.owners)
        if both_public or not public
    )
    if public:
        for ends in ends_by_claim.values():
            ends.sort(key=lambda end: (end["kind"], end["id"]))
    return ends_by_claim


class ClaimSerializer(MetadataSerializer):
    """A claim."""

    id = Column("slug")
    speakers = ActorRefSerializer(source="by", many=True, help_text="Who says so.")
    voice = Column()
    stance = Column()
    proposition = Column()
    directness = Column()
    relayed_by = ActorRefSerializer(help_text="Who passed it on: a news agency.")
    basis = Column()
    source = Column()  # type: ignore[assignment]
    said_on = Column(help_text="When it was said, as an EDTF string.")
    about = Loaded(subjects_of, PartRefSerializer(many=True, help_text="What it is about."))
    contradicts = Loaded(
        contradicted_by, ContradictedPartSerializer(many=True, help_text="What it contradicts.")
    )
    evidence = QuoteSerializer(many=True, help_text="The quotations it rests on.")

    class Meta(MetadataSerializer.Meta):
        model = models.Claim
        evidence = "claim"
        evidence_owner = "claim"


def claims_about(build: Build) -> dict[Handle, list[Any]]:
    """The published claims about each event or its child rows, by their ids."""
    about = build.source.claims_about(build.owners)
    handles = sorted({claim for claims in about.values() for claim in claims})
    claims = Build(build.source, ClaimSerializer, build.representation, handles).records()
    return {
        event: sorted((claims[claim] for claim in about.get(event, ())), key=lambda claim: claim["id"])
        for event in build.owners
    }
