"""What an enhanced status code says of an address: a table, its meanings and sources beside it.

The class (4 persistent transient, 5 permanent) is no part of a key: a verdict HARD counts only for
class 5 (RFC 3463 3.1). What is not here says nothing of the address.
"""

from msgspec import Struct

from cam.domain.model.incoming import BounceKind

_HARD, _SOFT, _OURS = BounceKind.HARD, BounceKind.SOFT, BounceKind.OURS


class Row(Struct, frozen=True):
    """One code: the verdict, the meaning, the source."""

    kind: BounceKind
    means: str
    source: str


CODES: dict[str, Row] = {
    # addresses
    "1.1": Row(_HARD, "no such mailbox", "RFC 3463"),
    "1.2": Row(_HARD, "no such mail domain", "RFC 3463"),
    "1.3": Row(_HARD, "the address is not valid", "RFC 3463"),
    "1.4": Row(_SOFT, "the address is ambiguous", "RFC 3463"),
    "1.6": Row(_HARD, "moved, and nobody knows where", "RFC 3463"),
    "1.7": Row(_OURS, "the sender's address is not valid", "RFC 3463"),
    "1.8": Row(_OURS, "the sender's domain is not valid", "RFC 3463"),
    "1.10": Row(_HARD, "the domain accepts no mail (null MX)", "RFC 7505"),
    "1.90": Row(_OURS, "our daily limit of recipients", "Microsoft"),
    "1.351": Row(_HARD, "the next server knows no such mailbox", "Microsoft"),
    # mailboxes
    "2.1": Row(_SOFT, "the mailbox is disabled, or gets too much", "RFC 3463, Google"),
    "2.2": Row(_SOFT, "the mailbox is full", "RFC 3463"),
    "2.3": Row(_SOFT, "the message is too long for the mailbox", "RFC 3463"),
    "2.4": Row(_SOFT, "a mailing list cannot be expanded", "RFC 3463"),
    # mail systems
    "3.1": Row(_SOFT, "the mail system is full", "RFC 3463"),
    "3.2": Row(_SOFT, "the system accepts no messages now", "RFC 3463"),
    "3.3": Row(_SOFT, "the system lacks a feature", "RFC 3463"),
    "3.4": Row(_SOFT, "the message is too big", "RFC 3463"),
    "3.5": Row(_SOFT, "the system is badly configured", "RFC 3463"),
    # network and routing
    "4.1": Row(_SOFT, "no answer from the host", "RFC 3463"),
    "4.2": Row(_SOFT, "the connection was lost", "RFC 3463"),
    "4.3": Row(_SOFT, "a directory server failed", "RFC 3463"),
    "4.4": Row(_HARD, "no route to the domain", "RFC 3463"),
    "4.5": Row(_OURS, "congestion, or our daily limit", "RFC 3463, Google"),
    "4.6": Row(_SOFT, "a routing loop", "RFC 3463"),
    "4.7": Row(_SOFT, "the delivery time has expired", "RFC 3463"),
    "4.310": Row(_HARD, "the domain does not exist", "Microsoft"),
    "4.312": Row(_SOFT, "a DNS query failed", "Microsoft"),
    "4.316": Row(_SOFT, "the delivery time has expired", "Microsoft"),
    # protocol
    "5.3": Row(_OURS, "too many recipients", "RFC 3463"),
    "5.6": Row(_OURS, "authentication exchange line too long", "RFC 4954"),
    # content
    "6.0": Row(_SOFT, "the content is refused", "RFC 3463"),
    "6.1": Row(_SOFT, "the kind of content is refused", "RFC 3463"),
    "6.2": Row(_SOFT, "a conversion is needed and prohibited", "RFC 3463"),
    "6.3": Row(_SOFT, "a conversion is needed and not possible", "RFC 3463"),
    "6.5": Row(_SOFT, "a conversion failed", "RFC 3463"),
    "6.7": Row(_SOFT, "internationalised addresses are not supported", "RFC 6531"),
    # security and policy: never HARD
    "7.2": Row(_SOFT, "the mailing list refuses this sender", "RFC 3463"),
    "7.7": Row(_SOFT, "the message was altered on its way", "RFC 3463"),
    "7.8": Row(_OURS, "our credentials are not accepted", "RFC 4954"),
    "7.9": Row(_OURS, "the authentication mechanism is too weak", "RFC 4954"),
    "7.10": Row(_OURS, "encryption is needed", "RFC 5248"),
    "7.11": Row(_OURS, "encryption is needed to authenticate", "RFC 4954"),
    "7.12": Row(_OURS, "a password transition is needed", "RFC 4954"),
    "7.13": Row(_OURS, "our account is disabled", "RFC 5248"),
    "7.14": Row(_OURS, "a trust relationship is needed", "RFC 5248"),
    "7.20": Row(_OURS, "no passing DKIM signature", "RFC 7372"),
    "7.21": Row(_OURS, "no acceptable DKIM signature", "RFC 7372"),
    "7.22": Row(_OURS, "no DKIM signature of the author", "RFC 7372"),
    "7.23": Row(_OURS, "SPF failed", "RFC 7372"),
    "7.24": Row(_OURS, "SPF could not be evaluated", "RFC 7372"),
    "7.25": Row(_OURS, "our address has no reverse DNS", "RFC 7372"),
    "7.26": Row(_OURS, "several authentication checks failed", "RFC 7372"),
    "7.27": Row(_OURS, "the sender's domain accepts no mail, or SPF failed", "RFC 7505, Google"),
    "7.28": Row(_OURS, "a flood of mail from us", "IANA, Google"),
    "7.29": Row(_OURS, "TLS is needed", "Google"),
    "7.30": Row(_OURS, "DKIM failed", "Google"),
    "7.31": Row(_OURS, "DMARC failed", "Google"),
    "7.32": Row(_OURS, "From is not aligned", "Google"),
    "7.40": Row(_OURS, "the sender's DMARC record is missing or wrong", "Google"),
    "7.57": Row(_OURS, "we were not authenticated", "Microsoft"),
    "7.60": Row(_OURS, "we may not send as this sender", "Microsoft"),
    "7.64": Row(_OURS, "relaying is denied", "Microsoft"),
    "7.124": Row(_SOFT, "the recipient chooses who may write", "Microsoft"),
    "7.129": Row(_SOFT, "the recipient chooses who may write", "Microsoft"),
    "7.133": Row(_SOFT, "the recipient accepts its own organisation only", "Microsoft"),
    "7.134": Row(_SOFT, "the recipient accepts its own organisation only", "Microsoft"),
    "7.501": Row(_OURS, "taken for abuse", "Microsoft"),
    "7.502": Row(_OURS, "taken for abuse", "Microsoft"),
    "7.503": Row(_OURS, "taken for abuse", "Microsoft"),
    "7.508": Row(_OURS, "too many messages from our address", "Microsoft"),
    "7.509": Row(_OURS, "DMARC failed", "Microsoft"),
    "7.511": Row(_OURS, "our address is banned", "Microsoft"),
    "7.512": Row(_OURS, "the From field is not valid", "Microsoft"),
    "7.515": Row(_OURS, "our domain is not authenticated", "Microsoft"),
    "7.705": Row(_OURS, "our tenant sends too much", "Microsoft"),
    "7.708": Row(_OURS, "our address has a low reputation", "Microsoft"),
    "7.750": Row(_OURS, "our domain is not registered", "Microsoft"),
}

RANGES: tuple[tuple[str, range, Row], ...] = (
    ("7", range(606, 650), Row(_OURS, "our address is banned", "Microsoft")),
    ("7", range(650, 700), Row(_OURS, "our address has a low reputation", "Microsoft")),
    ("7", range(700, 800), Row(_OURS, "our tenant is held back", "Microsoft")),
)
"""Subject, details, row: where a vendor has reserved many."""

REPLIES: dict[int, Row] = {
    530: Row(_OURS, "authentication or TLS is needed", "RFC 4954"),
    534: Row(_OURS, "the authentication mechanism is too weak", "RFC 4954"),
    535: Row(_OURS, "our credentials are not accepted", "RFC 4954"),
    538: Row(_OURS, "encryption is needed to authenticate", "RFC 4954"),
    552: Row(_SOFT, "full, or too big", "RFC 5321"),
    556: Row(_HARD, "the domain accepts no mail (null MX)", "RFC 7504"),
}
"""What a reply code alone says. 550, 551, 553 and 554 are used for everything."""
