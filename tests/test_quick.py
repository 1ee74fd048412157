"""`make quick` finds what a change reaches."""

from pathlib import Path

import pytest

from tests import database_cache, quick


@pytest.fixture(scope="module")
def graph() -> quick.Graph:
    """Who imports whom."""
    return quick.Graph()


def nearest(graph: quick.Graph, *files: str) -> list[str]:
    """The files of tests that a change reaches, the nearest first."""
    found = graph.distances(list(files))
    return [path.name for path in sorted(found, key=lambda path: found[path])]


@pytest.mark.parametrize(
    ("file", "first"),
    [
        ("events/rules/dates.py", "test_dates.py"),
        ("events/admin/merging.py", "test_merging.py"),
        ("tests/rules/test_geo.py", "test_geo.py"),
        ("events/management/commands/backup.py", "test_backup.py"),
    ],
)
def test_the_file_named_for_a_module_comes_first(graph: quick.Graph, file: str, first: str) -> None:
    assert nearest(graph, file)[0] == first


def test_uses_by_address_by_the_seeds_and_by_name_count(graph: quick.Graph) -> None:
    assert "test_health.py" in nearest(graph, "events/api/parameters.py")
    assert "test_questions.py" in nearest(graph, "seeds/README.md")
    assert "test_backup.py" in nearest(graph, "docs/operations.md")
    assert "test_duplicate_review.py" in nearest(graph, "tests/admin/conftest.py")
    assert "test_geo.py" not in nearest(graph, "events/admin/merging.py")


def test_what_needs_chromium_is_left_out(graph: quick.Graph) -> None:
    assert not [path for path in graph.distances(["events/admin/merging.py"]) if "browser" in path.parts]


def test_cached_databases_depend_on_what_makes_them(graph: quick.Graph) -> None:
    names = {str(path.relative_to(database_cache.ROOT)) for path in graph.database_files()}
    assert names >= {"events/models/event.py", "events/migrations/__init__.py", "eventapi/settings.py"}
    assert any(name.startswith("seeds/") for name in names)
    assert not {name for name in names if name.startswith(("tests/", "events/admin/", "events/api/"))}


def test_old_databases_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_cache, "MAX_CACHED", 1)
    monkeypatch.setattr("tests.database_cache.subprocess.run", lambda *_args, **_named: None)
    file = tmp_path / "file"
    folder = tmp_path / "cache"
    for text in ("one", "other", "other"):
        file.write_text(text, encoding="utf-8")
        made = database_cache.prepare(folder, [file])
        assert [made] == list(folder.iterdir())
        assert {path.name for path in made.iterdir()} == {database_cache.MIGRATED, database_cache.SEEDED}
