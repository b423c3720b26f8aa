"""Titles, places, industries and technologies that exist in the sandbox world."""

from typing import Final, NamedTuple


class Title(NamedTuple):
    """A job title; titles of one `family` are what Apollo calls similar."""

    name: str
    seniority: str
    department: str
    function: str
    family: str


class Place(NamedTuple):
    """A city with its state or region and country; `cultures` name the people who live there."""

    city: str
    state: str
    country: str
    code: str
    cultures: tuple[str, ...]

    def is_called(self, wanted: str) -> bool:
        """Whether a location filter value (folded) means this place: city, state, country."""
        city, state, country = self.city.casefold(), self.state.casefold(), self.country.casefold()
        return wanted in {
            city,
            state,
            country,
            f"{city}, {state}",
            f"{city}, {country}",
            f"{state}, {country}",
        }


SENIORITIES: Final = frozenset(
    [
        "owner",
        "founder",
        "c_suite",
        "partner",
        "vp",
        "head",
        "director",
        "manager",
        "senior",
        "entry",
        "intern",
    ]
)

TITLES: Final = tuple(
    Title(*line.split("|"))
    for line in """\
Chief Executive Officer|c_suite|c_suite|entrepreneurship|top
CEO|c_suite|c_suite|entrepreneurship|top
Founder|founder|c_suite|entrepreneurship|founder
Co-Founder|founder|c_suite|entrepreneurship|founder
Owner|owner|c_suite|entrepreneurship|owner
Managing Partner|partner|c_suite|entrepreneurship|partner
Chief Technology Officer|c_suite|master_engineering_technical|engineering|technology
CTO|c_suite|master_engineering_technical|engineering|technology
VP of Engineering|vp|master_engineering_technical|engineering|engineering lead
Head of Engineering|head|master_engineering_technical|engineering|engineering lead
Engineering Manager|manager|master_engineering_technical|engineering|engineering manager
Senior Software Engineer|senior|master_engineering_technical|engineering|engineer
Software Engineer|entry|master_engineering_technical|engineering|engineer
VP of Sales|vp|master_sales|sales|sales lead
Head of Sales|head|master_sales|sales|sales lead
Sales Director|director|master_sales|sales|sales lead
Sales Manager|manager|master_sales|sales|sales manager
Account Executive|senior|master_sales|sales|account executive
Chief Marketing Officer|c_suite|master_marketing|marketing|marketing lead
Head of Marketing|head|master_marketing|marketing|marketing lead
Marketing Director|director|master_marketing|marketing|marketing lead
Marketing Manager|manager|master_marketing|marketing|marketing manager
Director of Operations|director|master_operations|operations|operations lead
Operations Manager|manager|master_operations|operations|operations manager
Chief Financial Officer|c_suite|master_finance|finance|finance lead
Head of People|head|master_human_resources|human_resources|people lead
Office Manager|manager|master_operations|operations|office manager
Marketing Intern|intern|master_marketing|marketing|intern""".splitlines()
)

PLACES: Final = tuple(
    Place(city, state, country, code, tuple(cultures.split(",")))
    for city, state, country, code, cultures in (
        line.split("|")
        for line in """\
Paris|Île-de-France|France|FR|french
Lyon|Auvergne-Rhône-Alpes|France|FR|french
Nantes|Pays de la Loire|France|FR|french
Brussels|Brussels|Belgium|BE|french,nordic
Geneva|Geneva|Switzerland|CH|french,german,italian
London|England|United Kingdom|GB|english,irish,indian
Manchester|England|United Kingdom|GB|english,indian
Dublin|Leinster|Ireland|IE|irish,english
Berlin|Berlin|Germany|DE|german,turkish,polish
Munich|Bavaria|Germany|DE|german,italian
Vienna|Vienna|Austria|AT|german,polish
Madrid|Community of Madrid|Spain|ES|spanish
Barcelona|Catalonia|Spain|ES|spanish,french
Lisbon|Lisbon|Portugal|PT|portuguese
Milan|Lombardy|Italy|IT|italian
Warsaw|Mazovia|Poland|PL|polish
Copenhagen|Capital Region|Denmark|DK|nordic
Stockholm|Stockholm County|Sweden|SE|nordic,turkish
Istanbul|Istanbul|Turkey|TR|turkish
San Francisco|California|United States|US|english,asian,indian,spanish
Austin|Texas|United States|US|english,spanish,asian
New York|New York|United States|US|english,irish,italian,indian
Toronto|Ontario|Canada|CA|english,french,indian,asian
Bengaluru|Karnataka|India|IN|indian
Singapore|Singapore|Singapore|SG|asian,indian,english""".splitlines()
    )
)

INDUSTRIES: Final = tuple(
    (line.split("|")[0], tuple(line.split("|")[1].split(",")))
    for line in """\
computer software|saas,b2b software,cloud
information technology & services|it services,cloud,cybersecurity
marketing & advertising|lead generation,seo,branding
financial services|fintech,payments,lending
hospital & health care|healthcare,medtech,clinics
e-learning|edtech,training,saas
logistics & supply chain|logistics,freight,warehousing
retail|e-commerce,consumer goods,fashion
real estate|proptech,property management,leasing
management consulting|consulting,strategy,coaching
food & beverages|restaurants,catering,consumer goods
renewables & environment|solar,cleantech,energy""".splitlines()
)

TECHNOLOGIES: Final = (
    "google_analytics",
    "salesforce",
    "hubspot",
    "shopify",
    "wordpress_org",
    "stripe",
    "aws",
    "intercom",
)

HEADCOUNTS: Final = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1000), (1001, 5000))
"""Company size brackets, from the most to the least frequent."""
