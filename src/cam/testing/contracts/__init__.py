"""What every implementation of a port promises, as tests."""
