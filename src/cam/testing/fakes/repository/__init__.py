"""`ports.repository` in memory, as strict as a database."""

from cam.testing.fakes.repository.unit_of_work import FakeRepository, FakeUnitOfWork

__all__ = ["FakeRepository", "FakeUnitOfWork"]
