"""Write changes of another installation, all that belong together in one change of ours."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from events import changes, door, records
from events.choices import Collection, IdState, PublicChange
from events.importers.mirror.batch import Batch, Key, revisions_of, state_of
from events.importers.mirror.keys import STEP, Keys, known_keys, moment
from events.models import Article, Dataset, Evidence, PublicId, Revision
from events.models.record import Record, namers, record_models
from events.records.leading import replaced
from events.records.writing import write

NAME = "mirror"
"""Who makes the changes of a mirror."""
ELSEWHERE = "withdrawn-before-it-was-mirrored"
"""The dataset, never public, of what is known to be withdrawn and no more."""
_ORDER = (
    *(Collection.DATASETS, Collection.LOCATIONS, Collection.ACTORS, Collection.OUTLETS),
    *(Collection.ARTICLES, Collection.EVENTS, Collection.CLAIMS),
)
_CONTRADICTED = (Collection.CLAIMS, Collection.ACTORS, Collection.EVENTS)
"""In this order: a claim does not tell on which hand it stands, what it contradicts does."""
_AGAINST = ("contradictions", "contradicts")
_OWNERS = {Collection.EVENTS: "event", Collection.CLAIMS: "claim", Collection.ACTORS: "affiliation__actor"}
Stored = dict[str, Any]


def apply(batch: Batch, reason: str) -> None:
    """Make the records what the batch says.

    What is new is made first, without what it names: two records may name each other. Then what no
    longer holds is taken out, then all is written, then what contradicts what.

    Raises: ValidationError, ProtectedError where the batch is not consistent in itself, as it was read
    while somebody wrote.
    """
    with changes.record(NAME, "mirror", reason) as change:
        writer = _Writer(batch, change)
        writer.make_new()
        writer.take_out()
        writer.fill_in()
        writer.contradict()
        writer.withdraw()
        writer.merge()
    _forget_older(batch.redacted)


class _Writer:
    """One batch on its way into the tables."""

    def __init__(self, batch: Batch, change: changes.Change) -> None:
        self.batch, self.change = batch, change
        self.stored: dict[Key, Stored] = {
            (collection, slug): batch.stored((collection, slug))
            for collection in _ORDER
            for where, slug in batch.records
            if where == collection
        }
        self.pks: dict[Key, int] = {}
        for collection in _ORDER:
            mine = [slug for where, slug in (*batch.records, *batch.rows) if where == collection]
            known = known_keys(collection, mine) if mine else {}
            self.pks |= {(collection, slug): pk for slug, pk in known.items() if pk}
        self.keys = Keys(batch.source)
        self.new: set[Key] = set()
        self.revisions = revisions_of([*batch.records, *batch.rows])

    def make_new(self) -> None:
        """Make what is not here, without what it names."""
        for key in sorted(self.stored, key=self._age):
            collection, slug = key
            here = key in self.pks and record_models()[collection]._base_manager.filter(slug=slug).exists()
            if not here:
                self._make(key, self._bare(self.stored[key]))
            self._note(key, self.batch.records[key])

    def take_out(self) -> None:
        """Take out of claims and contradictions what is no longer said, so that parts can go."""
        for key, stored in self.stored.items():
            if key in self.new or not any(name in stored for name in ("about", *_AGAINST)):
                continue
            now = self._now(key)
            kept = {
                name: [one for one in now.get(name, ()) if one in stored[name]]
                for name in ("about", *_AGAINST)
                if name in stored
            }
            for name in _AGAINST:
                if name in stored:
                    hidden = [one for one in now.get(name, ()) if one not in stored[name] and _is_hidden(one)]
                    kept[name] = [one for one in now.get(name, ()) if one in stored[name] or one in hidden]
                    stored[name] = [*stored[name], *hidden]
            if any(kept[name] != now.get(name, []) for name in kept):
                write(key[0], self.pks[key], now | kept)

    def fill_in(self) -> None:
        """Write all that a record holds but what contradicts it."""
        for key, stored in self.stored.items():
            collection, _ = key
            write(collection, self.pks[key], {n: v for n, v in stored.items() if n not in _AGAINST})
            if collection == Collection.ARTICLES:  # of which the text may not be public
                mine = Article.objects.filter(pk=self.pks[key])
                mine.exclude(sha256=stored["sha256"]).update(sha256=stored["sha256"])
        for key, stored in self.stored.items():
            if key[0] in _OWNERS:
                _keep_passages(_OWNERS[key[0]], self.pks[key], stored)

    def contradict(self) -> None:
        """Write what contradicts what."""
        for collection in _CONTRADICTED:
            for key, stored in self.stored.items():
                if key[0] == collection and self._against_differs(key, stored):
                    write(collection, self.pks[key], stored)

    def withdraw(self) -> None:
        """Hide what was withdrawn; of what was never here, keep that it was and why."""
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.WITHDRAWN:
                continue
            collection, slug = key
            standing: Stored = {"review_status": "withdrawn", "withdrawn_reason": row["public_reason"]}
            held = key in self.pks and record_models()[collection]._base_manager.filter(slug=slug).first()
            if held:
                write(collection, self.pks[key], self._now(key) | standing)
                created = held.created_at or moment(row["at"])
            else:
                created = moment(row["at"])
                self._make(key, {"id": slug} | standing | self._elsewhere(collection), created)
            self._note_row(key, created)

    def merge(self) -> None:
        """Delete what went into another record, and let its id lead there."""
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.MERGED:
                continue
            collection, slug = key
            model = record_models()[collection]
            held = model._base_manager.filter(slug=slug).first()
            if held is None:
                _lead_on(collection, slug, row["successor"])
                continue
            self._lead_hidden_on(held, row["successor"])
            held.refuse_needed()
            self.change.merged[collection, held.pk] = row["successor"]
            self._note_row(key, held.created_at or moment(row["at"]), held.pk)
            door.touch(model, held.pk)
            model._base_manager.filter(pk=held.pk).delete()

    def _lead_hidden_on(self, held: Record, successor: str) -> None:
        """Let what is withdrawn here, of which no change tells, name the successor as it does there."""
        name = f"{held.COLLECTION.value}/{held.slug}"
        there = {name: f"{held.COLLECTION.value}/{successor}"}
        for model, pk in sorted(namers(held), key=str):
            if (model, pk) == (type(held), held.pk) or model.objects.published().filter(pk=pk).exists():
                continue
            now = records.stored(model.COLLECTION, [pk])[pk]
            try:
                write(model.COLLECTION, pk, replaced(now, there))
            except ValidationError:  # it quoted or named a part that is not in the successor
                write(model.COLLECTION, pk, _without(now, name))

    def _age(self, key: Key) -> tuple[int, datetime, int]:
        """What is named comes first; of one collection, what was made first."""
        collection, _ = key
        place = self.batch.rows.get(key, {}).get("seq", 0)
        return _ORDER.index(collection), moment(self.batch.records[key]["created_at"]), place

    def _make(self, key: Key, stored: Stored, created_at: datetime | None = None) -> None:
        collection, slug = key
        state = state_of(collection, slug)
        if state and state.state == IdState.MERGED:
            if state.object_pk:
                self.change.restored.add((collection, state.object_pk))
            else:
                state.delete()  # it led on, and was never here
        if key not in self.pks:
            self.pks[key] = (
                self.keys.new(
                    collection, slug, self.batch.records[key]["created_at"], self.batch.first.get(key)
                )
                if created_at is None
                else self.batch.rows[key]["seq"] * STEP
            )
        self.new.add(key)
        write(collection, self.pks[key], stored)
        if created_at is None:
            created_at = moment(self.batch.records[key]["created_at"])
        # At once, and not on leaving: the next key is worked out from it.
        mine = record_models()[collection]._base_manager.filter(pk=self.pks[key])
        mine.update(created_at=created_at)

    def _bare(self, stored: Stored) -> Stored:
        return {n: v for n, v in stored.items() if n == "dataset" or not isinstance(v, list | dict)}

    def _elsewhere(self, collection: Collection) -> Stored:
        if collection == Collection.DATASETS:
            return {}
        if not Dataset.objects.filter(slug=ELSEWHERE).exists():
            key = (Collection.DATASETS, ELSEWHERE)
            write(key[0], 1, {"id": ELSEWHERE, "name": ELSEWHERE, "review_status": "rejected"})
        return {"dataset": {"ref": f"datasets/{ELSEWHERE}"}}

    def _against_differs(self, key: Key, stored: Stored) -> bool:
        said = {name: stored[name] for name in _AGAINST if name in stored}
        if key in self.new:
            return any(said.values())
        now = self._now(key)
        return any(now[name] != value for name, value in said.items())

    def _now(self, key: Key) -> Stored:
        return records.stored(key[0], [self.pks[key]])[self.pks[key]]

    def _note(self, key: Key, public: Stored) -> None:
        row = self.batch.rows.get(key)
        told = row or {"change": PublicChange.UPSERT, "public_reason": None}
        fresh = self.revisions.get(key) != public["revision"]
        made_at, changed_at = moment(public["created_at"]), moment(public["updated_at"])
        noted = changes.Mirrored(
            public["revision"], made_at, changed_at, told["change"], told["public_reason"] or "", fresh
        )
        self.change.mirrored[key[0], self.pks[key]] = noted

    def _note_row(self, key: Key, created_at: datetime, pk: int = 0) -> None:
        row = self.batch.rows[key]
        told = (row["change"], row["public_reason"] or "")
        noted = changes.Mirrored(row["revision"], created_at, moment(row["at"]), *told, True)
        self.change.mirrored[key[0], pk or self.pks[key]] = noted


def _without(stored: Stored, name: str) -> Stored:
    """A stored record without all that names another."""
    kept: Stored = {}
    for member, value in stored.items():
        if isinstance(value, list):
            kept[member] = [one for one in value if replaced(one, {name: ""}) == one]
        else:
            kept[member] = value if replaced(value, {name: ""}) == value else None
    return kept


def _is_hidden(contradiction: Stored) -> bool:
    """Whether one of its ends is withdrawn here, so that nobody is told of it for the time being."""
    ends = [contradiction[side] for side in ("left", "right") if side in contradiction] or [contradiction]
    for end in ends:
        slug = end["id"].partition("/")[0]
        holder = {"claim": Collection.CLAIMS, "affiliation": Collection.ACTORS}
        model = record_models()[holder.get(end["kind"], Collection.EVENTS)]
        if not model.objects.published().filter(slug=slug).exists():
            return True
    return False


def _keep_passages(owner: str, pk: int, stored: Stored) -> None:
    """Keep what kind of passage quotations stand in as it was told: articles are read anew, they are not."""
    told: dict[tuple[str, int, int], str] = {}
    for quote in _quotations(stored):
        told[quote["article"]["ref"], quote["start"], quote["end"]] = quote["part"] or ""
    rows = Evidence.objects.filter(**{owner: pk}).select_related("article")
    changed = []
    for row in rows:
        part = told.get((f"articles/{row.article.slug}", row.start, row.end), row.part)
        if part != row.part:
            row.part = part
            changed.append(row)
    if changed:
        Evidence.objects.bulk_update(changed, ["part"], batch_size=200)


def _quotations(value: Any) -> list[Stored]:
    found: list[Stored] = []
    if isinstance(value, dict):
        found += value.get("evidence", ())
        value = [one for name, one in value.items() if name != "evidence"]
    if isinstance(value, list):
        for one in value:
            found += _quotations(one)
    return found


def _lead_on(collection: Collection, slug: str, successor: str) -> None:
    """Let an id that was never here lead on."""
    known = PublicId.objects.filter(collection=collection, slug=slug)
    if not known.update(state=IdState.MERGED, successor=successor):
        PublicId.objects.create(
            collection=collection, slug=slug, object_pk=0, state=IdState.MERGED, successor=successor
        )
    led = PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=slug)
    led.update(successor=successor)


def _forget_older(redacted: set[Key]) -> None:
    """Forget what records were before something was taken out of them: it would be kept here.

    So with those that went into them, of which nobody else is told.
    """
    for collection, slug in redacted:
        merged = PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=slug)
        for one in (slug, *merged.values_list("slug", flat=True)):
            mine = Revision.objects.filter(collection=collection, slug=one)
            newest = mine.order_by("-seq").values_list("seq", flat=True).first()
            with door.unlocked():
                mine.filter(seq__lt=newest or 0).delete()


def refuse_curated() -> None:
    """Refuse a database in which anybody else has changed anything. Raises: ValidationError."""
    other = Revision.objects.exclude(who=NAME).order_by("seq").first()
    if other is not None:
        raise ValidationError(
            f"This database has changes of its own, the first by {other.who} ({other.action} of "
            f"{other.collection}/{other.slug}): a mirror holds nothing but what it copies. Name an empty one."
        )


__all__ = ["NAME", "apply", "refuse_curated"]
