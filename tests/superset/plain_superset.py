"""Prepares a Superset as its makers ship it: metadata tables, roles, and the user admin. The password is the argument."""

import sys

from superset.app import create_app

with create_app().app_context():
    from flask_migrate import upgrade
    from superset import security_manager
    from superset.extensions import appbuilder

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    role = security_manager.find_role("Admin")
    security_manager.add_user("admin", "Plain", "Admin", "admin@localhost.local", role, password=sys.argv[1])
