"""Of guesses that are made at the same moment, no more are read than of those that are made in turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from events.models import SignInAttempts
from events.sign_in import attempts

pytestmark = pytest.mark.django_db(transaction=True)


def guess_at_once(number: int, name: Callable[[int], str]) -> None:
    def guess(one: int) -> None:
        try:
            Client().post("/admin/login/", {"username": name(one), "password": f"guess {one}"})
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(guess, range(number)))


@pytest.mark.parametrize("earlier", [0, 5])
def test_of_one_name(read_passwords: list[str], earlier: int) -> None:
    guess_at_once(earlier, lambda _: "somebody")
    SignInAttempts.objects.update(until="2024-01-27T12:00Z")  # long ago, so that they count no more
    read_passwords.clear()
    guess_at_once(24, lambda _: "somebody")
    assert len(read_passwords) == attempts.MAX_FOR_NAME_AND_ADDRESS
    assert sorted(SignInAttempts.objects.values_list("count", flat=True)) == [5, 5, 5, 5]


def test_of_many_names(read_passwords: list[str]) -> None:
    guess_at_once(40, lambda number: f"name-{number}")
    assert len(read_passwords) == attempts.MAX_FOR_ADDRESS
