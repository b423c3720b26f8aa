"""The languages that replies are read in. All of them are looked for at once: people mix them."""

from cam.domain.model.answer.languages.dutch import DUTCH
from cam.domain.model.answer.languages.english import ENGLISH
from cam.domain.model.answer.languages.french import FRENCH
from cam.domain.model.answer.languages.german import GERMAN
from cam.domain.model.answer.languages.italian import ITALIAN
from cam.domain.model.answer.languages.portuguese import PORTUGUESE
from cam.domain.model.answer.languages.spanish import SPANISH

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH, PORTUGUESE)
