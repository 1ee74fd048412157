"""docs/upgrading.md: every use of private API stands there, with a test that exists."""

import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8")
USES = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `(tests/[^`]+)` \|$", PAGE, re.MULTILINE)
PRIVATE = re.compile(
    r"\b(get_compiler|compiler\.select|get_converters|_raw_delete|execute_wrappers|m2m_(?:column|field|reverse"
    r"|reverse_field)_name|_get_obj_does_not_exist_redirect|_get_page|_get_validation_exclusions|_errors|_post_clean|_save_m2m"
    r"|_prefetched_objects_cache|InlineAdminFormSet|get_results|optgroups|create_option|process_request"
    r"|_request|get_changelist_instance|AutocompleteJsonView|forced_singular_serializer|total_outbufs_len|active_channels)\b"
)
OURS = re.compile(r"def _request|\b(?:self|cls)\._request\b|_errors = \{|\b_(?:request|errors)\(")
"""Attributes and functions of our own that are called the same."""


def test_every_use_of_private_api_has_a_line() -> None:
    command = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "events/*.py",
        "eventapi/*.py",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    uses = {
        (api, path)
        for path in listed
        if (ROOT / path).exists()
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
        for api in ([] if OURS.search(line) else PRIVATE.findall(line))
    }
    assert uses <= {(api, path) for api, path, _ in USES}


@pytest.mark.parametrize(("api", "path", "test"), USES)
def test_a_line_is_of_a_use_and_of_a_test_that_are_there(api: str, path: str, test: str) -> None:
    assert api in (ROOT / path).read_text(encoding="utf-8")
    assert (ROOT / test).exists()


def test_the_versions_are_those_that_are_required() -> None:
    required = dict(
        re.findall(
            r"^([\w-]+)(?:\[\w+\])?[~>]=([\d.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE
        )
    )
    named = {"Django": "Django", "djangorestframework": "Django REST framework"}
    for package in (
        "Django",
        "djangorestframework",
        "django-filter",
        "drf-spectacular",
        "psycopg",
        "waitress",
    ):
        row = re.search(rf"^\| {named.get(package, package)} \| (.*?) \|", PAGE, re.MULTILINE)
        assert row
        assert required[package] in row[1]
