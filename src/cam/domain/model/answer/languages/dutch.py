"""Dutch."""

from cam.domain.model.answer.phrases import Phrases

DUTCH = Phrases(
    unsubscribe="""
(niet meer|niets meer|geen mails meer|geen emails meer) (sturen|versturen|toesturen|toe te sturen|
    te sturen|te mailen|te benaderen|benaderen|opsturen)
(gelieve|verzoek|wilt u) (mij|me|ons) .. (verwijderen|uit te schrijven|uitschrijven|afmelden|
    te schrappen|te verwijderen)
(verzoek|verzoeken|vraag|eis|eisen) .. (verwijdering|te verwijderen|verwijderen|te wissen|wissen|
    te stoppen|niet meer) .. (gegevens|adres|mailadres|mailen|benaderen|)
(genoeg|klaar) (van|met) (jullie|deze|uw|die) .. (mails|emails|berichten|mailtjes)
(haal|haalt|verwijder|verwijdert|schrap|gooi|neem|streep|uitschrijf|wis) (u|) (mij|me|ons|mijn|
    onze|dit) .. (van|uit|adres|mailadres|gegevens|emailadres|af)
(verwijder|verwijdert|wis|schrap|verwijderen van|wissen van) (u|alstublieft|aub|graag|alle|al|)
    .. (mijn|onze) .. (gegevens|adres|mailadres|emailadres|email|contactgegevens|naam|data)
(mijn|onze|al mijn) .. (gegevens|adres|mailadres|emailadres|contactgegevens|email|
    naam) .. (te verwijderen|verwijderen|te wissen|wissen|verwijderd|uit uw|uit jullie)
(mij|me|ons) .. (van|uit) .. (lijst|lijsten|mailinglijst|mailinglist|bestand|database|mailing|
    nieuwsbrief|adressenbestand|verzendlijst|maillijst|systeem|distributielijst) .. (halen|te
    halen|verwijderen|te verwijderen|afhalen|schrappen|af te halen|af|uit te schrijven)
(van|uit) (uw|jullie|je|de|deze) .. (lijst|mailinglijst|mailinglist|bestand|database|verzendlijst|
    maillijst) .. (halen|verwijderen|verwijderd|gehaald|schrappen|afgehaald|te worden|worden)
(schrijf|meld|schrijft|meldt) (u|) (mij|me|ons) .. (uit|af)
(wil|willen|wens|wensen|zou|zouden) .. (uitschrijven|afmelden|uitgeschreven|afgemeld|
    me uitschrijven|me afmelden|verwijderd worden|uitgeschreven worden)
(mij|me|ons) (aub|graag|direct|alsjeblieft|alstublieft|hierbij|svp|meteen|per direct|)
    (uitschrijven|afmelden|uit te schrijven|af te melden|uitgeschreven|afgemeld)
hoe (kan|meld|schrijf) (ik|wij|we) .. (uitschrijven|afmelden|af|uit)
(geen|nooit meer) (verdere|meer|nieuwe|ongevraagde|) (emails|email|mails|mail|berichten|mailtjes|
    reclame|post|nieuwsbrieven|contact|mailings|spam) (meer|van jullie|van u|te ontvangen|
    ontvangen|sturen|meer van|aub|svp|alsjeblieft|alstublieft|meer sturen|toesturen)
(geen|nooit) (verdere|ongevraagde) (emails|mails|berichten|mail|email|reclame|contact)
(wil|willen|wens|wensen|hoef|hoeven) (ik|wij|we|) .. (geen|niets|niet) .. (emails|mails|berichten|
    mail|email|mailtjes|reclame|van u ontvangen|van jullie ontvangen|meer ontvangen|benaderd
    worden|meer horen|gemaild worden|ontvangen|gecontacteerd)
(stuur|stuurt|mail|schrijf|benader|contacteer|mailt|benadert|val|contacteert) (u|) (mij|me|ons)
    .. (niet meer|nooit meer|niets meer|geen mails|geen emails|geen berichten|geen mail|
    geen reclame|niet langer|geen email|niet|niet meer lastig)
(niet meer|nooit meer|niet langer) .. (mailen|benaderen|contacteren|benaderd|gemaild|
    contact opnemen|schrijven|lastig|lastigvallen|aanschrijven|gecontacteerd|emailen)
(stop|stopt|hou|houd) (u|) (er mee|ermee|op|met|aub met|alstublieft met) .. (mailen|sturen|
    het sturen|mails|emails|berichten|spammen|spam|mij|deze|contact|$)
(maak|maken|teken) .. bezwaar .. (verwerking|gebruik|gegevens|marketing|tegen)
(trek|trekken) .. toestemming .. in
recht (op|van) (verwijdering|vergetelheid|bezwaar|wissing)
(laat|laten) (u|) (me|mij|ons) (met rust|gerust)
(zet|plaats) (mij|me|ons) .. (blacklist|bel me niet|niet mailen|blokkeerlijst)
""",
    command="""
^ (stop|stoppen|afmelden|uitschrijven|afmelding|uitschrijving|verwijderen|verwijder|
    niet meer mailen|afmelden graag|ophouden) $
""",
    unsubscribe_hint="""
(verwijder|verwijderen|wissen)
(gegevens|persoonsgegevens)
(ophouden|genoeg)
niet meer (mailen|schrijven|benaderen|ontvangen)
geen (mails|emails|mail) meer
met rust
afmelden
uitschrijven
afgemeld
uitgeschreven
(nooit|niet) (aangemeld|ingeschreven)
mailinglijst
(zonder|geen) .. toestemming
""",
    footer="""
(als|indien|wanneer|mocht) (u|je|jullie) .. (geen|niet|niets) (verdere|meer|langer|) .. (emails|
    mails|berichten|ontvangen|wilt|wil|wenst|horen|mail)
(als|indien|wanneer|mocht|wilt|wil) (u|je) .. (afmelden|uitschrijven)
(om|klik) .. (af te melden|uit te schrijven|afmelden|uitschrijven)
(u|je) (kunt|kan) .. (afmelden|uitschrijven)
(antwoord|reageer|beantwoord) (met|dan met|) .. (stop|afmelden|uitschrijven|unsubscribe|nee)
(afmelden|uitschrijven) (<url>|hier|kan|via|klik)
(u|je) ontvangt (deze|dit)
(klanten|gebruikers|mensen|ontvangers) .. (afmelden|uitschrijven)
""",
    harmless="""
geen (probleem|problemen|enkel probleem|haast|zorgen|punt|moeite|bezwaar|verplichting|
    verplichtingen|dank|stress|verdere vragen)
niet (erg|verkeerd|slecht|alleen|later dan|aarzelen|te laat|gek|vergeten|oninteressant)
(aarzel|twijfel) niet
(waarom|wrom) niet
(heeft|heb|hebben|bent|ben|zijn|zou|zouden) (u|je|jullie) .. (interesse|geïnteresseerd)
(als|indien|mocht|of) (u|je|jullie) .. (interesse|geïnteresseerd)
(uw|je|jullie|bedankt voor uw|de) interesse
niets te verliezen
(zo|indien) niet
verwijder (mij|me) niet
(kan|kunnen) niet wachten
maak je geen
""",
    positive="""
(heb|hebben|hebben wij|zou|ja|zeker|wel|veel|zeer) .. interesse
(ben|zijn|zeer|erg|zeker|wel|zou|heel) .. geïnteresseerd
^ (geïnteresseerd|heel interessant|zeer interessant|erg interessant|graag|heel graag|ja graag|
    zeker graag|prima|ja hoor) $
(dat|dit|het) (interesseert|interesseren) (me|mij|ons)
(klinkt|lijkt|ziet) .. (interessant|goed|leuk|veelbelovend|prima|geweldig|top|handig|nuttig|super|
    perfect|goed uit|fijn|wat)
(heel|zeer|erg|best|super) interessant
(wil|willen|zou|zouden|zullen) (ik|wij|we|) (hier|er|je|u|jullie|het|dit|daar|) (graag|wel|
    heel graag|erg graag) .. (meer|weten|horen|praten|bellen|kennismaken|afspreken|spreken|zien|
    demo|offerte|afspraak|ontvangen|bespreken|proberen|over hebben|verder)
(graag) (meer|een afspraak|een keer|even|bellen|informatie|contact|kennismaken|horen|ontvang|
    ontvangen|plannen|een gesprek|een demo|een offerte|wil|zou)
(stuur|stuurt|mail|geef|laat|doe) (u|) (me|mij|ons) (maar|gerust|graag|even|alvast|) ..
    (informatie|info|voorstel|offerte|beschikbaarheid|data|meer|tijden|prijzen|brochure|link|
    presentatie|details|datum|documentatie|prijslijst|voorbeelden|weten wanneer)
(kunnen|kan|zullen) (we|wij) .. bellen
(kun|kunt|kan|kunnen|zou|wil|wilt) (je|u|jullie|we|wij) .. (informatie sturen|meer vertellen|
    afspreken|mailen|praten|info sturen|kennismaken|een afspraak|toesturen|langskomen|een offerte|
    terugbellen|overleggen|inplannen|uitleggen hoe)
(laten we|zullen we) .. (bellen|praten|afspreken|afspraak|inplannen|plannen|een keer|kennismaken|
    doen|spreken|overleggen|gesprek|videocall)
(wanneer|hoe laat|welke dag) (kunnen|kan|schikt|ben|bent|heb|heeft|zou|zijn|past|komt) (we|je|u|
    het|jullie|wij|jou)
(komt|past|schikt|uitkomt) (mij|me|ons|goed|prima|het|bij mij|uitstekend)
(past|komt|schikt|uitkomt) .. (prima|goed|uitstekend|perfect|uit)
(vertel|vertelt) (me|mij|ons|eens|u|) .. (meer|hoe)
(precies|exact|juist) (wat|waar) (we|wij|ik) .. (zoeken|nodig|zochten|zoek|op zoek|zocht|naar)
(zijn|ben) (juist|net|precies|momenteel|op dit moment|) op zoek naar
(ik|wij|we) (doe|doen) (graag|) mee
(kijk|kijken|zie|zien) (er|) .. (naar uit|uit naar|tegemoet)
(maken|maak|plannen|plan|zet|prik|prikken) .. (afspraak|datum|gesprek|moment|meeting)
(ben|heb|ik ben|ik heb) .. (beschikbaar|tijd|vrij) .. (donderdag|maandag|dinsdag|woensdag|vrijdag|
    morgen|week|om|vanaf|na|tussen|)
(donderdag|maandag|dinsdag|woensdag|vrijdag|morgen) (is|past|kan|komt|schikt) .. (goed|prima|mij|
    perfect|me|uit|uitstekend)
(goede|perfecte) timing
(hier|dit) is mijn (agenda|kalender|beschikbaarheid)
""",
    invite="""
(bel|belt|app|telefoneer) (u|) (me|mij|ons) (maar|gerust|even|morgen|graag|op|)
(kunt|kun|mag|kan|zou|wilt|wil) (u|je) (mij|me|ons|) .. (bellen|bereiken|terugbellen)
(kom|komt) (u|) (gerust|even|maar|eens|graag|een keer|) .. langs
mijn (nummer|mobiel|telefoonnummer|mobiele nummer|rechtstreekse)
bereikbaar op (mijn|het|nummer|0)
""",
    positive_hint="""
interesse
geïnteresseerd
interessant
ja
graag
prima
meer (informatie|info)
offerte
""",
    negative="""
(geen|weinig|nul) (directe|verdere|enkele|concrete|) (interesse|behoefte|belangstelling|budget|
    noodzaak|gebruik|nood)
(niet|niet meer) (echt|erg|bijzonder|zo|verder|momenteel|op dit moment|langer|direct|heel|meer|)
    (geïnteresseerd|interessant|relevant|nodig|van toepassing|van belang|benodigd|op zoek|
    aan de orde)
(interesseert|interesseren) (me|mij|ons) (helemaal|echt|totaal|) (niet|niks|niets)
(nee|neen) (bedankt|dank je|dank u|dankjewel|dank|dankuwel|hoor|geen|liever niet|we|wij|ik|helaas)
(bedankt|dank|dank je|dank u|dankjewel) maar (nee|geen|niet|nee bedankt|we|wij|ik) (bedankt|dank|
    interesse|hebben|heb|zijn|)
(hebben|heb|werken|werk|zijn|gebruiken|maken) (we|wij|ik|hier|hiervoor|daar|daarvoor|) (al|reeds|
    momenteel al) .. (een|met|partner|voorzien|bureau|leverancier|iemand|gebruik|tevreden|jaren|
    eigen|oplossing|systeem|onze|partij|ons|aanbieder)
(zijn|ben) .. (al|reeds|goed|ruim|voldoende|prima) .. (voorzien|geholpen|bediend|tevreden)
(doen|regelen|doe|verzorgen|lossen|pakken) (we|wij|ik|dit|dat|alles) .. (zelf|intern|
    in eigen beheer|in huis)
(niet|niets|geen) nodig
(hebben|heb) .. niet nodig
(past|sluit) .. niet (bij ons|aan|bij mij|binnen|)
(zien|zie) (we|wij|ik) .. (van af|vanaf|geen meerwaarde|af)
(moet|moeten|willen|wil|gaan|ga|zal) (ik|we|wij|) .. (bedanken|afwijzen|afslaan|afzien|passen|
    weigeren)
(slaan|sla|wijzen|wijs) .. (af|over)
(tijdverspilling|verspil|verspilling)
(voor een|met een) (ander|andere) .. (gekozen|in zee)
(gekozen|besloten) .. (ander|andere|niet|anders)
(tevreden|blij|content) (over|met) .. (huidige|leverancier|bureau|onze|partner|partij)
(bedrijf|zaak|winkel|onderneming) .. (gestopt|gesloten|opgeheven|beëindigd)
niet (voor ons|voor mij|iets voor ons|weggelegd|van plan|aan ons besteed|ons ding)
(niets|niks) voor (ons|mij)
(er|we|wij) .. (niet|geen) op zoek
""",
    negative_hint="""
^ nee $
helaas
te duur
neen
""",
    neutral="""
(kom|komen|kom ik|komen we) (hier|er|hierop|erop|daar|daarop|bij|) .. (op terug|terug|bij u terug|
    bij je terug|nog)
(neem|nemen|nemen we|neem ik) .. contact .. (op|met)
(laat|laten) (het|ik|we|je|u|wij|jullie|hierover|iets|) .. weten
(overleg|overleggen|bespreek|bespreken|bekijk|bekijken|kijk|denk|denken|leg|leggen|vraag|stem|
    check|lees) (ik|we|wij|dit|het|er|even|dat|eerst|intern|hier|met) .. (intern|dit|over|na|met|
    door|naar|eerst|even|voor|het|af|collega|partner|team|mijn)
(moet|wil|moeten|willen|ga|zal|gaan) (ik|we|wij|) (dit|het|hier|er|even|eerst|nog|dat|erover) ..
    (overleggen|bespreken|bekijken|nadenken|denken|doorlezen|navragen|kijken|afstemmen|voorleggen|
    beslissen|doorsturen)
(nu|op dit moment|momenteel|voorlopig|vooralsnog|voor nu|vandaag|dit jaar) (even|helaas|nog|) niet
niet (nu|op dit moment|momenteel|voorlopig|vandaag|dit jaar|dit kwartaal)
nog niet
(geen|niet het|niet een) (goed|juiste|beste) moment
(later|volgend jaar|volgende maand|volgend kwartaal|in het voorjaar|in het najaar|na de zomer|
    over een paar|na de vakantie|over enkele|een andere keer|over een half|begin|
    eind) .. (opnieuw|nog eens|nog een keer|weer|terug|contact|mailen|bellen|keer|eens|)
(opnieuw|nog eens|nogmaals|weer) .. (contact|mailen|proberen|bellen|benaderen|terug)
(mail|bel|benader|probeer|vraag|neem|contacteer|kom|stuur) (me|mij|ons|het|dan|contact|er|) ..
    (maand|maanden|jaar|weken|voorjaar|zomer|najaar|herfst|winter|kwartaal|januari|februari|maart|
    april|mei|juni|juli|augustus|september|oktober|november|december|vakantie|later)
(wat|hoeveel) (kost|kosten|zijn de kosten|is de prijs|zijn jullie|gaat dat|zijn uw)
(wie|wat) (bent|ben|is|zijn) (u|je|jullie|dit|de prijs|de prijzen|de kosten|uw tarieven|
    jullie tarieven)
(wat|waar) (doen|bieden|gaat|doet|houdt|biedt) (jullie|u|je|het|dit) .. (precies|over|aan|in|)
(heb|hebben|is|zal|ik) (het|dit|uw|je|) .. (doorgestuurd|doorgegeven|ontvangen|genoteerd|
    doorsturen|doorgezet)
(stuur|geef|speel|zet) .. door
(ontvangen|genoteerd|begrepen|duidelijk) (dank|bedankt|dank je|dank u|$)
(te|erg|heel|nogal|momenteel) druk
(hebben|heeft|werken|werkt|kunnen|kan|bieden|koppelt|heb) (jullie|u|het|je|dit) .. (ook|met|
    referenties|ervaring|uitleggen|prijslijst|klanten|voorbeelden)
""",
    out_of_office="""
(ben|zijn|is|was) (ik|wij|we|momenteel|tot|van|vanaf|op dit moment|tijdelijk|vandaag|) ..
    (afwezig|met vakantie|op vakantie|niet op kantoor|met verlof|niet aanwezig|
    met zwangerschapsverlof|niet bereikbaar|beperkt bereikbaar|gesloten|niet in de gelegenheid|op
    zakenreis|buiten kantoor)
(afwezig|afwezigheid|afwezigheidsbericht|afwezigheidsmelding|afwezigheidsassistent)
(met|op) (vakantie|verlof|zwangerschapsverlof|ouderschapsverlof|zakenreis|ziekteverlof)
(niet|weer|pas|terug|buiten) (op|) (kantoor|het kantoor)
(beperkt|geen|niet) .. (toegang tot|bereikbaar|bereikbaar per)
(vanaf|op|per|na) .. (ben ik|weer|terug) .. (bereikbaar|aanwezig|terug|op kantoor)
(na|bij) mijn (terugkomst|terugkeer|vakantie)
(kantoor|bedrijf|winkel|praktijk) .. gesloten .. (tot|van|wegens|tussen)
(wordt|worden) niet (gelezen|doorgestuurd)
""",
    auto="""
(automatisch|automatische|geautomatiseerd|geautomatiseerde) (antwoord|bericht|reactie|
    beantwoording|gegenereerd|gegenereerde|email|mail|ontvangstbevestiging|melding|verzonden|
    verstuurd|bevestiging|notificatie)
(antwoord|reageer|beantwoord|beantwoorden|reageren|antwoorden) .. niet (op|) (deze|dit) (email|
    mail|bericht|adres|emailadres)
(niet|gelieve niet) (op|te|) (dit|deze) (bericht|email|mail) (te|) (antwoorden|beantwoorden|
    reageren)
(hebben|is) (uw|je) (bericht|vraag|email|mail|aanvraag|verzoek) .. (ontvangen|geregistreerd|
    in behandeling|in goede orde)
(uw|je) (bericht|vraag|aanvraag|verzoek|email|mail) (is|wordt) .. (ontvangen|geregistreerd|
    behandeling|behandeld)
(ticketnummer|zaaknummer|referentienummer|ontvangstbevestiging|meldingsnummer|dossiernummer)
ticket (nummer|nr)
(wordt|worden|nemen|reageren|antwoorden|streven) .. (zo snel mogelijk|binnen|spoedig|
    zo spoedig mogelijk) .. (contact|behandeld|beantwoord|dagen|uur|werkdagen|werkdag|mogelijk|op|
    )
(postvak|mailbox|adres|emailadres|inbox) wordt niet .. (gelezen|gemonitord|beheerd|bekeken|
    uitgelezen)
""",
    wrong_person="""
(niet|niet meer) (de|het|uw|jullie) (juiste|goede|aangewezen|geschikte) (persoon|contactpersoon|
    contact|adres|afdeling|aanspreekpunt|man|vrouw)
(verkeerde|foute|onjuiste) (persoon|contactpersoon|adres|afdeling|contact|emailadres|bedrijf)
(niet|niet meer) (verantwoordelijk|bevoegd|degene|mijn afdeling|mijn verantwoordelijkheid|
    mijn taak|mijn pakkie|mijn vakgebied|mijn gebied|mijn werkgebied|mijn beslissing)
(ga|gaan|beslis|doe) (ik|wij|) .. niet (over|meer over)
(ga|beslis) (hier|er|daar) (niet|niet meer) over
(hier|daar|er) .. niet over
(werkt|werk|is|ben) .. niet (meer|langer) .. (bij ons|hier|werkzaam|in dienst|voor ons|bij|voor|
    verbonden|actief|op deze)
niet (meer|langer) (werkzaam|in dienst|bij ons|hier|verbonden|in functie)
(heeft|heb) (ons|het|de|onze) (bedrijf|organisatie|kantoor|team|zaak|dienst) .. verlaten
(uit dienst|vertrokken bij)
(is|met) (pensioen|gepensioneerd|overleden)
(kun|kunt|kan) (je|u) (beter|het beste|het best|beste) .. (mailen|contact|bellen|terecht|richten|
    benaderen|wenden|vragen)
(je|u) (moet|dient|zou|kunt) .. (bij|aan|met) (mijn|onze|mevrouw|meneer|de heer|collega) .. (zijn|
    richten|wenden|hebben|mailen|opnemen|terecht)
(verantwoordelijk|verantwoordelijke|contactpersoon|aanspreekpunt|juiste persoon) .. (is|zijn)
    (mijn|onze|de heer|mevrouw|meneer|collega)
(is|zijn) .. (hiervoor|hierover|daarvoor|daarover) (verantwoordelijk|de juiste|gaat|
    het aanspreekpunt)
(gaat|beslist) (hierover|daarover|hier over|daar over|erover)
(dat|dit) (doet|regelt|behandelt|beslist) (mijn|onze|mevrouw|meneer|een|de)
""",
    wrong_person_hint="""
(neem|mail|contacteer|schrijf|vraag|bel) .. (contact op met|naar|met|aan) .. (collega|<address>|
    mevrouw|meneer|de heer)
mijn collega
(mailen|contact) (met|naar|opnemen met) <address>
""",
    mailing="""
(mails|emails|mailtjes|berichten|lijst|mailinglijst|nieuwsbrief|reclame|gegevens|spam|bestand)
""",
    doubt="""
^ (oh|ach|nou|goh|tja|jaja|ja ja|jaha) (ja|leuk|geweldig|wat|fijn|super|hoor|jee|nee|goed)
(weer|nog) (een|zo'n|zo n|eentje) (mail|mailtje|reclame|spam|verkoper|verkooppraatje|bericht|
    verkoopmail)
(haha|hahaha|lol|hihi)
(avg|gdpr|privacy|autoriteit persoonsgegevens|advocaat|klacht|spam|illegaal|stalking|oplichting|
    aangifte|melding maken|ongevraagd|ongevraagde|schandalig|schande|juridisch|juridische|acm)
(hoe|waar|waarvandaan) (kom|komt|komen|heeft|heb|hebben) (u|je|jullie) .. (adres|mailadres|
    emailadres|gegevens|email|naam|contactgegevens|vandaan)
(misschien|wellicht|mogelijk|mogelijks|eventueel|hangt ervan af|hangt er van af|ligt eraan|tenzij|
    mits|weet niet of|niet zeker|in theorie|zou kunnen|wie weet)
(als|indien) (u|je|jullie|het|dit|de|jij) .. (betaalt|kunt|kan|is|zijn|betalen|bewijst|garandeert|
    betaal|echt)
(grap|grapje|ironie|grappig|sarcasme|droom|dromen|mop)
(precies|net|juist) wat (ik|we|wij) .. (nodig had|nodig hadden|miste|misten)
(daar|hier) .. (op te wachten|op gewacht|zat ik|zaten we)
(niets|niks) (beters|anders) te doen
(robot|een bot|chatgpt|kunstmatige intelligentie|een ai)
(idioot|stom|rotzooi|irritant|vervelend|onzin|troep|zat|beu|rot|hinderlijk)
(al|reeds) (gezegd|geantwoord|gevraagd|aangegeven|gemeld)
""",
    negators="niet geen nooit zonder noch niets niks niemand nergens nauwelijks amper",
    contrasts="maar echter hoewel toch tenzij helaas alleen",
    polite="""
alsjeblieft alstublieft aub svp bedankt dank je u graag hallo hoi beste geachte dag mevrouw meneer
heer en ok a b gelieve direct nu
""",
)
