"""A folder of seeds with one article and a record of every kind."""

from pathlib import Path

from events.importers.seeds.fixtures import FixtureRow, fixture_rows, read_files, write_files
from events.importers.seeds.load import LoadResult, load_rows
from events.importers.seeds.record_reader import RecordReader

RAW = """TTA meeting in Baghdad
They met in Baghdad on Saturday, said Alice.
About 12 people came; 12 left early.
A meeting in Baghdad
"""

FILES = {
    "structure/dataset.yaml": """\
id: curated
name: Curated
licence: CC-BY-4.0
attribution: Us
""",
    "structure/outlets.yaml": """\
- id: paper
  name: The Paper
  kind: newspaper
""",
    "structure/locations.yaml": """\
- id: iraq
  name: Iraq
  kind: country
  iso_code: IQ
  bbox: [38.8, 29.1, 48.6, 37.4]
- id: baghdad
  name: Baghdad
  kind: populated_place
  parent: iraq
  latitude: 33.3
  longitude: 44.4
  names: [{name: Baghdad, kind: official, articles: [first]}]
""",
    "structure/actors.yaml": """\
- id: alice
  name: Alice
  kind: person
  sectors: [gov, med]
  names: [{name: Alice, kind: transliteration, language: en, articles: [first]}]
  affiliations:
    - {type: leads, actor: union, title: Head, valid: "2020/..", evidence: [{in: first, quote: "said Alice"}]}
- id: union
  name: The Union
  kind: organization
""",
    "structure/articles/first.yaml": """\
- id: a-meeting-in-baghdad
  alias: first
  source_file: raw.txt
  title: A meeting in Baghdad
  outlet: paper
  date: {edtf: "2024-01-27", basis: text}
  access: open
  credits: [{kind: agency, name: Efe}]
  parts:
    - {kind: headline, begins: "A meeting"}
    - {kind: body, begins: "They met"}
    - {kind: body, begins: "About 12"}
  furniture:
    - {text: "TT", why: "a button"}
  defects:
    - {kind: garbled, quote: "12 left early", explanation: "Who left?"}
""",
    "structure/events/meeting.yaml": """\
- id: meeting
  title: Meeting in Baghdad
  form: action
  type: consult
  modes: [visit]
  contexts: [diplomatic]
  mention: {first: main}
  date: {edtf: "2024-01-27", basis: text}
  evidence:
    - {in: first, quote: "They met in Baghdad"}
    - {in: first, quote: "A meeting", supports: type}
  date_reports:
    - {in: first, wording: Saturday, edtf: "2024-01-27", weekday: saturday, evidence: [{in: first, quote: "on Saturday"}]}
  places:
    - {location: baghdad, primary: true, evidence: [{in: first, quote: "in Baghdad", part: headline}]}
  participants:
    - {actor: alice, role: initiator, evidence: [{in: first, quote: "Alice"}]}
    - {actor: union, role: participant, voice: attributed, by: [alice], evidence: [{in: first, quote: "They"}]}
  figures:
    - {key: came, measure: participants, value: 12, qualifier: about, evidence: [{in: first, quote: "About 12 people"}]}
    - {key: left, measure: participants, value: 12, low: 12, high: 12, qualifier: exact, subset_of: came, of_wording: who left, evidence: [{in: first, quote: "12", nth: 2}]}
  relations:
    - {type: part_of, event: talks, evidence: [{in: first, quote: "They met"}]}
  codings:
    - {scheme: cameo, code: "040", match: close}
  external_ids: [{scheme: ucdp, value: "1"}]
- id: talks
  title: Talks
  form: process
  mention: {first: background}
  date: {edtf: "2024/..", basis: inferred, source: Guessed.}
  evidence: [{in: first, quote: "A meeting in Baghdad"}]
""",  # noqa: E501
    "structure/claims.yaml": """\
- id: alice-says-so
  by: [alice]
  voice: attributed
  stance: asserts
  proposition: They met.
  said_on: "2024-01-27"
  about: [{event: meeting}, {figure: meeting/came}, {affiliation: alice/leads-union}]
  evidence: [{in: first, quote: "said Alice"}]
- id: nobody-came
  stance: denies
  proposition: People came.
  evidence: [{in: first, quote: "12 people"}]
""",
    "structure/contradictions.yaml": """\
- how: numeric
  left: {claim: nobody-came}
  right: {figure: meeting/came}
  note: Nobody against 12.
""",
    "raw.txt": RAW,
}


class SmallSeeds:
    """The folder, and what can be done with it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "seeds"
        self.fixtures = root / "fixtures"
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Put something else in the place of words that stand once in a file of the structure."""
        path = self.folder / "structure" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def build(self) -> dict[str, list[FixtureRow]]:
        """The rows by file."""
        return fixture_rows(RecordReader(self.folder).read())

    def load(self) -> LoadResult:
        """The fixtures built, written, read back and loaded."""
        write_files(self.folder, self.fixtures)
        return load_rows(read_files(self.fixtures))
