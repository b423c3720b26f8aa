"""What a reply says: `classified(subject, text)` reads it as a careful person would.

Phrases of seven languages, negation and where a phrase stands decide; no guess is ever certain.
"""

from cam.domain.model.answer.kind import AnswerKind, Classified
from cam.domain.model.answer.reading import classified

__all__ = ["AnswerKind", "Classified", "classified"]
