"""Failed attempts to sign in, stored while they count."""

from typing import ClassVar

from django.db import models


class SignInFailure(models.Model):
    """One attempt to sign in with a name from an address that did not succeed, or has not yet.

    Each takes one of a few slots. That two cannot take the same is the database's own promise, so the
    count holds over threads and processes without a lock.
    """

    OUTSIDE_HISTORY: ClassVar[bool] = True

    key = models.CharField(
        max_length=64, help_text="SHA-256 of name and address; neither is kept in the clear."
    )
    slot = models.PositiveSmallIntegerField(help_text="Which of the attempts that are allowed it took.")
    at = models.DateTimeField(db_index=True, help_text="When it was made.")

    class Meta:
        db_table = "sign_in_failure"  # outside the history: the write guard does not protect it
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "slot"], name="sign_in_failure_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} #{self.slot}"
