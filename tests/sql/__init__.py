"""The database itself: its schema, its guards, its statements."""
