"""Is it written by a responder, not by a person? RFC 3834, and the signs of the field."""

import re

from cam.adapters.incoming.fields import references, sender
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.servers import has_null_path, names_a_server, one_of

_FIELDS = {
    "x-autoreply": r"(?!no\b)",
    "x-auto-reply": r"(?!no\b)",
    "x-autorespond": r"(?!no\b)",
    "x-autoresponder": r"(?!no\b)",
    "x-autoreply-from": r".",
    "x-mail-autoreply": r"(?!no\b)",
    "x-apple-action": r"vacation",
    "x-fc-machinegenerated": r"true",
    "x-ms-exchange-generated-message-source": r".*(?:rules|oof|out of office)",
    "x-post-messageclass": r".*autoresponder",
    "x-amazon-auto-reply": r"true",
    "precedence": r"auto[_-]?reply",
}
"""Field and the value, lower case, that makes it a sign."""
_BULK = re.compile(r"(?:bulk|junk)", re.IGNORECASE)
"""A Precedence that says nothing of an answer: helpdesks write it on people's mail, too."""

_FIRST = one_of(r"""
    ^[\[({<]?auto(?:matic|mated|matically generated)?[- ]?(?:reply|respon[sd]|answer|confirmation)
    ^[\[({<]?auto: |^[\[({<]?out[- ]of[- ](?:the[- ])?office\b(?! (?:furniture|supplies|lunch))
    ^ooo\b ?[:\-]|^on (?:vacation|holiday|annual leave|parental leave|maternity leave)\b
    ^vacation (?:reply|response|notice)|^(?:i am|i'm) (?:away|out of|on (?:vacation|holiday|leave))
    ^(?:i am|i'm) currently|^away from (?:my |the )?(?:desk|office|e-?mail|mail)
    ^réponse automatique|^message d'absence|^absence du bureau|^hors du bureau
    ^absente?(?: du bureau)?(?: ?[:\-]|$)|^absence ?[:\-]|^notification d'absence
    ^automatische (?:antwort|rückantwort|beantwortung|e-?mail)|^abwesen(?:heit|d)|^autoantwort
    ^nicht im büro|^außer haus|^urlaub(?: ?[:\-]|$)
    ^risposta automatica|^fuori (?:sede|ufficio)|^assente|^assenza|^non (?:sono )?in ufficio
    ^respuesta autom[aá]tica|^fuera de (?:la )?oficina|^ausencia|^ausente
    ^contestaci[oó]n autom[aá]tica|^resposta autom[aá]tica|^aus[eê]ncia|^fora do escrit[oó]rio
    ^automatisch (?:antwoord|beantwoord)|^afwezig(?:heid)?|^niet aanwezig|^buiten kantoor
    ^autosvar|^automatiskt? svar|^automatisk svar|^frånvar|^fravær|^ikke til ?stede
    ^automaattinen vastaus|^poissa\b|^autoodpowied|^poza biurem|^odpowied[zź] automatyczna
    ^nieobecno|^automatická odpověď|^automatikus válasz|^házon kívül|^otomatik yan
    ^răspuns automat
    ^автоответ|^автоматический ответ|^вне офиса|^нет на месте|^в отпуске
    自動返信|自動応答|不在(?:通知|の)|外出中|自动回复|自動回覆|自動回復
    休假|자동 ?(?:회신|응답)|부재중
""")
_LAST = re.compile(
    r"(?:[\[({]|[-\u2013|] )(?:auto(?:matic)?[- ]?(?:reply|response)|out of office|ooo|abwesend|"
    r"réponse automatique|absent)[\])}]?$",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(
    r"(?:no|not|do[-_.]?not|ne[-_.]?pas|nicht)[-_.]?(?:reply|repondre|antworten)\b"
)


def signs(part: Part, subject: str) -> tuple[str, ...]:
    """The signs that a machine wrote it; none for a person."""
    told = [
        f"{name}: {value[:60]}"
        for name, wanted in _FIELDS.items()
        if (value := part.field(name)) and re.match(wanted, value.lower())
    ]
    submitted = part.field("auto-submitted").lower().partition(";")[0].split("(")[0].strip()
    if submitted and submitted != "no":
        told.insert(0, f"Auto-Submitted: {submitted[:40]} (RFC 3834)")
    if _FIRST.search(subject) or _LAST.search(subject):
        told.append("its subject says so")
    if names_a_server(part):
        told.append("a mail system wrote it")
    if _NO_REPLY.match(sender(part)[1]):
        told.append("it comes from an address that reads no answers")
    return (*told, *(() if references(part) else _faint(part)))


def _faint(part: Part) -> tuple[str, ...]:
    """The signs that count only where it answers nothing: lists and helpdesks, through which
    people answer, write them on every mail."""
    told = []
    if _BULK.match(precedence := part.field("precedence").strip()):
        told.append(f"precedence: {precedence[:60]}")
    if has_null_path(part):
        told.append("its return path is null (RFC 3834 3.3)")
    listed = "list-id" in part.fields or precedence.lower() == "list"
    if listed or "list-unsubscribe" in part.fields:
        told.append("it was sent to a list and answers nothing (RFC 2919)")
    return tuple(told)
