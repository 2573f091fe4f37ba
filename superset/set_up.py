"""Prepares Superset in one process: metadata tables, roles, the administrator, and the bundle.

Safe to run again. Reads the bundle, a JSON object of paths and texts, from standard input.
"""

import json
import os
import sys


def main() -> None:
    bundle: dict[str, str] = json.load(sys.stdin)
    from superset.app import create_app

    with create_app().app_context():
        from flask_migrate import upgrade

        upgrade()
        administrator = add_administrator()
        import_bundle(bundle, administrator)
        drop_left_over(bundle)


def add_administrator():
    """The one user. Roles come first: a user without a role cannot log in."""
    from superset import security_manager
    from superset.extensions import appbuilder

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    name = os.environ["SUPERSET_ADMIN"]
    password = os.environ["SUPERSET_ADMIN_PASSWORD"]
    user = security_manager.find_user(username=name)
    if user:
        security_manager.reset_password(user.id, password)
        return user
    role = security_manager.find_role("Admin")
    return security_manager.add_user(name, "Shop", "Manager", f"{name}@localhost.local", role, password=password)


def import_bundle(bundle: dict[str, str], administrator) -> None:
    """Imports every object; it replaces the one with the same uuid."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    with override_user(administrator):
        ImportAssetsCommand(bundle).run()


def drop_left_over(bundle: dict[str, str]) -> None:
    """Removes charts and datasets that only an earlier bundle held: the import itself removes nothing."""
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.slice import Slice

    kept = {json.loads(text).get("uuid") for text in bundle.values()}
    for model in (Slice, SqlaTable):
        for thing in db.session.query(model).filter(model.is_managed_externally.is_(True)):
            if str(thing.uuid) not in kept:
                db.session.delete(thing)
    db.session.commit()


main()
