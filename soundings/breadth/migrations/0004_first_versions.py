"""Every board that stands has a first version, in force from the beginning, and its columns belong to it.

Old code still runs: yes, the columns keep their board beside it until 0005. Repeatable: yes, a column that has a
version is left alone. Reverse: the columns of the latest published version of each board are its columns again; those
of other versions and of drafts go, and a board that was never published goes whole, since it never showed anything.
Cost: one statement for each board.
"""

from django.db import migrations
from django.utils import timezone


def give_versions(apps, schema_editor):
    using = schema_editor.connection.alias
    board_model, version_model, column_model = _models(apps)
    at = timezone.now()
    for board in board_model.objects.using(using).all():
        columns = column_model.objects.using(using).filter(board=board, version=None)
        if not columns.exists():
            continue
        version, _made = version_model.objects.using(using).get_or_create(
            board=board, number=1, defaults={"agency_id": board.agency_id, "published_at": at}
        )
        columns.update(version=version)


def take_versions(apps, schema_editor):
    using = schema_editor.connection.alias
    board_model, version_model, column_model = _models(apps)
    for board in board_model.objects.using(using).all():
        published = version_model.objects.using(using).filter(board=board, published_at__isnull=False)
        latest = published.order_by("-number").first()
        if latest is not None:
            column_model.objects.using(using).filter(version=latest).update(board=board, version=None)
        column_model.objects.using(using).filter(version__board=board).delete()
        version_model.objects.using(using).filter(board=board).delete()
        if latest is None and board.place_id:
            board.delete(using=using)


def _models(apps):
    return [apps.get_model("breadth", name) for name in ("Board", "BoardVersion", "BoardColumn")]


class Migration(migrations.Migration):
    dependencies = [("breadth", "0003_versions_of_boards")]

    operations = [migrations.RunPython(give_versions, take_versions)]
