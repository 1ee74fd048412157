"""The Django application of the event database."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the models, locks their tables (see `events.write_guard`) and checks the settings."""

    name = "events"
    verbose_name = "Event database"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lock every table that holds curated records, and register the checks of the settings."""
        from events import settings_checks  # noqa: F401 - registers
        from events.models.record import protect_tables

        protect_tables()
