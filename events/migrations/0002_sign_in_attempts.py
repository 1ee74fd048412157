"""Attempts to sign in are counted in one row for each limit, no longer in a row for each failure."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("events", "0001_first_release")]

    operations = [
        migrations.CreateModel(
            name="SignInAttempts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="SHA-256 of what is counted, which is not kept in the clear.", max_length=64, unique=True)),
                ("count", models.PositiveIntegerField(help_text="How many attempts counted since the first one.")),
                ("until", models.DateTimeField(db_index=True, help_text="When the count ends, and its row may go.")),
            ],
            options={"db_table": "sign_in_attempts", "abstract": False, "default_permissions": ()},
        ),
        migrations.DeleteModel(name="SignInFailure"),
    ]
