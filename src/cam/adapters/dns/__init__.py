"""Asking name servers; what several adapters need of it."""
