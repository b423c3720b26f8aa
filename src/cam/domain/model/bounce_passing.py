"""Wordings of refusals that say nothing for ever: full, disabled, down, filtered, refused."""

from cam.domain.model.bounce_notation import said
from cam.domain.model.incoming import BounceKind

CHOSEN = said(
    BounceKind.SOFT,
    "the recipient chooses who may write",
    r"""
    resolver.rst
    rcp-p[23]\b
    restricted to (?:recipients?|senders|members)
    (?:only|not) accept(?:s|ing)? (?:mail|email|messages?) from
    (?:rejected|refused) (?:by|according to) (?:the |this |end[- ]?)?(?:WHO|rules?|preferences?)\b
    (?:blocked|filtered) (?:by|according to) (?:the |this |end[- ]?)?(?:WHO|rules?|preferences?)\b
    (?:because of|due to) (?:the )?(?:user|recipient)(?:'s)? (?:\w+ )?(?:rules?|preferences?)
    (?:because of|due to) (?:the )?(?:user|recipient)(?:'s)? (?:\w+ )?(?:settings?)
    (?:user|recipient) (?:has |have )?(?:blocked|refuse[sd]?|rejects?) (?:this|the|your|to)\b
    (?:user|recipient) (?:has |have )?(?:filters?) (?:this|the|your|to)\b
    does not (?:want|wish) to
    (?:user|recipient)(?:'s)? (?:rule|filter|preference)s?
    not (?:on|in) (?:the |my |our )?(?:white|allow)[ -]?list
    you (?:have been|are) blocked by|is protected by
    not (?:accepting|receiving) (?:any )?(?:mail|email|messages)
    not have permission|not permitted to post
    pas (?:été )?autorisée? à|nicht berechtigt|no tiene permiso
    """,
)

CARRIER = said(
    BounceKind.SOFT,
    "unknown, or filtered (Japan's mobile carriers do not tell which)",
    r"""
    ^[ :]*: user unknown
    .*: : user unknown
    """,
)

BUSY = said(
    BounceKind.SOFT,
    "the recipient gets too much mail just now",
    r"""
    receiv(?:ing|ed) (?:mail |messages )?(?:at a rate|too (?:quickly|many|fast|much))
    (?:recipient|mailbox) ~ (?:hourly|per hour|rate limit|too many messages)
    """,
)

FULL = said(
    BounceKind.SOFT,
    "the mailbox is full",
    r"""
    (?:mailbox|inbox|mail ?folder)(?:'s)? ~ (?:full|over ?quota|exceed(?:s|ed|ing)?|out of)\b
    (?:mail ?file|mail ?dir|account)(?:'s)? ~ (?:full|over ?quota|exceed(?:s|ed|ing)?|out of)\b
    (?:quota|storage|disk|user|recipient)(?:'s)? ~ (?:full|over ?quota|exceed(?:s|ed|ing)?|out of)\b
    (?:folder|store)(?:'s)? ~ (?:full|over ?quota|exceed(?:s|ed|ing)?|out of)\b
    (?:mailbox|inbox|mail ?folder|mail ?file|mail ?dir) ~ over (?:\w+ ){0,2}(?:quota|limit|size)
    (?:account|quota|storage|disk|user|recipient) ~ over (?:\w+ ){0,2}(?:quota|limit|size)
    over ?quota
    quota ~ (?:exceed|full|violation|reached)
    exceed\w*(?: \S+){0,5} (?:quota|storage|mailbox size|disk)
    (?:full|filled) (?:mailbox|inbox)
    (?:out of|not enough|insufficient|no|low on|lack of)(?: \w+){0,2} (?:space|storage|quota)\b
    too much mail data|storage (?:limit|allocation)|mailbox size limit
    bo[iî]te ~ (?:plein|satur)
    quota ~ dépass|dépass\w* ~ quota
    postfach ~ voll|speicher\w* ~ (?:voll|überschritten|erschöpft)|kontingent
    buz[oó]n ~ llen[oa]|cuota ~ exced|casella ~ piena|caixa ~ cheia|mailbox ~ vol\b
    skrzynk\w+ ~ (?:pełn|przepełn)
    .*(?:переполнен|превышен\w* (?:квот|лимит)|已满|已滿|空间不足)
    .*容量(?:を|が)?(?:超|オーバー|不足)|.*いっぱいで
    """,
)

DISABLED = said(
    BounceKind.SOFT,
    "the mailbox is disabled or suspended",
    r"""
    WHO ~ (?:disabled|suspended|inactive|deactivated|locked|frozen|blocked|discontinued|closed)\b
    WHO ~ dormant\b
    WHO ~ (?:expired|not (?:been )?(?:active|activated|enabled)|on hold|inactivated)\b
    WHO ~ administratively\b
    (?:disabled|suspended|inactive|deactivated|locked|frozen|dormant|closed) (?:\w+ )?WHO
    inactivity
    temporarily (?:disabled|suspended|locked|inactive)
    (?:suspend|discontinue)\w* (?:the )?service
    .*(?:заблокирован|停用|冻结|凍結)
    """,
)

LATER = said(
    BounceKind.SOFT,
    "greylisted, or another word for later",
    r"""
    gr[ae]y[ -]?list
    try (?:again|it|later|back|your)|retry (?:later|time|timeout)|please retry
    temporar(?:y|ily)|too busy|system load|resources
    (?:später|vorübergehend|réessay|plus tard|temporaire|più tardi|temporane)
    (?:más tarde|mais tarde)
    позже
    .*(?:しばらく|一時的|稍后|稍後)
    """,
)

GIVEN_UP = said(
    BounceKind.SOFT,
    "given up after many tries, or no connection",
    r"""
    timed? ?-?out
    connection (?:was |attempt )?(?:refused|reset|closed|dropped|lost|failed|died)|lost connection
    (?:unable|failed|could not|can not)(?: to)? (?:\w+ )?(?:connect|contact|establish|reach)
    (?:not able)(?: to)? (?:\w+ )?(?:connect|contact|establish|reach)
    unreachable|no route to host|network (?:error|is)
    (?:host|server|site|mx) ~ (?:down|not respond|unavailable)
    did not respond|not responding|no answer
    (?:message|mail|delivery|queue|retry|lifetime|time|period) ~ (?:expired|exceeded the|too long)
    in (?:the )?queue (?:for )?(?:too|more|longer)|undeliverable for|undelivered (?:for|after)
    for (?:more than |the (?:past|last) )?\d+ (?:hour|day|minute)s?
    host (?:name )?lookup fail|name server (?:failure|timed|time)
    dns (?:error|failure|timeout)(?!.{0,60}nxdomain)
    """,
)

TOO_BIG = said(
    BounceKind.SOFT,
    "the message is too big",
    r"""
    (?:message|mail|size|body|attachment|header) ~ (?:too (?:big|large|long)|exceeds?|larger than)
    too (?:big|large) (?:message|mail)|size limit|maximum (?:message )?size
    exceed\w*(?: \w+){0,4} (?:message )?size
    zu gro(?:ß|ss)|trop (?:gros|volumin)
    """,
)

FAULT = said(
    BounceKind.SOFT,
    "a loop, or another fault of a mail system",
    r"""
    loop(?:s|ing|ed)?\b|too many hops|hop count|hops? exceed
    command (?:died|failed|output|not found|line)
    (?:local|server|system) (?:\w+ )?(?:configuration|misconfigur|error|problem|failure)
    input/output|i/o error|permission denied|read-only|out of memory
    internal (?:\w+ )?(?:error|failure)
    (?:can|could) not (?:open|create|write|append|chdir|lock|update)
    unexpected (?:error|failure)|mailer (?:error|died)|unknown mailer error
    (?:pipe|transport|program|procmail|maildrop|child) ~ (?:returned|fail|exit|error|died)
    (?:delivery agent) ~ (?:returned|fail|exit|error|died)
    """,
)

SPAM = said(
    BounceKind.SOFT,
    "the content is taken for spam",
    r"""
    spam|uce\b|ube\b|unsolicited|junk|bulk mail|suspicious|phish|scored?\b
    """,
)

CONTENT = said(
    BounceKind.SOFT,
    "the content is refused",
    r"""
    virus|malware|infected|trojan|attachment|banned|prohibited|forbidden|content
    non-?compliant|rfc ?\d{3,4}|malformed|header|bare (?:lf|cr)|line too long|charset|message[- ]id
    duplicate|mime|encoding
    """,
)

REFUSED = said(
    BounceKind.SOFT,
    "refused for reasons of the recipient's",
    r"""
    polic(?:y|ies)|administrat|denied|refused|rejected|block|security|filter|restricted|prevent
    not (?:allowed|permitted|authori[sz]ed|accepted)
    """,
)
