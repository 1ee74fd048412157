"""Where failed attempts to sign in are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0002_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="SHA-256 of name and address; neither is kept in the clear.", max_length=64)),
                ("slot", models.PositiveSmallIntegerField(help_text="Which of the attempts that are allowed it took.")),
                ("at", models.DateTimeField(db_index=True, help_text="When it was made.")),
            ],
            options={
                "db_table": "sign_in_failure",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("key", "slot"), name="sign_in_failure_slot_once")],
            },
        ),
    ]
