"""Tables, migrations and bulk work; the only place where SQLite and PostgreSQL differ."""
