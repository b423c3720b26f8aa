"""What CAM remembers, in SQLite or Postgres, by SQLAlchemy Core."""
