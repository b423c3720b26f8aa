"""Countries as people write them, and the one that a person is in, as far as anything tells."""

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    "AT": "Austria, Österreich, Oesterreich, Autriche, Austrija, Rakousko, Oostenrijk, Ausztria",
    "AU": "Australia, Australien, Australie",
    "BE": "Belgium, Belgien, Belgique, België, Belgio, Bélgica",
    "BG": "Bulgaria, Bulgarien, Bulgarie",
    "BR": "Brazil, Brasilien, Brésil, Brasil, Brasile",
    "CA": "Canada, Kanada, Canadá",
    "CH": "Switzerland, Schweiz, Suisse, Svizzera, Suiza, Zwitserland, Szwajcaria",
    "CY": "Cyprus, Zypern, Chypre, Cipro, Chipre",
    "CZ": "Czechia, Czech Republic, Tschechien, Tchéquie, République tchèque, Česko, Cechia",
    "DE": "Germany, Deutschland, Allemagne, Germania, Alemania, Alemanha, Duitsland, Niemcy, "
    "Německo, Tyskland, Saksa, Németország, Federal Republic of Germany, "
    "Bundesrepublik Deutschland, BRD",
    "DK": "Denmark, Dänemark, Danemark, Danmark, Danimarca, Dinamarca",
    "EE": "Estonia, Estland, Estonie, Eesti",
    "ES": "Spain, Spanien, Espagne, España, Spagna, Espanha",
    "FI": "Finland, Finnland, Finlande, Suomi, Finlandia",
    "FR": "France, Frankreich, Francia, França, Frankrijk",
    "GB": "United Kingdom, UK, Great Britain, Britain, England, Scotland, Wales, "
    "Northern Ireland, Vereinigtes Königreich, Großbritannien, Royaume-Uni, Regno Unito, "
    "Reino Unido, Verenigd Koninkrijk",
    "GR": "Greece, Griechenland, Grèce, Grecia, Hellas, Ελλάδα",
    "HR": "Croatia, Kroatien, Croatie, Hrvatska, Croazia, Croacia",
    "HU": "Hungary, Ungarn, Hongrie, Magyarország, Ungheria, Hungría",
    "IE": "Ireland, Irland, Irlande, Irlanda, Éire",
    "IN": "India, Indien, Inde",
    "IS": "Iceland, Island, Islande, Ísland",
    "IT": "Italy, Italien, Italie, Italia, Itália, Włochy",
    "LI": "Liechtenstein",
    "LT": "Lithuania, Litauen, Lituanie, Lietuva, Lituania",
    "LU": "Luxembourg, Luxemburg, Lussemburgo, Luxemburgo",
    "LV": "Latvia, Lettland, Lettonie, Latvija, Lettonia, Letonia",
    "MT": "Malta, Malte",
    "NL": "Netherlands, The Netherlands, Niederlande, Pays-Bas, Nederland, Holland, Paesi Bassi, "
    "Países Bajos",
    "NO": "Norway, Norwegen, Norvège, Norge, Norvegia, Noruega",
    "NZ": "New Zealand, Neuseeland, Nouvelle-Zélande",
    "PL": "Poland, Polen, Pologne, Polska, Polonia",
    "PT": "Portugal, Portogallo",
    "RO": "Romania, Rumänien, Roumanie, România, Rumania",
    "SE": "Sweden, Schweden, Suède, Sverige, Svezia, Suecia",
    "SI": "Slovenia, Slowenien, Slovénie, Slovenija, Eslovenia",
    "SK": "Slovakia, Slowakei, Slovaquie, Slovensko, Slovacchia, Eslovaquia",
    "US": "United States, USA, U.S., U.S.A., United States of America, Vereinigte Staaten, "
    "États-Unis, Stati Uniti, Estados Unidos, Verenigde Staten",
}
"""ISO 3166-1 alpha-2 code to names, the English one first. A country that is not here is known by
its code, and by the end of a domain."""
_ALPHA_3 = {
    "AUT": "AT", "AUS": "AU", "BEL": "BE", "BGR": "BG", "BRA": "BR", "CAN": "CA", "CHE": "CH",
    "CYP": "CY", "CZE": "CZ", "DEU": "DE", "GER": "DE", "DNK": "DK", "EST": "EE", "ESP": "ES",
    "FIN": "FI", "FRA": "FR", "GBR": "GB", "GRC": "GR", "HRV": "HR", "HUN": "HU", "IRL": "IE",
    "IND": "IN", "ISL": "IS", "ITA": "IT", "LIE": "LI", "LTU": "LT", "LUX": "LU", "LVA": "LV",
    "MLT": "MT", "NLD": "NL", "NOR": "NO", "NZL": "NZ", "POL": "PL", "PRT": "PT", "ROU": "RO",
    "SWE": "SE", "SVN": "SI", "SVK": "SK",
}  # fmt: skip
_TOP_LEVEL = {"UK": "GB"}
"""Ends of domains that are not the ISO code of their country."""
_GENERIC = frozenset({"AI", "CC", "CO", "EU", "FM", "GG", "IO", "LY", "ME", "SH", "TO", "TV", "WS"})
"""Two letters that companies everywhere use: such an end tells nothing."""
_CODE = re.compile(r"[A-Z]{2}")
_JOINTS = re.compile(r"[\W_]+")


def name_of(code: str) -> str:
    """The country's English name; its code where the name is not known."""
    return _NAMES[code].partition(",")[0] if code in _NAMES else code


def code_named(country: str) -> str:
    """The ISO code of a country as somebody wrote it; empty when it is not understood.

    A code of two or three letters, a name in one of the usual languages, or a place whose last part
    is one: `Berlin, Germany`.
    """
    return _code_named(country) if country else ""


@lru_cache(maxsize=4096)  # the same few names come again and again
def _code_named(country: str) -> str:
    for part in (country, country.rpartition(",")[2]):
        upper = part.strip().upper()
        if known := _BY_NAME.get(_plain(part)) or _ALPHA_3.get(upper):
            return known
        if _CODE.fullmatch(upper):
            return _TOP_LEVEL.get(upper, upper)
    return ""


def code_of_domain(domain: str) -> str:
    """The country whose domain it is; empty for an end that companies everywhere use."""
    end = domain.rpartition(".")[2].upper()
    if not _CODE.fullmatch(end) or end in _GENERIC:
        return ""
    return _TOP_LEVEL.get(end, end)


def code_of(country: str, *domains: str) -> str:
    """Where somebody is: what is said of it, else what the first domain tells that tells anything;
    empty when nobody knows."""
    told = (code_named(country), *map(code_of_domain, domains))
    return next(filter(None, told), "")


def _plain(name: str) -> str:
    """A name without case, accents and joints."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return _JOINTS.sub("", "".join(c for c in bare if not unicodedata.combining(c)))


_BY_NAME = {_plain(name): code for code, names in _NAMES.items() for name in names.split(",")}
