"""Is it written by a mail system, and does it say that a mail came back?"""

import re

from cam.adapters.incoming.fields import line, sender
from cam.adapters.incoming.part import Part

MAX_NOTICE = 20_000
"""Characters of a text that are looked at."""


def one_of(lines: str) -> re.Pattern[str]:
    """An expression for each line; they begin at a line or a word as they say."""
    either = "|".join(line.strip() for line in lines.splitlines() if line.strip())
    return re.compile(either, re.IGNORECASE | re.MULTILINE)


DAEMONS = one_of(r"""
    ^(?:mail(?:er)?[-_.]?daemon|mdaemon|emaildaemon|mmdf|dsn|mda)(?:[+=.-].*)?@
    ^(?:post[-_.]?master|post[-_.]office|microsoftexchange[0-9a-f]*)(?:[+=.-].*)?@
    ^mail[-_.]?(?:system|delivery|router)(?:[+=.-].*)?@|^bounces?(?:[+=.-].*)?@
""")
_NULL = re.compile(r"(?:(?:mailer[-_.]?daemon|post[-_.]?master)(?:@|$)|$)", re.IGNORECASE)
"""A return path to which nobody may answer. `bounces+123@` is a person's mail by a service's."""
_NAMES = one_of(r"""
    mail(?:er)?[- ]?(?:delivery|daemon)|mail delivery|delivery (?:sub)?system|^postmaster
""")
_ANSWER = re.compile(r"(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|odp|回复|答复|返信)\s?: ?", re.IGNORECASE)
_SUBJECTS = one_of(r"""
    \bdeliver(?:y|able|ed)?\b.{0,40}(?:fail|error|notif|status|report|problem|delay|unsuccessful)
    \bdeliver(?:y|able|ed)?\b.{0,40}(?:returned|refused|subsystem)|mail delivery|not (?:be )?deliver
    undeliver|non-?deliver|could ?n.t (?:be )?deliver|(?:delayed mail|mail delayed)
    return(?:ed|ing) (?:mail|message|to sender|\w+ to sender)
    mail (?:returned|rejected|error|failure|failed|system error|could not|not delivered)
    message (?:rejected|undeliverable|not delivered|delayed|could not|status|delivery)
    fail(?:ure|ed) (?:notice|notification|delivering|mail|delivery)|bounce|rejected mail
    (?:delivery|warning)[ :-]+(?:failed|could not|message)|error sending
    user unknown|host unknown|unknown (?:user|recipient)
    unzustellbar|nicht zugestellt|unzugestellt|zustell(?:ung|fehler)|mail-?fehler|fehlgeschlagen
    échec|non remis|non distribu|non livré|retour de|erreur de
    no se (?:pudo|ha podido)|no entregad|devuelto|fallo en la
    mancata consegna|non recapitat|impossibile recapit|não (?:entregue|foi possível)
    falha (?:na|de) entrega|onbestelbaar|niet (?:bezorgd|afgeleverd)|olevererbar|kunde inte
    niedostarcz|zwrot|недостав|не доставлен
    (?:配信|送信)(?:不能|エラー|失敗)|配達|不達|エラーメール|退信|投递失败
""")
_SAYS = one_of(r"""
    (?:could|was|can|were|been) ?(?:not|n't) (?:be )?deliver|not (?:be )?delivered
    did not reach the following|unable to (?:be )?deliver|wasn't able to deliver|trouble delivering
    non-?deliver|undeliver|failed (?:recipient|address)|delivery (?:has )?fail
    permanent (?:fatal )?error|requested action not taken
    ^[ \t>]*(?:smtp[;:] )?[45]\d\d[ -]+\S|^[ \t]*<[^<>\s@]+@[^<>\s@]+>:
    n'a (?:pas )?pu être (?:remis|délivré|distribué|livré)|konnte nicht zugestellt
    no se (?:pudo|ha podido) entregar|non è stato possibile (?:consegnare|recapitare)
    não pôde ser entregue|не (?:может быть|было|удалось) достав
    (?:配信|送信|お届け|配達)(?:でき|する(?:こと|事)が)|无法(?:投递|送达|发送)
""")


REJECTED = re.compile(r"was automatically rejected:\s*(.{3,500})", re.DOTALL)
"""How Dovecot (and Sieve's reject, RFC 5429) gives its reason, in a bounce or in a receipt."""


def is_from_a_server(part: Part) -> bool:
    """Is its sender a mail system, or its return path null?"""
    return names_a_server(part) or has_null_path(part)


def names_a_server(part: Part) -> bool:
    """Is its sender a mail system?"""
    name, written = sender(part)
    bare = written or f"{part.field('from').strip(' <>')}@"
    return (
        DAEMONS.match(bare) is not None
        or _NAMES.search(name) is not None
        or "x-failed-recipients" in part.fields
    )


def has_null_path(part: Part) -> bool:
    """Is its return path null (RFC 5321 4.5.5), or a mail system's?"""
    return any(_NULL.match(path.strip("<> ")) for path in part.fields.get("return-path", ()))


def says_that_it_came_back(part: Part, text: str) -> bool:
    """Does a mail system say so, in the subject or in the text? From anybody else it takes both."""
    if report := part.params.get("report-type", "").lower():
        return report == "delivery-status" or REJECTED.search(text) is not None
    if "x-failed-recipients" in part.fields:
        return True
    subject = line(part, "subject")
    announced = _SUBJECTS.search(subject) is not None and not _ANSWER.match(subject)
    told = _SAYS.search(text[:MAX_NOTICE]) is not None
    return (announced or told) if is_from_a_server(part) else (announced and told)
