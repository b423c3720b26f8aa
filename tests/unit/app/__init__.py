"""The app's small parts."""
