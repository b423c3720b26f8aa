"""Nouns and rules: frozen facts and pure functions. `now` is always an argument."""
