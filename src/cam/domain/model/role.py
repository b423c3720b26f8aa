"""Addresses that belong to a function of a company, not to a person (RFC 2142, and the usual)."""

import re

_RFC_2142 = """
abuse ftp hostmaster info marketing news noc postmaster sales security support usenet uucp
webmaster www
"""
_MACHINES = """
autoreply bounce bounces daemon donotreply mailerdaemon mailer nobody noreply notification
notifications notreply null robot root subscribe system unsubscribe
"""
_DEPARTMENTS = """
accounting accounts admin administration administrator advertising all billing board booking
bookings business career careers communications compliance contact contactus contracts
customercare customers customerservice customersupport dataprotection design developer developers
dpo editor editorial email enquiries enquiry events everyone feedback finance frontdesk gdpr
general hello help helpdesk hr hrd inbox inquiries inquiry investors invoice invoices invoicing it
itsupport jobs legal licensing mail management media newsletter office operations order orders
partners partnerships payments payroll people pr press privacy procurement purchasing reception
recruiting recruitment registrar reservations returns sale secretary service services shipping
shop spam staff store students studio suggestions sysadmin talent team tech technical training web
website welcome work workshop
"""
_ABROAD = """
accueil administracion administrador achat achats adv amministrazione anfrage anfragen
bestellung bestellungen bewerbung bewerbungen bonjour buchhaltung buero commande commandes
commercial comptabilite comunicacion contabilidad contabilita contacto contato contatti
datenschutz devis direccion direction direzione einkauf empfang empleo fakturering
facturation facturacion factuur formation ufficio informatique inkoop kontakt kundenservice
kundservice oficina ordini pedidos personalabteilung personalwesen post presse prensa
rechnung rechnungen redaktion rh rrhh secretaria secretariat segreteria sekretariat
serviceclient vendite ventas vente ventes verkauf verkoop vertrieb verwaltung zentrale
"""

ROLES = frozenset(f"{_RFC_2142} {_MACHINES} {_DEPARTMENTS} {_ABROAD}".split())
_SEVERAL = """
accounts admin billing bounce bounces contact donotreply info kontakt marketing newsletter noreply
notifications orders postmaster sales service support webmaster
"""
_LEADING = frozenset(_SEVERAL.split())
"""Those of which a company has several: `sales-emea`, `no-reply-7`. Only before a hyphen: what
stands before a dot may be a surname."""
_SEPARATORS = re.compile(r"[._-]+")
_DIGITS = re.compile(r"\d+$")
_SHORT = 3
"""Letters. `h.r` and `p-r` are somebody's initials; `no-reply` is nobody's."""


def is_role(local: str) -> bool:
    """Is this local part a function's, so that nobody in particular reads it?

    Case, plus tag and a number behind the name do not matter.
    """
    name = local.lower().split("+", 1)[0] or local.lower()
    if name.endswith("-request") or name.startswith("owner-"):  # a mailing list's (RFC 2142 6)
        return True
    words = [_DIGITS.sub("", word) for word in _SEPARATORS.split(name)]
    joined = "".join(words)
    if joined in ROLES and (len(words) == 1 or len(joined) > _SHORT):
        return True
    parts = name.split("-")
    return any("".join(parts[:count]) in _LEADING for count in range(1, len(parts)))
