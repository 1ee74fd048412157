"""What the tests of signing in share."""

import pytest


@pytest.fixture
def read_passwords(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of which a password is read; each is wrong."""
    names: list[str] = []
    monkeypatch.setattr(
        "django.contrib.auth.backends.ModelBackend.authenticate",
        lambda *_args, **named: names.append(named["username"]),
    )
    return names
