"""The site that the browser visits: the real one, with the seeds and one curator of each group."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.site import ROOT, live_site

CURATORS = {"carla": "Contributor", "ravi": "Reviewer", "edith": "Editor", "adam": "Admin"}
"""One curator of each group, by name; the group's name comes with a migration."""
PASSWORD = "only-for-this-browser"
_CREATE_CURATORS_CODE = f"""
from django.contrib.auth.models import Group, User
User.objects.create_superuser("chief", password="{PASSWORD}")
for name, group in {CURATORS}.items():
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
"""


@dataclass(frozen=True)
class Site:
    """A running site."""

    address: str
    folder: Path

    def run(self, code: str) -> str:
        """Run Python beside the site, on its database, and return what it printed. Raises: RuntimeError."""
        environment = os.environ | {"EVENTAPI_VAR": str(self.folder / "var"), "SECRET_KEY": "only-for-tests"}
        environment |= {"DJANGO_SETTINGS_MODULE": "eventapi.settings"}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


@contextmanager
def site_with_curators(folder: Path) -> Iterator[Site]:
    """Serve it from this folder."""
    with live_site(folder) as address:
        site = Site(address, folder)
        site.run(_CREATE_CURATORS_CODE)
        yield site
