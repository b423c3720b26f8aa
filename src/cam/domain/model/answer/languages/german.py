"""German."""

from cam.domain.model.answer.phrases import Phrases

GERMAN = Phrases(
    unsubscribe="""
von (weiteren|weiterer|künftigen|zukünftigen) (zusendungen|zusendung|mailings|anschreiben|
    schreiben|angeboten|werbemails) .. (absehen|abzusehen|abstand|verschonen)
(nicht mehr|nichts mehr|keine mehr) .. (senden|schicken|zusenden|zuschicken|zu senden|zu schicken|
    mailen|kontaktieren)
(nehmt|nimm|nehmen sie) mich .. (raus|heraus) .. (aus|)
(fordere|fordern|bitte|bitten|verlange|verlangen|ersuche) .. (löschung|zu löschen|löschen|
    sperrung|unterlassung|unterlassen) .. (daten|adresse|zusendung|kontaktdaten|)
(hören|hör|hört) (sie|) .. (auf|damit) .. (auf|mails|schreiben|senden|schicken|belästigen)
(nehmen|nimm) (sie|) .. (adresse|emailadresse|mailadresse|mail) .. (aus|von|raus)
(will|möchte|wollen|möchten) .. (nicht mehr|keine weiteren|keine) .. (angemailt|kontaktiert|
    angeschrieben|mails|emails|newsletter|werbung|nachrichten) .. (werden|bekommen|erhalten|)
(raus|runter|weg) (aus|von) (dem|ihrem|der|ihrer|eurer) .. (verteiler|liste)
(bitte|) (aus|vom) (dem|ihrem|eurem|) (verteiler|newsletter) (löschen|nehmen|streichen|entfernen|
    austragen|abmelden)
(nehmen|streichen|entfernen|löschen|werfen|tragen|schmeißen) sie (mich|uns|meine|unsere|diese) ..
    (aus|von|vom)
(nimm|streich|streiche|entferne|lösche|lösch|nehmt|streicht|löscht|entfernt) (mich|uns|meine|
    unsere|diese) .. (aus|von|vom)
(mich|uns|meine|unsere|diese) .. (aus|von|vom) .. (verteiler|verteilerliste|verteilern|liste|
    listen|mailingliste|datenbank|newsletter|emailliste|mailliste|adressliste|kartei|
    adressdatenbank|mailverteiler|emailverteiler|kontaktliste|versandliste|crm) .. (nehmen|
    streichen|löschen|entfernen|austragen|zu nehmen|zu löschen|zu streichen|zu entfernen|
    herausnehmen|rausnehmen|entfernt|gelöscht|genommen|gestrichen)
(aus|von|vom) .. (verteiler|verteilerliste|liste|mailingliste|datenbank|newsletter|emailliste|
    adressliste|system) .. (nehmen|streichen|löschen|entfernen|austragen|herausnehmen|rausnehmen|
    genommen|gelöscht|gestrichen|entfernt) .. (werden|)
^ aus (dem|ihrem|eurem|deinem) .. verteiler .. (nehmen|streichen|löschen|entfernen|austragen)
(lösche|löschen|entfernen|entferne|löscht|streichen) (sie|) .. (meine|unsere|alle meine|alle|
    sämtliche|unsere) .. (daten|adresse|email|emailadresse|mailadresse|kontaktdaten|emailadressen|
    adressen|angaben|kontakt)
(meine|unsere|alle|sämtliche) .. (daten|adresse|email|emailadresse|mailadresse|kontaktdaten) ..
    (löschen|zu löschen|entfernen|zu entfernen|gelöscht|sperren|zu sperren)
(löschung|sperrung) .. (meiner|unserer|aller|sämtlicher) .. (daten|adresse|emailadresse|
    mailadresse|kontaktdaten)
(keine|keinerlei) (weiteren|weitere|mehr|unaufgeforderten) (emails|email|mails|mail|nachrichten|
    werbung|newsletter|werbemails|zuschriften|kontaktaufnahme|kontaktaufnahmen|anfragen|
    werbeemails|angebote|kontaktversuche|schreiben|akquise)
(keine|keinerlei) .. (emails|email|mails|mail|nachrichten|werbung|newsletter|werbemails|angebote|
    post|zuschriften) mehr
(bitte|möchte|möchten|will|wollen|wünsche|wünschen|wünsch) .. (keine|keinerlei) .. (emails|mails|
    nachrichten|werbung|newsletter|werbemails|kontaktaufnahme|werbeemails|kaltakquise)
^ (keine|keinerlei) (werbung|werbemails|newsletter|kontaktaufnahme)
(schicken|senden) sie (mir|uns) .. (nichts|keine|nie) .. (mehr|wieder|emails|mails|werbung|
    nachrichten|)
(schick|schickt|sende|sendet) (mir|uns) .. (nichts mehr|keine mails|keine emails|keine werbung|
    nie wieder|keine)
(schreiben|kontaktieren|mailen|belästigen|behelligen) sie (mich|mir|uns) .. (nicht mehr|
    nie wieder|nicht wieder|nicht weiter|nie mehr|nicht noch|nicht)
(schreib|schreibt|kontaktiere|kontaktiert|mail) (mich|mir|uns) .. (nicht mehr|nie wieder|
    nicht wieder|nie mehr|nicht)
(mich|mir|uns) .. (nicht mehr|nie wieder|nie mehr|nicht weiter|künftig nicht|nicht noch einmal)
    .. (kontaktieren|anschreiben|schreiben|anmailen|mailen|belästigen|zu kontaktieren|
    zu schreiben|anzuschreiben|kontaktiert|angeschrieben|zu belästigen|behelligen)
(nicht mehr|nie wieder|nie mehr|nicht weiter) .. (kontaktiert|angeschrieben|belästigt|behelligt)
    .. werden
(möchte|möchten|will|wollen|würde|würden) (ich|wir|) (mich|uns) .. (abmelden|austragen)
(möchte|möchten|will|wollen|würde|würden) (ich|wir|) (ihren|ihre|den|diesen|diese|euren|die|das)
    .. (newsletter|mails|emails|nachrichten|zusendungen|werbung) .. (abbestellen|abmelden|stoppen)
(wie|wo) (kann|melde|bestelle|trage) (ich|man) .. (abmelden|abbestellen|austragen|ab|aus)
(melden|tragen|bestellen) sie (mich|uns) .. (ab|aus)
(melde|trag|trage) (mich|uns) .. (ab|aus)
(mich|uns) (bitte|sofort|umgehend|) (abmelden|austragen|abzumelden|auszutragen)
(newsletter|mails|emails|nachrichten|mailings) .. (abbestellen|abbestelle|abzubestellen)
(hören|hör|hört) (sie|) .. auf .. (mir|uns|mich|damit|zu schreiben|mit)
unterlassen sie .. (es|jede|jegliche|weitere|künftig|die|das|diese|solche|in zukunft|zukünftig|
    bitte)
(widerspreche|widersprechen|widerspruch) .. (nutzung|verarbeitung|verwendung|werbung|daten|
    speicherung|zusendung|kontaktaufnahme|direktwerbung|werbenutzung)
(widerrufe|widerrufen) .. (einwilligung|zustimmung)
lassen sie (mich|uns) .. (in ruhe|in frieden)
lass (mich|uns) .. in ruhe
(stoppen|beenden) sie .. (mails|emails|nachrichten|zusendung|werbung|das|dies|diese|
    kontaktaufnahme|zuschriften|spam)
(sperren|sperre|blockieren) (sie|) .. (mich|meine|uns|unsere|diese)
auf (ihre|die|eine) (sperrliste|blacklist|robinsonliste|sperrlisten)
(möchte|möchten|will|wollen) (ich|wir|) (von ihnen|von euch|) (nichts|nicht|keine) (mehr|) ..
    (von ihnen hören|kontaktiert werden|angeschrieben werden|hören|mehr von ihnen|weiter|
    mehr erhalten|mehr bekommen|weitere|zugeschickt)
(möchte|möchten|will|wollen) .. (nicht mehr|nichts mehr) .. (kontaktiert|angeschrieben|hören|
    bekommen|erhalten|lesen|belästigt|von ihnen|beworben)
(nehmen|nimm|nehmt) (sie|) (mich|uns) .. (da|hier|wieder|bitte|sofort) (raus|heraus)
von (weiteren|weiterer|künftigen|zukünftigen) (emails|mails|nachrichten|kontaktaufnahmen|anfragen|
    kontaktaufnahme|zuschriften|werbung) .. (absehen|abzusehen|abstand|verschonen)
(verschonen|verschone|verschont) (sie|) (mich|uns)
""",
    command="""
kein interesse .. (austragen|abmelden|löschen) $
^ (stop|stopp|abmelden|abmeldung|austragen|abbestellen|abbestellung|löschen|löschung|austragung|
    widerspruch|abmelden bitte|nicht mehr schreiben|kein spam) $
""",
    unsubscribe_hint="""
löschen
gelöscht
in ruhe
aufhören
keine weiteren
genug
personenbezogenen daten
nicht mehr .. (schreiben|mailen|anschreiben)
abmelden
abbestellen
austragen
abmeldung
(meine|unsere) daten
verteiler
nicht angemeldet
nie angemeldet
(keine|ohne) .. (einwilligung|zustimmung)
keine (mails|emails|werbung)
""",
    footer="""
(wenn|falls|sollten|sofern|möchten|wollen) (sie|du|ihr) .. (keine|keinerlei|nicht|nicht mehr|
    nichts) (weiteren|weitere|mehr|) .. (emails|mails|nachrichten|newsletter|erhalten|hören|
    wünschen|möchten|wollen|wollt|möchtest|angeschrieben|kontaktiert)
(wenn|falls|sollten|sofern) (sie|du|ihr) (sich|dich|euch|) .. (abmelden|abbestellen|austragen)
(hier|jederzeit|einfach) .. (abmelden|abbestellen|austragen)
(abmelden|abbestellen|austragen|abmeldung|abbestellung) (<url>|unter|über|hier|jederzeit)
(sie|du) (können|kannst) .. (abmelden|abbestellen|austragen)
(antworten|antworte|schreiben) (sie|) .. (stop|stopp|abmelden|unsubscribe|abmeldung|nein)
(zum|um sich|zur) .. (abmelden|abzumelden|abbestellen|abzubestellen|abmeldung) .. (klicken|<url>|
    hier|antworten)
(sie|du) (erhalten|erhältst|bekommen) diese
(kunden|nutzer|leute|empfänger|abonnenten|leser) .. (abmelden|abbestellen|abgemeldet)
""",
    harmless="""
(kein|keine|keinen) (problem|probleme|sorge|sorgen|frage|thema|eile|stress|umstände|ding|hektik|
    weiteren fragen|weitere fragen|einwände|einwand|zweifel)
nicht (schlecht|uninteressant|nur|später als|verkehrt|übel|abgeneigt|vergessen|unbedingt|
    falsch verstehen|weiter schlimm|schlimm|zuletzt)
(nicht|keine) (zögern|scheuen|scheu)
zögern sie nicht
(warum|wieso) (eigentlich|) nicht
nichts (dagegen|einzuwenden|im weg|zu verlieren)
(haben|hätten|sind|wären|habt|hast) (sie|ihr|du) .. (interesse|interessiert)
(falls|wenn|ob|sofern) (sie|bei ihnen|ihrerseits|du|ihr) .. (interesse|interessiert)
bei interesse
im interesse
(ihr|für ihr|vielen dank für ihr|danke für ihr|ihrem) interesse
(löschen|streichen|entfernen|nehmen) sie mich .. nicht
aus dem (cc|verteiler dieser mail)
(lösche|löschen|entferne|entfernen) mich nicht
wenn es ihnen nichts ausmacht
(ohne|keine) (verpflichtung|verpflichtungen|risiko)
(wenn|falls) nicht
keine (zeit|mühe) (verlieren|scheuen)
danke für (den|ihren) anruf
""",
    positive="""
(haben|habe|hätte|hätten|besteht|bestünde|wir|ja|ich|es) .. interesse
(großes|durchaus|grundsätzlich|generell|sehr|starkes|echtes|prinzipiell|auf jeden fall|gerne)
    interesse
(bin|sind|wäre|wären|sehr|durchaus) (sehr|durchaus|grundsätzlich|auf jeden fall|generell|
    prinzipiell|stark|wirklich|auch|) interessiert
(das|ihr angebot|es|dies|thema) interessiert (mich|uns)
interessiert (mich|uns) (sehr|)
(würde|würden) (mich|uns) .. interessieren
(klingt|hört sich|liest sich|klänge|sieht) .. (interessant|gut|spannend|super|toll|
    vielversprechend|klasse|prima|hervorragend|perfekt|sinnvoll|passend|nützlich|gut an|spannend
    an|interessant an|gut aus)
(finde|fände|finden|fänden) (ich|wir|das|es) .. (interessant|gut|spannend|super|toll|sinnvoll|
    klasse|prima)
(sehr|ganz|wirklich|äußerst) (interessant|spannend|vielversprechend)
(interessantes|spannendes|gutes|tolles) (angebot|thema|konzept|produkt)
^ (gern|gerne|sehr gern|sehr gerne|ja gern|ja gerne|ja bitte|aber gerne|klar gerne|liebend gern)
(ja|sehr) (gern|gerne|bitte)
(gern|gerne) (können|könnten|telefonieren|mehr|einen|ein|am|nächste|morgen|sprechen|erfahren|
    würde|würden|kennenlernen|nehme|nehmen|per|auch|mal|treffen|über|darüber|ausprobieren|testen|
    sehen|anschauen|unterhalten|austauschen|weitere|nähere)
(würde|würden|möchte|möchten|will|wollen) (ich|wir|) (mich|uns|) (gern|gerne|sehr gerne|) ..
    (mehr erfahren|mehr wissen|kennenlernen|mehr darüber|mehr hören|ausprobieren|testen|anschauen|
    ansehen|austauschen|telefonieren|sprechen|treffen|einen termin|ein angebot|eine demo)
(lassen sie|lass|lasst) uns .. (sprechen|telefonieren|treffen|reden|austauschen|kennenlernen|
    zusammensetzen|machen|vereinbaren|verabreden|anfangen|loslegen)
(schicken|senden|schick|sende|schickt|mailen|nennen|machen|geben|übersenden|unterbreiten|zeigen)
    (sie|) (mir|uns) .. (info|infos|informationen|unterlagen|details|angebot|termin|termine|
    terminvorschläge|terminvorschlag|material|vorschläge|mehr|broschüre|link|näheres|preisliste|
    preise|präsentation|beispiele|referenzen|konditionen|zeitfenster)
(freue mich|freuen uns|freu mich) .. auf .. (gespräch|austausch|anruf|termin|infos|telefonat|
    angebot|informationen|kennenlernen|demo)
(können|könnten|wollen|sollen|sollten) wir .. (telefonieren|sprechen|treffen|reden|austauschen|
    zusammensetzen|vereinbaren|loslegen|starten|kennenlernen)
wann (hätten|haben|können|passt|wären|hätte|würde|könnten|sind|wollen) .. (sie|zeit|ihnen|wir|es|
    du|dir)
(passt|passen|passte|ginge|geht) (mir|uns|gut|bei mir|bei uns|es mir|es uns|bestens|hervorragend|
    perfekt)
(vereinbaren|machen|ausmachen|finden|verabreden) .. termin
(vereinbaren|machen|finden) wir
(erzählen|erzähl|berichten) (sie|) (mir|uns|) .. (mehr|darüber|davon)
(bin|sind|wäre|wären) (ich|wir|) .. dabei
genau das .. (brauchen|suchen|gesucht|brauche|suche|richtige)
(suchen|suche|brauchen|brauche|bräuchten) (wir|ich|gerade|aktuell|genau|schon|derzeit|dringend)
    .. (so etwas|sowas|genau|unterstützung|hilfe|lösung|jemanden|partner|agentur)
(bin|sind) .. (neugierig|gespannt) (auf|geworden|)
(habe|hätte|haben|hätten) (am|nächste|morgen|diese|nächsten|donnerstag|montag|dienstag|mittwoch|
    freitag|übermorgen) .. zeit
""",
    invite="""
(rufen|klingeln) sie (mich|uns|doch|gerne|bitte|einfach|mal|) .. (an|durch)
(ruf|rufe|ruft) (mich|uns|doch|gerne|bitte|einfach) .. (an|durch)
(melden|meld|melde) (sie|) (sich|dich) (doch|bitte|gerne|einfach|) (bei mir|bei uns|telefonisch|
    am|morgen|nächste|per telefon|unter|kurz)
(erreichen|erreichst) (sie|du|) .. (mich|uns) .. (unter|telefonisch|auf|am|mobil)
(mich|uns) .. (unter|telefonisch|mobil) .. erreichen
(kommen|schauen|komm|schau) (sie|) .. vorbei
meine (nummer|handynummer|durchwahl|telefonnummer|mobilnummer|rufnummer)
(mich|uns) .. anrufen
""",
    positive_hint="""
interesse
interessiert
interessant
spannend
gern
gerne
ja
warum nicht
(mehr|weitere|nähere) (infos|informationen|details)
neugierig
angebot
""",
    negative="""
mit (unserem|unserer|dem|der|meinem|unseren) .. (zufrieden|glücklich|happy)
(nicht|nichts) (wechseln|ändern|zu ändern|wechselwillig)
(partner|agentur|anbieter|dienstleister|lieferanten) .. (sehr|) zufrieden
(kein|keinen|keine|keinerlei|ohne|null|wenig) (großes|weiteres|aktuelles|grundsätzliches|akutes|
    aktuellen|konkreten|weiteren|wirkliches|derartiges|) (interesse|bedarf|verwendung|budget|
    notwendigkeit|zusammenarbeit|gebrauch|unterstützung|hilfe|verwendungszweck|dienstleister|
    bedürfnis|dienstleistung|agentur)
(nicht|net) (mehr|weiter|wirklich|besonders|sonderlich|aktuell|derzeit|momentan|an ihrem angebot|
    daran|so|sehr|zurzeit|im geringsten|grundsätzlich|) (interessiert|interessant|relevant|von
    interesse)
uninteressant
desinteresse
(nein|nö|nee) (danke|vielen dank|besten dank|kein|leider nicht|lieber nicht|wir|ich|das)
(danke|vielen dank|besten dank|herzlichen dank) (aber|) (nein|kein|nein danke|wir sind versorgt|
    wir haben schon|wir haben bereits|nicht)
interessiert (mich|uns) (leider|wirklich|überhaupt|gar|derzeit|aktuell|absolut|) nicht
(haben|hat|habe) (hierfür|dafür|dazu|da|für|) (bereits|schon|längst) (eine|einen|ein|unsere|
    unseren|jemanden|genug|genügend|entsprechende|langjährige|feste|festen|seit|alles|intern|
    andere|mehrere|partner|eigene)
(arbeiten|arbeite|kooperieren) (hier|da|dafür|) (bereits|schon|seit|erfolgreich|fest|exklusiv|gut|
    mit) .. (mit|zusammen|partner|agentur|anbieter|dienstleister)
(sind|bin|bestens|gut) .. (versorgt|aufgestellt|abgedeckt|ausgestattet|bedient|zufrieden|
    eingedeckt|ausgelastet)
(machen|erledigen|lösen|decken|betreuen|übernehmen) (wir|das|dies) .. (selbst|selber|intern|
    inhouse|hausintern|im haus)
(brauchen|benötigen|brauche|benötige) (wir|ich|das|dies|so|etwas) .. (nicht|nichts)
(brauche|benötige|brauchen|benötigen) (wir|ich|das|hier|da|derzeit|momentan|aktuell|leider|) ..
    (nicht|keine|kein|keinen|nichts|niemanden)
(kommt|käme) .. (nicht|nie) (in frage|infrage|in betracht)
(müssen|muss|möchten|möchte|darf|will|werden|werde) .. (ablehnen|absagen|dankend|verzichten|
    passen)
(lehne|lehnen|sage|sagen) (ich|wir|) .. ab
leider (nein|nicht|kein|keine|keinen|absagen|ablehnen)
nicht (das richtige|passend|unser thema|nötig|notwendig|unser ding|unser fall|geeignet|
    erforderlich|gewünscht|erwünscht|gefragt|in unserem)
passt .. nicht (zu uns|für uns|zu mir|in unser|zu unserem|)
(verzichten|verzichte) (wir|ich|) (darauf|gerne|dankend|auf|)
(dagegen|anders) entschieden
(für einen|für eine) (anderen|andere) .. entschieden
(zeitverschwendung|vergeuden sie|verschwenden sie)
kein thema für (uns|mich)
(geschäft|betrieb|firma|unternehmen) .. (aufgegeben|geschlossen|eingestellt|aufgelöst)
(sehen|sehe) (wir|ich|hier|da|) .. (keinen bedarf|keinen mehrwert|keine verwendung|davon ab|
    keinen nutzen|keinen vorteil)
""",
    negative_hint="""
^ nein $
nein danke
leider
(zu|viel zu) teuer
verzichten
ablehnen
""",
    neutral="""
(melde|melden) (mich|uns|ich mich|wir uns) .. (wieder|bei ihnen|dann|zurück|später|nächste|im|in|
    danach|falls|sobald|wenn|bei bedarf|bei dir|bei euch)
(komme|kommen|kommt) .. (auf sie|auf ihr|auf dich|darauf|auf das) .. (zu|zurück)
(komme|kommen) .. (zurück|auf sie zu)
(leite|leiten|gebe|geben|reiche|reichen|habe|haben) .. (weiter|weitergeleitet|weitergegeben)
(ihre|die|deine) .. (weitergeleitet|weitergegeben)
(bespreche|besprechen|kläre|klären|prüfe|prüfen|überlege|überlegen|diskutieren|berate|abstimmen|
    schaue|schauen|lese|durchlesen|beraten) (ich|wir|das|es|mir|uns|dies|ihr|die|mich|
    erst) .. (intern|das|es|mit|an|und|mal|team|chef|durch|in ruhe|noch|zunächst|erst|angebot|
    anfrage|partner)
(muss|müssen|werde|werden|will|wollen) (ich|wir|) (das|dies|es|mich|mir|uns|) .. (besprechen|
    klären|prüfen|überlegen|diskutieren|abstimmen|anschauen|ansehen|durchlesen|absprechen|
    rücksprache|beraten|nachdenken|weiterleiten|weitergeben)
(rücksprache|abstimmung) (mit|halten|im)
(im moment|momentan|aktuell|derzeit|zur zeit|zurzeit|jetzt|gerade|heute|dieses jahr) (leider|noch|
    eher|gerade|) nicht
(noch|jetzt|momentan|aktuell|derzeit) nicht
nicht (jetzt|im moment|momentan|aktuell|derzeit|zur zeit|vor|dieses jahr)
(später|nächstes jahr|nächsten monat|nächstes quartal|im frühjahr|im sommer|im herbst|im winter|
    im nächsten|im neuen jahr|in ein paar|in einigen|in drei|in zwei|in sechs|ende|anfang|
    nach) .. (noch einmal|nochmal|wieder|nochmals|erneut)
(noch einmal|nochmal|nochmals|wieder|erneut) .. (melden|schreiben|anfragen|nachfragen|
    kontaktieren|sprechen|nachhaken|an|vorbei|darüber)
(melden|fragen|schreiben|melde|frag|schreib) (sie|) (sich|dich|mir|uns|) .. (im|in|nach|ab|ende|
    anfang|nächstes|nächsten) .. (jahr|monat|monaten|wochen|frühjahr|sommer|herbst|winter|quartal|
    urlaub|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|
    ferien|messe|jahreswechsel)
(was|wieviel|wie viel) (kostet|kosten|würde das|würde es|soll|sind die|ist der)
wie (teuer|hoch) (ist|sind|wäre|wird)
(wer|was) (sind|seid|ist) (sie|ihr|das)
(worum|um was) geht
was (genau|) (machen|bieten|tun|verkaufen|verstehen|meinen|leisten|macht|bietet) (sie|ihr|das|es)
zur kenntnis genommen
(ist|zur) (notiert|vorgemerkt|kenntnis)
(gerade|derzeit|momentan|aktuell|im moment) .. (viel zu tun|keine zeit|stressig|ausgelastet|
    keine kapazität|keine kapazitäten)
keine (zeit|kapazität|kapazitäten)
(haben|gibt|bieten|können|unterstützen|arbeiten|funktioniert|ist) (sie|es|das|ihr) .. (referenzen|
    auch|schnittstelle|kompatibel|erklären|erläutern|preise|preisliste|erfahrung|mit)
""",
    out_of_office="""
nicht (im|in) (büro|haus|dienst|hause|der firma|der kanzlei|meinem büro|unserem büro)
(außer|ausser) (haus|hauses)
(abwesend|abwesenheit|abwesenheitsnotiz|abwesenheitsnachricht|abwesenheitsmeldung|
    abwesenheitsassistent)
(im|in|auf|aus) (dem|meinem|der|unserem|) (elternzeit|mutterschutz|urlaub|dienstreise|
    betriebsurlaub|betriebsferien|jahresurlaub|erziehungsurlaub|sommerurlaub|weihnachtsurlaub|
    geschäftsreise|fortbildung)
(betriebsurlaub|betriebsferien|elternzeit)
(krankgeschrieben|erkrankt|krankheitsbedingt)
(nicht|erst|wieder|nur|eingeschränkt|kaum|persönlich) .. erreichbar
(erst|) (wieder|ab dem) .. (im büro|im haus|für sie da|für sie erreichbar|im dienst|am platz|
    am arbeitsplatz|zurück|im hause|persönlich)
nach meiner (rückkehr|abwesenheit)
(nach|bis) (zu|) meiner rückkehr
(wird|werden) (in dieser zeit|während|in der zeit|) .. nicht .. (weitergeleitet|gelesen|
    bearbeitet|automatisch weitergeleitet)
(kein|keinen|eingeschränkten|nur eingeschränkten|nur sporadischen) zugriff auf (meine|mein|)
unser (büro|betrieb|geschäft) (ist|bleibt) .. geschlossen
(büro|betrieb|praxis|kanzlei|geschäft) .. (bis|vom|zwischen) .. geschlossen
""",
    auto="""
automatisch (generierte|erstellte|erzeugte|versandte|verschickte|versendete|generiert|erstellt|
    erzeugt|versandt|versendet|gesendete|generiertes)
(automatische|automatisierte|automatischen|autom) (antwort|nachricht|email|eingangsbestätigung|
    mail|empfangsbestätigung|rückantwort|bestätigung|antwortmail|benachrichtigung)
(antworten|bitte|bitten) .. nicht (auf|an) diese (email|mail|nachricht|adresse|emailadresse)
(antworten|antwort) .. nicht (darauf|hierauf)
(nicht|keine) (auf diese|darauf|hierauf|an diese) .. (antworten|zu antworten|antwort)
(ticketnummer|vorgangsnummer|ticket|fallnummer|bearbeitungsnummer|referenznummer|ticketid)
    (lautet|nr|nummer|ist|unter)
(ticketnummer|vorgangsnummer|fallnummer|bearbeitungsnummer|eingangsbestätigung|
    empfangsbestätigung)
(ist|sind) (bei uns|) (erfolgreich|) (eingegangen|eingetroffen)
(haben|habe) (ihre|deine) (anfrage|nachricht|email|mail|bestellung|bewerbung) .. (erhalten|
    empfangen|bekommen)
(wird|werden|kümmern|melden) (wir|uns|sich|) .. (schnellstmöglich|in kürze|zeitnah|so bald wie|
    sobald wie|so schnell wie|umgehend|innerhalb von) .. (bearbeitet|bearbeiten|beantworten|
    möglich|beantwortet|bei ihnen|melden|stunden)
(postfach|mailbox|adresse|emailadresse|email) (wird|ist) (nicht|nicht mehr) .. (gelesen|überwacht|
    betreut|aktiv|genutzt|bearbeitet|verwendet)
""",
    wrong_person="""
(nicht|nicht mehr|leider nicht|net) (zuständig|verantwortlich|der zuständige|die zuständige)
nicht (der|die|ihr|ihre|euer) (richtige|korrekte|zuständige|passende|richtiger) (ansprechpartner|
    ansprechpartnerin|kontakt|person|adresse|abteilung|stelle|kontaktperson|mann|frau|
    ansprechperson|adressat)
(falsche|falscher|falschen|falsch) (ansprechpartner|ansprechpartnerin|person|adresse|abteilung|
    kontakt|email|emailadresse|stelle|adressat|adressiert|empfänger|bei mir)
(bin|ist) .. nicht (der|die) (entscheider|entscheiderin|richtige)
nicht mehr (im unternehmen|bei uns|für uns|bei der|in der firma|im haus|für die|tätig|beschäftigt|
    hier|in unserem|im betrieb|dabei|für das|in dieser|in dieser position|angestellt|teil|für
    diese|unter uns|bei|für den bereich|da)
(unternehmen|firma|haus|betrieb|uns|agentur) .. verlassen
ausgeschieden
(nicht|fällt nicht in|gehört nicht zu|ist nicht) (mein|meinen|meinem|meine) (bereich|
    aufgabengebiet|thema|zuständigkeitsbereich|zuständigkeit|aufgabenbereich|aufgabe|gebiet|
    ressort|verantwortungsbereich|baustelle)
(zuständig|verantwortlich|ansprechpartner|ansprechpartnerin|zuständige|ansprechperson|
    zuständiger) .. (ist|wäre|sind) (herr|frau|mein|meine|der|die|das|unser|unsere|bei uns|hier|
    hierfür|dafür)
(ist|wäre|sind) (bei uns|hierfür|dafür|hier|) (herr|frau|mein|meine|unser|unsere|der|die|das) ..
    (zuständig|verantwortlich|der richtige ansprechpartner|die richtige ansprechpartnerin|
    ihr ansprechpartner|ihre ansprechpartnerin|der ansprechpartner|die ansprechpartnerin)
(kümmert|entscheidet|betreut|macht|bearbeitet) (sich|das|dies|darüber|darum|) .. (bei uns|herr|
    frau|mein kollege|meine kollegin|der kollege|die kollegin|mein chef)
(im|in) (ruhestand|rente|pension)
(verstorben|pensioniert)
(habe|haben) .. (damit|hiermit) nichts zu tun
damit .. nichts zu tun
entscheide (ich|das|darüber|) .. nicht
""",
    wrong_person_hint="""
(wenden|wende|richten) (sie|) (sich|dich|ihre anfrage) .. (an)
(schreiben|kontaktieren|fragen|sprechen|mailen) (sie|) .. (meinen kollegen|meine kollegin|herrn|
    frau|unseren|unsere|<address>|mit herrn|mit frau)
(ansprechpartner|ansprechpartnerin)
""",
    mailing="""
(mails|emails|nachrichten|verteiler|liste|newsletter|werbung|zusendung|zusendungen|adresse|daten|
    datenbank|spam|anschreiben|zuschriften)
""",
    doubt="""
(na|ach|oh) (toll|super|prima|wie|so|klasse|großartig|schön|wunderbar|bravo|danke auch)
^ (ja klar|klar doch|ganz bestimmt|sicher doch|aber sicher|ja sicher|na klar|ja genau|super idee|
    herzlichen glückwunsch|glückwunsch)
(witzig|lächerlich|lustig)
(dsgvo|datenschutz|datenschutzbeauftragter|datenschutzbeauftragten|datenschutzbehörde|anwalt|
    rechtsanwalt|abmahnung|abmahnen|uwg|unaufgefordert|unaufgeforderte|belästigung|frechheit|
    unverschämt|unverschämtheit|rechtswidrig|unzulässig|strafanzeige|anzeige|anzeigen|unseriös|
    betrug|beschwerde|verbraucherzentrale|wettbewerbszentrale|kaltakquise)
(woher|wie|wo) (haben|kommen|hast|habt) (sie|du|ihr) .. (adresse|email|emailadresse|mailadresse|
    daten|kontakt|kontaktdaten|mich|namen)
(quelle|herkunft) .. (daten|adresse)
schon wieder (eine|so|ein|jemand|spam|werbung)
(noch so|wieder so) (eine|ein)
(vielleicht|eventuell|evtl|gegebenenfalls|ggf|unter umständen|möglicherweise|mal sehen|
    mal schauen|kommt darauf an|kommt drauf an|je nachdem|unsicher|nicht sicher|vorausgesetzt|es
    sei denn|theoretisch|sofern)
(wenn|falls) (sie|es|das|die|der|ihr|du) .. (zahlen|können|kann|ist|sind|könnt|wirklich|
    tatsächlich|beweisen|garantieren)
(scherz|ironie|sarkasmus|witz)
(darauf|auf das|auf sie|hierauf|genau darauf|genau das) .. (gewartet|gefehlt)
wie (originell|kreativ|nett|aufmerksam|süß)
(roboter|maschine|ki|bot)
(nichts besseres|sonst nichts|nichts anderes) .. (zu tun|tun)
(träumen|träum) (sie|) weiter
(idiot|idioten|dumm|blöd|quatsch|müll|schrott|mist|nervig|nervt|nerven)
""",
    negators="""
nicht net kein keine keinen keiner keinem keinerlei keines nie niemals ohne weder nichts niemand
niemanden kaum
""",
    contrasts="aber jedoch allerdings sondern obwohl trotzdem dennoch leider",
    polite="""
bitte danke hallo guten tag moin servus grüezi sehr geehrte damen und herren ok also sofort
umgehend herr frau hiermit einfach jetzt
""",
)
