"""Wordings of refusals that are about us: our address, our server, our domain, our pace."""

from cam.domain.model.bounce_notation import said
from cam.domain.model.incoming import BounceKind

SENDER = said(
    BounceKind.OURS,
    "the sender's address or domain is refused",
    r"""
    senders?(?:'s)?(?: address| domain| email)? ~ (?:reject|denied|verif|unknown|invalid|block)
    senders?(?:'s)?(?: address| domain| email)? ~ (?:refuse)
    senders?(?:'s)?(?: address| domain| email)? ~ (?:unroutable|forge|spoof|not |has no|must)
    (?:invalid|bad|unknown|illegal|unroutable|forged|fake|malformed|banned) (?:\w+ )?sender
    (?:unacceptable|blocked|rejected|unverified|unresolvable|untrusted) (?:\w+ )?sender
    (?:invalid|bad|illegal|forged|fake|malformed) (?:mail |envelope |header )?from\b(?! (?:the|a)\b)
    (?:invalid|bad|illegal) (?:return[- ]path|reverse[- ]path)
    (?:domain|address) (?:of|from|in|for) (?:the )?(?:sender|mail from|return[- ]path)
    (?:mail|envelope|header)[- ]?from\b ~ (?:reject|denied|invalid|not|block|refus|must|bad)
    call-?(?:back|out)
    (?:could not|can not|unable to) verify
    return[- ](?:address|path) ~ (?:invalid|not|reject|bad|fail)
    your (?:email |sender )?(?:address|domain) ~ (?:block|reject|denied|banned|listed|not)
    """,
)

AUTHENTICATION = said(
    BounceKind.OURS,
    "authentication (SPF, DKIM, DMARC)",
    r"""
    spf\b
    sender (?:policy framework|id\b)
    dkim\b
    domain ?keys
    dmarc\b
    unauthenticated
    (?:required|level of|fails?|failed|failing|lacks?|without|no|not) (?:proper )?authenticat
    authentication (?:is )?(?:required|fail|check|level|information|credential)
    must authenticate|authenticate first|does not meet the required
    """,
)

REVERSE_DNS = said(
    BounceKind.OURS,
    "no reverse DNS, or a bad HELO",
    r"""
    reverse[- ]?(?:dns|lookup|host ?name|address|record|mapping|resolution|ip|name)
    rdns\b|ptr\b|fcrdns|in-addr|no reverse|forward[- ]confirmed
    (?:can not|could not|unable to) (?:find|resolve|get|look ?up) (?:your|the client|client)
    (?:fail\w* to) (?:find|resolve|get|look ?up) (?:your|the client|client)
    (?:client) (?:\w+ )?(?:host ?name|host|ip|server) ~ (?:can )?not (?:resolv|found|find)
    (?:connecting) (?:\w+ )?(?:host ?name|host|ip|server) ~ (?:can )?not (?:resolv|found|find)
    (?:sending|your) (?:\w+ )?(?:host ?name|host|ip|server) ~ (?:can )?not (?:resolv|found|find)
    (?:helo|ehlo)\b ~ (?:reject|invalid|denied|bad|must|not|require|match|resolv)
    (?:invalid|bad|forged|rejected|fake) (?:\w+ )?(?:helo|ehlo)\b
    """,
)

TLS = said(
    BounceKind.OURS,
    "TLS is needed",
    r"""
    (?:must issue|requires?|need(?:s|ed)?|use) (?:a |an )?(?:starttls|tls|encrypt)
    (?:starttls|tls|encryption) (?:is |connection )?(?:required|needed|mandatory)
    """,
)

RELAYING = said(
    BounceKind.OURS,
    "relaying is denied",
    r"""
    relay(?:ing)?(?: mail| access| is| attempt| of mail| operation)*[ :,-]+(?:denied|prohibited)
    relay(?:ing)?(?: mail| access| is| attempt| of mail| operation)*[ :,-]+(?:permitted)
    relay(?:ing)?(?: mail| access| is| attempt| of mail| operation)*[ :,-]+(?:block|reject|disallow)
    relay(?:ing)?(?: mail| access| is| attempt| of mail| operation)*[ :,-]+(?:forbid|refuse)
    relay(?:ing)?(?: mail| access| is| attempt| of mail| operation)*[ :,-]+(?:restrict|not)
    (?:not|unable|refus\w+|denied|deny|prohibit\w*)(?: \w+){0,3} (?:to )?relay
    no relay|open relay|not a gateway
    not in (?:my|our) list of allowed rcpthosts
    """,
)

REPUTATION = said(
    BounceKind.OURS,
    "our server is on a blocklist, or has a bad reputation",
    r"""
    (?:black|block|deny|ban)[ -]?list
    rbls?\b|dnsbl|spamhaus|ipcheck|spamcop|sorbs|cbl\b|abuseat|uceprotect|senderscore|senderbase
    trustedsource
    barracuda ?(?:central|reputation)|cloudmark|invaluement|proofpoint dynamic
    reputation
    blocked (?:using|at)\b
    (?:ips?|ip address(?:es)?|client hosts?|sending hosts?) ~ (?:block|banned|reject|denied)
    (?:mail servers?|netblock|subnet|network) ~ (?:block|banned|reject|denied)
    (?:ips?) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed|poor|abus)
    (?:ip address(?:es)?) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden)
    (?:ip address(?:es)?) ~ (?:listed|poor|abus)
    (?:client hosts?) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed)
    (?:client hosts?) ~ (?:poor|abus)
    (?:sending hosts?) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed)
    (?:sending hosts?) ~ (?:poor|abus)
    (?:mail servers?) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed)
    (?:mail servers?) ~ (?:poor|abus)
    (?:netblock) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed|poor)
    netblock ~ abus
    (?:subnet) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed|poor)
    subnet ~ abus
    (?:network) ~ (?:not (?:allow|welcome|permit|accept|authori)|prohibited|forbidden|listed|poor)
    network ~ abus
    your (?:host|server|system|network|mail server|access|isp) ~ (?:block|banned|reject|denied)
    your (?:host|server|system|network|mail server|access|isp) ~ (?:refus)
    your (?:host|server|system|network|mail server|access) ~ (?:not (?:allow|welcome|permit|accept))
    your (?:isp) ~ (?:not (?:allow|welcome|permit|accept))
    (?:connections?|connecting) (?:\w+ ){0,3}(?:is |are |was )?(?:blocked|banned|rejected|denied)
    (?:connections?|connecting) (?:\w+ ){0,3}(?:is |are |was )?(?:not (?:allow|accept))
    (?:block|bann|reject|deni|refus)\w*(?: \w+){0,4} (?:ip|ip address|client host|dynamic)\b
    (?:not accept)\w*(?: \w+){0,4} (?:ip|ip address|client host|dynamic)\b
    (?:block|bann|reject|deni|refus)\w*(?: \w+){0,4} your (?:ip|host|server|network|isp)\b
    (?:not accept)\w*(?: \w+){0,4} your (?:ip|host|server|network|isp)\b
    (?:dynamic|residential|dial-?up|generic)(?: \w+){0,2} (?:ip|address|host|range)
    blocked (?:by|for|due to) (?:spam|abuse)
    spam(?:ming)? (?:source|host|from your)
    """,
)

LIMITS = said(
    BounceKind.OURS,
    "too many mails from us",
    r"""
    too many (?:\w+ ){0,2}(?:messages?|mails?|emails?|connections?|recipients?|sessions?|errors?)
    too many (?:\w+ ){0,2}(?:requests?|rcpts?|deliveries|complaints|bad|invalid|unknown|commands)
    rate[- ]?limit|sending (?:limit|rate|quota)|throttl
    daily (?:\w+ ){0,3}(?:limit|quota)
    (?:hourly|message|outgoing|sending) (?:\w+ )?(?:limit|quota)s? (?:\w+ ){0,2}(?:exceed|reach)
    (?:rate|recipient) (?:\w+ )?(?:limit|quota)s? (?:\w+ ){0,2}(?:exceed|reach)
    exceed\w*(?: \w+){0,4} (?:number of)(?: \w+){0,2} (?:mail|message|email|connection|recipient)
    exceed\w*(?: \w+){0,4} (?:number of)(?: \w+){0,2} (?:defer|rate)
    exceed\w*(?: \w+){0,4} (?:limit of)(?: \w+){0,2} (?:mail|message|email|connection|recipient)
    exceed\w*(?: \w+){0,4} (?:limit of)(?: \w+){0,2} (?:defer|rate)
    exceed\w*(?: \w+){0,4} (?:maximum of)(?: \w+){0,2} (?:mail|message|email|connection|recipient)
    exceed\w*(?: \w+){0,4} (?:maximum of)(?: \w+){0,2} (?:defer|rate)
    exceed\w*(?: \w+){0,4} (?:amount of)(?: \w+){0,2} (?:mail|message|email|connection|recipient)
    exceed\w*(?: \w+){0,4} (?:amount of)(?: \w+){0,2} (?:defer|rate)
    exceed\w*(?: \w+){0,4} (?:rate)(?: \w+){0,2} (?:mail|message|email|connection|recipient|defer)
    exceed\w*(?: \w+){0,4} rate(?: \w+){0,2} rate
    exceed\w*(?: \w+){0,4} (?:limit on)(?: \w+){0,2} (?:mail|message|email|connection|recipient)
    exceed\w*(?: \w+){0,4} (?:limit on)(?: \w+){0,2} (?:defer|rate)
    unusual (?:rate|amount|traffic)|temporarily deferred due to|flood|slow down
    sending too (?:much|many|fast)
    excessive (?:\w+ )?(?:rate|mail|connection|message|volume)
    """,
)
