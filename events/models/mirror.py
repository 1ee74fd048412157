"""The state of a mirror: how far this database follows another installation."""

from typing import ClassVar

from django.db import models


class Mirror(models.Model):
    """The mirrored installation and the next cursor into its feed of changes; one row or none."""

    OUTSIDE_HISTORY: ClassVar[bool] = True

    url = models.CharField(max_length=2000, help_text="The address of the installation that is followed.")
    cursor = models.CharField(
        max_length=400, blank=True, help_text="Its cursor behind the last change that was taken over."
    )
    read_at = models.DateTimeField(auto_now=True, help_text="When changes were last taken over.")

    class Meta:
        db_table = "mirror"  # outside the history: the write guard does not protect it
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return self.url
