"""Three plain mails that a person would send; used when a campaign brings none."""

from cam.domain.model.sequence import Step


def _paragraphs(*paragraphs: str) -> str:
    """A paragraph is one line: the reader's screen breaks it, a phone's as well."""
    return "\n\n".join(paragraphs) + "\n"


DEFAULT_SEQUENCE: tuple[Step, ...] = (
    Step(
        subject="New clients for {{company|your company}}",
        text=_paragraphs(
            "Hello {{first_name|there}},",
            "I help small companies to find new clients: I look up the people who could use what "
            "they offer, write to each of them personally, and hand the conversation over as soon "
            "as somebody answers.",
            "May I send you three people to whom I would write first for "
            "{{company|your company}}? You would see whether I understand your market before we "
            "talk.",
            'If this is not for you, a short "no" is enough.',
        ),
    ),
    Step(
        text=_paragraphs(
            "Hello {{first_name|there}},",
            "To make my question easier to answer: it would be three names, and for each of them "
            "a sentence about why they might need you. They are yours to use, whatever you decide.",
            "Shall I put them together?",
        ),
    ),
    Step(
        text=_paragraphs(
            "Hello {{first_name|there}},",
            "I have not heard from you, so I take it that now is not the time. This is my last "
            "mail about it.",
            "If finding new clients becomes a subject later on, a reply to this mail reaches me.",
        ),
    ),
)
