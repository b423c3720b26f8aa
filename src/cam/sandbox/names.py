"""Given names, family names and company words: the raw material of the world. All invented."""

import unicodedata
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CULTURES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "french": (
        _words("Claire Noé Zoë Étienne Amélie Luc Hélène Jérôme Chloé Gaël Inès Benoît"),
        _words(
            "Durand Lefèvre Moreau Petit Garnier Béranger Roche Faure Gauthier Mercier Blanc "
            "Fontaine Lambert Renaud Caron Aubert Gillet Prévost"
        ),
    ),
    "english": (
        _words("Alice Thomas Grace Oliver Emma Harry Ruth Simon Hannah Edward Lucy Miles"),
        _words(
            "Hartley Whitmore Ashford Barker Coleman Draper Ellison Fletcher Goodwin Hawkins "
            "Jennings Kirby Langley Mercer Norwood Prescott Radley Stanton"
        ),
    ),
    "irish": (
        _words("Seán Niamh Aoife Conor Róisín Declan Maeve Fionn Ciarán Orla"),
        _words("O'Brien O'Connor Murphy Kelly Byrne O'Neill Doyle Gallagher O'Hara Nolan"),
    ),
    "spanish": (
        _words("José María Lucía Álvaro Íñigo Nuria Raúl Belén Andrés Sofía Óscar Pilar"),
        _words(
            "García Núñez Muñoz Ibáñez Serrano Delgado Castaño Peña Vázquez Ortega Ríos "
            "Gallego Cañizares Molina Soler Ferrer"
        ),
    ),
    "german": (
        _words("Jürgen Anke Björn Heike Lukas Käthe Matthias Uta Jörg Sabine Felix Grit"),
        _words(
            "Müller Schröder Weiß Krüger Böhm Jäger Vogel Brandt Lorenz Groß Köhler Winkler "
            "Schäfer Hübner Pfeiffer Ziegler"
        ),
    ),
    "polish": (
        _words("Łukasz Małgorzata Paweł Zofia Wojciech Agnieszka Michał Żaneta Jan Iga"),
        _words(
            "Kowalczyk Wiśniewski Wójcik Zieliński Dąbrowski Szymański Łuczak Pawłowski "
            "Król Jabłoński Gołąb Sikora"
        ),
    ),
    "nordic": (
        _words("Søren Åsa Bjørn Kirsten Øyvind Maja Jørgen Linnéa Lars Freja Håkon Eero"),
        _words(
            "Sørensen Lindström Østergaard Åkesson Halvorsen Bergqvist Nygård Virtanen "
            "Mäkinen Dahl Thorsen Björk"
        ),
    ),
    "italian": (
        _words("Giulia Matteo Nicolò Chiara Davide Elisa Rocco Bianca Dario Irene"),
        _words("Rossi Bianchi Esposito Ricci Conti Galli Fabbri Caruso Marini D'Angelo"),
    ),
    "portuguese": (
        _words("João Inês Tomás Conceição Rui Beatriz Gonçalo Mafalda Caetano Lídia"),
        _words("Gonçalves Simões Araújo Carvalho Brandão Falcão Teixeira Magalhães Pinho"),
    ),
    "turkish": (
        _words("Ayşe Çağlar Emre Şebnem Gökhan Elif Özgür Özlem Yiğit İpek"),
        _words("Şimşek Şahin Çelik Öztürk Özkan Koç Güneş Doğan Gökçe Arslan"),
    ),
    "indian": (
        _words("Ananya Rohan Priya Vikram Meera Arjun Kavita Sanjay Isha Nikhil"),
        _words("Sharma Iyer Patel Banerjee Reddy Kapoor Menon Chatterjee Desai Nair"),
    ),
    "asian": (
        _words("Mei Haruto Linh Jun Sakura Wei Minh Yuna Kenji Trinh Jia Ren"),
        _words("Tanaka Nguyen Chen Kim Sato Lê Wong Park Watanabe Trần Lin Mori"),
    ),
}

_FIRST_WORDS: Final = _words("""
amber anchor apex arbor arctic argon aspen atlas aurora autumn azure basalt beacon birch bold
bright bronze cedar chalk cinder citrus clear cliff cloud clover cobalt copper coral cosmic
crimson crystal dawn deep delta drift dune eager early east echo elder ember emerald ever fable
falcon fern first flint fox frost garnet gentle glacier golden granite green grove harbor hazel
heron high hollow indigo iron ivory jade juniper keen kestrel lake lark laurel lemon light lilac
linden lotus lunar maple marble meadow mint misty mono moss new noble north nova oak ocean olive
onyx open opal orbit otter pearl pine plum polar prime quartz quick quiet rapid raven red
""")

_SECOND_WORDS: Final = _words("""
advisory analytics apparel arts assembly atelier audio bakery bank base beam bridge build byte
capital cargo carbon care case chain charter circuit city cloth code coffee collective commerce
compass concept consult core craft credit crew data dental design desk digital dock drive dynamics
edge education electric energy engine estate factory farm field finance fleet foods forge foundry
freight garden gate glass goods grid group guild health hive home hosting house hub insight
instruments journey kitchen lab labs layer learning legal line link logic logistics loop machines
market materials matter media medical mesh metal metrics mill mobility motion motors network
optics paper partners path pay people pharma photo pixel planet plant point port
""")

_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d", "\u0131": "i", "ð": "d", "þ": "th"}
)


def plain(text: str) -> str:
    """The text in lower-case ASCII letters, digits and single spaces: "O'Brien" -> "obrien"."""
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    kept = (c if c.isascii() and c.isalnum() else " " if c in " -_./" else "" for c in folded)
    return " ".join("".join(kept).split())


def company_words(number: int) -> tuple[str, str, str]:
    """Two words and a suffix, different for every number; beyond the word pairs a digit is used."""
    round_, pair = divmod(number, len(_FIRST_WORDS) * len(_SECOND_WORDS))
    first, second = divmod(pair, len(_SECOND_WORDS))
    return _FIRST_WORDS[first], _SECOND_WORDS[second], str(round_) if round_ else ""


COMPANY_WORD_PAIRS: Final = len(_FIRST_WORDS) * len(_SECOND_WORDS)
