"""`manage.py remove_second_factor NAME`: lets an account sign in with its password alone again."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from events.sign_in import second_factor


class Command(BaseCommand):
    """Removes the devices and recovery codes of an account, for a superuser whose phone is lost."""

    help = "Remove the second factor of an account, whose phone and recovery codes are lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the name of the account."""
        parser.add_argument("name", help="the name of the account")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Removes. Raises: CommandError if there is no such account, or it has no second factor."""
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account “{name}”.")
        if not second_factor.remove(user):
            raise CommandError(f"“{name}” has no second factor.")
        self.stdout.write(f"The second factor of “{name}” was removed: its password alone lets it in.")
