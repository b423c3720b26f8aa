"""Bounces in plain text: what servers write that know nothing of RFC 3464.

qmail's QSBMF, Exim, Sendmail's transcripts, Exchange, Domino, and many more: all of them say in some
words that a mail was not delivered, name a recipient, and repeat what the next server said.
"""

import re

from cam.adapters.incoming.elsewhere import found_elsewhere
from cam.adapters.incoming.fields import addresses, canonical, line, sender
from cam.adapters.incoming.original import Original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import Refusal

MAX_RECIPIENTS = 20
MAX_NOTICE = 20_000

_DAEMONS = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_.]?master|post[-_.]office|mail[-_.]?(?:system|delivery|router|"
    r"admin(?:istrator)?)|mda|bounces?|microsoftexchange[0-9a-f]*|emaildaemon|mmdf|smtp|"
    r"(?:system)?[-_.]?administrator|mailadmin|maildelivery|delivery|dsn)(?:[+=.-].*)?@"
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[- ]?(?:delivery|daemon|system|administrator)|delivery (?:sub)?system|postmaster|"
    r"system administrator|administrateur|systemadministrator|mail server",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:un|not |non |no )?deliver(?:y|able|ed)?\b.{0,40}(?:fail|error|notif|status|report|problem|"
    r"delay|unsuccessful|returned|refused|subsystem)|undeliver|non-?deliver|non remis|"
    r"returned (?:mail|message|to sender)|mail (?:returned|rejected|error|failure|delivery|system "
    r"error|could not|not delivered)|message (?:rejected|undeliverable|not delivered|delayed|could "
    r"not|status|delivery)|failure (?:notice|notification|delivering)|failed (?:mail|delivery)|"
    r"(?:delivery|warning)[ :-]+(?:failed|could not|message)|could ?n.t (?:be )?deliver|bounce|"
    r"rejected mail|mail[- ]?fehler|unzustellbar|nicht zugestellt|unzugestellt|zustell(?:ung|fehler)|"
    r"fehlgeschlagen|échec|non distribu|non livré|retour de|erreur de|no se (?:pudo|ha podido)|"
    r"no entregad|devuelto|fallo en la|mancata consegna|non recapitat|impossibile recapit|"
    r"não (?:entregue|foi possível)|falha (?:na|de) entrega|onbestelbaar|niet (?:bezorgd|afgeleverd)|"
    r"недостав|не доставлен|配信(?:不能|エラー|失敗)|送信(?:不能|エラー|失敗)|配達|不達|エラーメール|退信|投递失败|系统退信|"
    r"niedostarcz|zwrot|olevererbar|kunde inte|user unknown|host unknown|unknown (?:user|recipient)|"
    r"nondeliverable|mail delivery|delivery report|not (?:be )?deliver|mail failed|returning (?:\w+ )?to sender|error sending|delayed mail|mail delayed",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:could|was|can|were|been) ?(?:not|n't|unable to)(?: be)? (?:be )?(?:deliver|reach)|not (?:be )?delivered|"
    r"(?:did|does) not reach|trouble delivering|un(?:able to )?deliver|delivery (?:has )?fail|permanent (?:fatal )?error|"
    r"^[ \t>]*(?:smtp[;:] )?[45]\d\d[ -]+\S",
    re.IGNORECASE | re.MULTILINE,
)
_DELAY = re.compile(
    r"\bdelay(?:ed)?\b|still being retried|will (?:be retried|keep trying|continue to (?:try|be))|"
    r"warning message only|not necessary to re-?send|you do not need to re-?send|do not need to take "
    r"any action|could not send message for past|will be attempted again|attempts? to deliver (?:it |"
    r"the message )?will (?:be|continue)|noch nicht zugestellt|verzöger|retard|遅延",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"has failed permanently|permanent (?:fatal )?error|gave up|giving up|could not be delivered for "
    r"more than|has been (?:returned|deleted)|unable to deliver",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![\w.+/=-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])"
)
_RCPT = re.compile(
    r"^[ \t>]*(?:rcpt to|(?:failed |final[- ]|original[- ])?recipient(?: address)?|failed address)[ \t]*:"
    r"[ \t]*(?:rfc822;[ \t]*)?(<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?)",
    re.IGNORECASE | re.MULTILINE,
)


def is_from_a_server(part: Part) -> bool:
    """Is it written by a mail system, by its sender or its null return path (RFC 5321 4.5.5)?"""
    name, written = sender(part)
    return (
        _DAEMONS.match(written or f"{part.field('from').strip(' <>').lower()}@") is not None
        or _DAEMON_NAME.search(name) is not None
        or is_without_return(part)
        or "x-failed-recipients" in part.fields
    )


def is_without_return(part: Part) -> bool:
    """Is its return path null, or a mail system's?"""
    told = part.fields.get("return-path", ())
    return any(not path.strip("<> ") or _DAEMONS.match(path.strip("<> ").lower()) for path in told)


def announces(part: Part, text: str) -> bool:
    """Does its subject or its text say that a mail came back?"""
    return (_SUBJECT.search(line(part, "subject")) or _SAYS.search(text[:MAX_NOTICE])) is not None


def refusals(part: Part, text: str, notice: str, original: Original) -> tuple[Refusal, ...]:
    """What the notice tells of each recipient that it names."""
    notice = notice[:MAX_NOTICE]
    action = "delayed" if _is_delay(part, notice) else ""
    named = _named(part, text, notice, original)
    if not named:
        return (Refusal(action=action, said=notice),)
    return tuple(
        Refusal(recipient=who, action=action, said=said) for who, said in _apart(notice, named)
    )


def _is_delay(part: Part, notice: str) -> bool:
    subject = line(part, "subject")
    return (_DELAY.search(subject) or _DELAY.search(notice)) is not None and not (
        _ENDED.search(subject) or _ENDED.search(notice)
    )


def _named(part: Part, text: str, notice: str, original: Original) -> tuple[str, ...]:
    """Whom the notice is about: told in a field, else named in the text, else the original's."""
    fields = part.fields.get("x-failed-recipients", ())
    told = addresses([*fields, *_RCPT.findall(text)])
    if told:
        return told[:MAX_RECIPIENTS]
    aside = {
        sender(part)[1],
        *original.senders,
        *original.carriers,
        *addresses(part.fields.get("to", ())),
    }
    written = (canonical(found.rstrip(".'")) for found in _ADDRESS.findall(notice))
    named = dict.fromkeys(
        each for each in written if each and each not in aside and not _DAEMONS.match(each)
    )
    both = [each for each in named if each in original.recipients]
    found = both or list(named) or original.recipients[:1] or found_elsewhere(part, notice)
    return tuple(found)[:MAX_RECIPIENTS]


def _apart(notice: str, named: tuple[str, ...]) -> list[tuple[str, str]]:
    """The notice, cut before each first mention of a recipient."""
    lower = notice.lower()
    starts = sorted((lower.find(each), each) for each in named)
    ends = [at for at, _ in starts[1:]] + [len(notice)]
    return [(each, notice[max(0, at) : end]) for (at, each), end in zip(starts, ends, strict=True)]
