"""The permissions to publish and to withdraw, and the four groups of curators.

What is done to the groups afterwards, in the admin, stays: this runs once.
"""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECORDS = ("actor", "article", "claim", "dataset", "event", "location", "outlet")
# Everybody needs them, so that their names and terms are an Editor's matter.
VOCABULARY = ("dataset", "outlet")
PARTS = (
    "actorname", "actorsector", "affiliation", "articlecredit", "articlepart", "claimsubject", "coding",
    "contradiction", "datereport", "eventcontext", "eventmode", "eventplace", "eventrelation",
    "eventsource", "evidence", "externalid", "figure", "locationname", "participation", "textdefect",
)
WRITE = ("add", "change", "delete", "view")


def every(verbs: tuple[str, ...], models: tuple[str, ...]) -> set[str]:
    return {f"{verb}_{model}" for verb in verbs for model in models}


# What each group adds to the one before it. Parts go with their record: whether they may be written
# is for the record to say (events/rights.py).
CONTRIBUTOR = (
    every(("view",), (*RECORDS, "revision", "publicid"))
    | every(WRITE, tuple(name for name in RECORDS if name != "dataset"))
    | every(WRITE, PARTS)
)
REVIEWER = CONTRIBUTOR | every(("publish",), tuple(name for name in RECORDS if name not in VOCABULARY))
EDITOR = REVIEWER | every((*WRITE, "publish", "withdraw"), RECORDS)
ADMIN = EDITOR | every(("add", "change", "view"), ("user", "group"))
GROUPS = {"Contributor": CONTRIBUTOR, "Reviewer": REVIEWER, "Editor": EDITOR, "Admin": ADMIN}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    # Django makes permissions after the last migration only, and these groups need them now.
    for label in ("auth", "events"):
        config = apps.get_app_config(label)
        config.models_module = True  # or both functions take the application for one without models
        create_contenttypes(config, verbosity=0, using=alias, apps=apps)
        create_permissions(config, verbosity=0, using=alias, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    permissions = permissions.filter(content_type__app_label__in=("auth", "events"))
    for name, codenames in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("events", "0001_records"),
    ]

    operations = [
        *(
            migrations.AlterModelOptions(
                name=name,
                options={"default_permissions": [*WRITE, "publish", "withdraw"]},
            )
            for name in RECORDS
        ),
        # Groups are left where they are on the way back: somebody may be in them.
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
