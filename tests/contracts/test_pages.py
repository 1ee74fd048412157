"""Every page for people: its lines are short, and what it links to or names is there."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "seeds" / "README.md")
)
WIDTH = 120
FILE_ENDINGS = "py|md|html|toml|txt|yaml|json|csv|js|css"
NOT_OURS = {"openapi.yaml"}
"""Files that a reader makes; the pages say where from."""
ADDRESSES = {"events/aggregate", "events/aggregate/", "events/feed"}
"""Addresses of the API that look like folders of the package."""
HISTORY = {"CHANGELOG.md"}
"""Pages that name what was there when they were written."""
RECORDS = {"docs/articles.md"}
"""Pages that name records by their addresses, `events/<id>`."""


def _tracked_files() -> set[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return {name for name in listed.splitlines() if (ROOT / name).exists()}


def _prose(page: str) -> list[tuple[int, str]]:
    """The numbered lines outside code blocks."""
    lines, fenced = [], False
    for number, line in enumerate((ROOT / page).read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            lines.append((number, line))
    assert not fenced, f"{page}: a code block has no end"
    return lines


def _code_spans(page: str) -> list[str]:
    return re.findall(r"`([^`]+)`", "\n".join(line for _, line in _prose(page)))


def _anchors(page: Path) -> set[str]:
    """The anchors that viewers of Markdown give headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_prose_are_short(page: str) -> None:
    wide = [number for number, line in _prose(page) if len(line) > WIDTH and not line.startswith("|")]
    assert not wide, f"{page}: lines {wide} are wider than {WIDTH}"


@pytest.mark.parametrize("page", PAGES)
def test_relative_links_lead_to_a_file_and_its_heading(page: str) -> None:
    text = "\n".join(line for _, line in _prose(page))
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            missing.append(target)
    assert not missing


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HISTORY | RECORDS])
def test_files_and_folders_that_a_page_names_are_there(page: str) -> None:
    tracked = _tracked_files()
    names = {Path(name).name for name in tracked}
    missing = []
    for span in _code_spans(page):
        if re.fullmatch(r"(?:events|eventapi|seeds|docs|fixtures|tests|\.ci)/[\w./*-]*", span):
            if span not in ADDRESSES and not list(ROOT.glob(span.removesuffix("/"))):
                missing.append(span)
        elif re.fullmatch(rf"[\w-]+\.(?:{FILE_ENDINGS})", span) and span not in NOT_OURS | names:
            missing.append(span)
    assert not missing


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HISTORY])
def test_commands_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ |=\S+ )make (?:--\S+ )*([a-z][\w-]*)", text))
    assert named <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= get_commands().keys()


def test_every_decision_has_a_title_and_a_text() -> None:
    text = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    decisions = [part for section in text.split("\n## ")[1:] for part in section.split("\n### ")[1:]]
    assert len(decisions) > 100
    assert not [one for one in decisions if "\n\n" in one.strip() or "\n" not in one.strip()]
    assert not re.findall(r"^## .*\n(?!### )", text, re.MULTILINE)
