"""Alembic's entry: runs the migrations on the connection that schema.py hands over."""

from alembic import context

from crmctl.storage.indexes import metadata
from crmctl.storage.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
