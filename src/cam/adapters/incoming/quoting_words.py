"""The words by which mail programs mark what they quote, and people their signature.

All in lower case. English, German, French, Spanish, Italian, Dutch, Portuguese; of the Nordic
languages, Polish and Czech what costs nothing.
"""

from msgspec import Struct


class Headers(Struct, frozen=True):
    """The labels of a header block in one language."""

    first: frozenset[str]
    """Who it came from, or the date above it."""
    rest: frozenset[str]


def _headers(first: str, rest: str) -> Headers:
    return Headers(frozenset(first.split()), frozenset(rest.replace("_", " ").split("|")))


ENOUGH = 2
"""Labels below the first that make a block."""

HEADERS = (
    _headers("from date", "sent|to|subject|date|cc|from|reply-to"),
    _headers("von datum gesendet", "gesendet|an|betreff|datum|cc|von|kopie|sent|to|subject"),
    _headers("de date expéditeur envoyé", "envoyé|envoyé_le|à|a|objet|date|cc|pour|de|sujet"),
    _headers("de fecha", "enviado|enviado_el|para|asunto|fecha|cc|de"),
    _headers("da data", "inviato|a|oggetto|data|cc|da|per"),
    _headers("van datum", "verzonden|aan|onderwerp|datum|cc|van"),
    _headers("de data", "enviado|enviada|enviada_em|enviado_em|para|assunto|data|cc|de"),
    _headers("från fra datum dato", "skickat|till|ämne|sendt|til|emne|datum|dato|kopia|från|fra"),
    _headers("od data", "wysłano|do|temat|data|dw|odesláno|komu|předmět|datum|cc|od"),
)  # fmt: skip

ORIGINAL = frozenset({
    "original message", "original-nachricht", "ursprüngliche nachricht", "originalnachricht",
    "weitergeleitete nachricht", "forwarded message", "message d'origine", "message original",
    "message transféré", "message initial", "mensaje original", "mensaje reenviado",
    "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht",
    "origineel bericht", "doorgestuurd bericht", "mensagem original", "mensagem encaminhada",
    "mensagem reencaminhada", "ursprungligt meddelande", "oprindelig meddelelse",
    "opprinnelig melding", "wiadomość oryginalna", "původní zpráva", "reply message",
    "original appointment", "original email", "original mail", "forwarded mail",
})  # fmt: skip

ON = tuple(f" {word} " for word in ("on", "am", "le", "el", "il", "op", "em", "den", "dnia", "dne"))
"""How the line begins that says when somebody wrote."""

WROTE = (
    "wrote", "schrieb", "geschrieben", "a écrit", "écrit", "a ecrit", "escribió", "escribio",
    "ha scritto", "scritto", "schreef", "geschreven", "escreveu", "skrev", "napisał", "napisała",
    "napisał(a)", "napsal", "napsal(a)", "writes", "schreibt", "said", "a envoyé",
)  # fmt: skip

SENT_FROM = (
    "sent from my", "sent from mail for", "sent from outlook", "sent from yahoo", "get outlook for",
    "sent from proton", "sent with proton", "sent from a mobile", "sent using", "sent via my",
    "von meinem iphone", "von meinem ipad", "von meinem handy", "von meinem smartphone",
    "von meinem mobil", "von meinem samsung", "gesendet von", "gesendet mit", "gesendet über",
    "outlook für", "diese nachricht wurde von meinem",
    "envoyé de mon", "envoyé depuis", "envoyé à partir", "envoyé avec", "obtenez outlook",
    "télécharger outlook", "provenance : courrier",
    "enviado desde", "enviado de", "enviado con", "obtener outlook", "descargar outlook",
    "inviato da", "inviato dal", "inviato con", "ottieni outlook", "scarica outlook",
    "verzonden vanaf", "verzonden met", "verstuurd vanaf", "verstuurd met", "verzonden via",
    "outlook voor", "download outlook",
    "enviado do", "enviado a partir", "enviada do", "enviado pelo", "obtenha o outlook",
    "obter o outlook",
    "skickat från min", "sendt fra min", "wysłane z", "wysłano z", "odesláno z",
)  # fmt: skip
LONGEST_SENT_FROM = 100

CLOSINGS = frozenset({
    "best", "cheers", "regards", "br", "kr", "rgds", "all the best", "yours", "sincerely", "warmly",
    "take care", "many thanks and regards", "thanks and regards", "thanks & regards", "cordially",
    "mfg", "vg", "lg", "gruß", "gruss", "grüße", "gruesse", "lieben gruß", "schöne grüße", "hg",
    "cordialement", "bien cordialement", "cdlt", "cdt", "bien à vous", "salutations", "amicalement",
    "bien cdlt", "sincèrement", "respectueusement", "à bientôt", "cordiales salutations",
    "saludos", "un saludo", "atentamente", "cordialmente", "un cordial saludo", "saludos cordiales",
    "atte", "un abrazo", "muy atentamente", "reciba un cordial saludo", "slds",
    "saluti", "cordiali saluti", "distinti saluti", "un saluto", "a presto", "cari saluti",
    "buona giornata", "un cordiale saluto", "cordialità",
    "groet", "groeten", "groetjes", "mvg", "gr", "hartelijke groet", "hartelijke groeten", "hgr",
    "hoogachtend", "vriendelijke groet", "vriendelijke groeten",
    "cumprimentos", "atenciosamente", "cumps", "abraço", "abraços", "att", "abs",
    "melhores cumprimentos", "com os melhores cumprimentos", "saudações",
    "mvh", "med vänlig hälsning", "med venlig hilsen", "pozdrawiam", "s pozdravem",
})  # fmt: skip
"""Lines with which a letter ends. No word of thanks: sentences begin with one."""

CLOSINGS_BEGIN = (
    "best regards", "kind regards", "kindest regards", "warm regards", "with regards",
    "best wishes", "warm wishes", "yours sincerely", "yours faithfully", "yours truly",
    "with kind regards", "with best regards", "sincerely yours",
    "mit freundlichen grüßen", "mit freundlichen gruessen", "mit freundlichem gruß",
    "mit freundlichen grüssen", "freundliche grüße", "freundliche grüsse", "beste grüße",
    "viele grüße", "herzliche grüße", "liebe grüße", "mit besten grüßen", "mit bestem gruß",
    "viele gruesse", "beste gruesse", "freundlichen gruß", "hochachtungsvoll", "besten gruß",
    "bien cordialement", "cordialement,", "meilleures salutations", "sincères salutations",
    "veuillez agréer", "je vous prie d'agréer", "bien à vous",
    "saludos cordiales", "un cordial saludo", "un saludo", "le saluda atentamente",
    "cordiali saluti", "distinti saluti", "i migliori saluti", "con i migliori saluti",
    "met vriendelijke groet", "met hartelijke groet", "vriendelijke groet",
    "com os melhores cumprimentos", "melhores cumprimentos", "os meus cumprimentos",
    "com os meus cumprimentos",
)  # fmt: skip
LONGEST_CLOSING = 60
"""Characters: a name may stand on the same line, a sentence may not."""
