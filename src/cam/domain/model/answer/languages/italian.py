"""Italian."""

from cam.domain.model.answer.phrases import Phrases

ITALIAN = Phrases(
    unsubscribe="""
(non|di non|prego di non) (inviare|mandare|scrivere|contattare|inviarmi|mandarmi|scrivermi|
    contattarmi|inviarci|scriverci) (più|altre|ulteriori|altro|nulla|niente|oltre)
(chiedo|chiediamo|pretendo|esigo|richiedo|prego) .. (cancellazione|rimozione|eliminazione|
    non essere|non scrivermi|non contattarmi|non inviarmi|non ricevere|cancellare|rimuovere|
    eliminare|smettere) .. (dati|indirizzo|email|mail|più|contattato|lista|)
(basta|stufo) (con|di|delle|queste) .. (mail|email|messaggi|spam|pubblicità)
(cancellarmi|cancellateci|cancellatemi|cancellami|mi cancelli|mi cancellate|cancellarci|
    rimuovermi|rimuovetemi|rimuovimi|mi rimuova|mi rimuovete|rimuoverci|rimuoveteci|toglietemi|
    toglimi|mi tolga|togliermi|toglieteci|eliminatemi|eliminami|eliminarmi|mi elimini|
    disiscrivetemi|disiscrivermi|disiscrivimi|escludermi|escludetemi|mi escluda|toglierci|
    eliminarci|ci rimuova|ci cancelli|ci tolga)
(cancellare|rimuovere|eliminare|togliere|cancellate|rimuovete|eliminate|cancelli|rimuova|elimini|
    tolga|togliete|cancella|rimuovi|elimina|cancellazione|cancellazione di|cancellazione del|
    cancellazione dei|rimozione|rimozione del) (subito|gentilmente|immediatamente|cortesemente|
    ) (il mio|la mia|i miei|il nostro|la nostra|i nostri|tutti i miei|questo|mio|miei|del mio|dei
    miei|della mia|tutti i) .. (indirizzo|mail|email|contatto|dati|nominativo|nome|recapiti|
    contatti|casella)
(non|nn) (desidero|desideriamo|voglio|vogliamo|intendo|gradisco|gradiamo|vorrei|intendiamo) (più|
    piu|) (ricevere|essere contattato|essere contattata|essere contattati|altre|le vostre|le sue|
    email|mail|ricevere altre|essere disturbato|sentirvi|che mi|questo tipo|comunicazioni|
    pubblicità)
(non|nn) (desidero|voglio|vogliamo|desideriamo|vorrei) .. (ricevere|essere contattato|
    essere contattata|essere contattati) .. (più|email|mail|altre|ulteriori|nulla|niente|
    comunicazioni|messaggi|pubblicità)
(non|nn) (scrivetemi|mi scriva|mi scriviate|scrivermi|mi contatti|contattatemi|contattarmi|
    mi contattate|mi scrivete|inviatemi|mandatemi|mi inviate|mi mandi|mi mandate|mi inviate|mi
    invii|scriveteci|contattateci|ci scriva|ci contatti|inviarmi|mandarmi|disturbatemi|ci
    contattate|ci scrivete) .. (più|mai più|altre|niente|nulla|email|mail|ulteriormente|
    pubblicità|oltre)
(non|nn) (contattatemi|contattarmi|mi contatti|mi contattate|contattateci)
(smettetela|smettila|smetta|smettete|la smetta|finitela|piantatela|cessate|basta|smetterla) ..
    (scrivermi|di scrivermi|di inviarmi|di mandarmi|inviarmi|mandarmi|contattarmi|di contattarmi|
    con queste|con le|spam|di inviare|di mandare|di scrivere|di disturbarmi|email|mail|di
    disturbare|messaggi)
(basta|niente) (più|) (mail|email|messaggi|spam|pubblicità)
(niente|nessuna|mai) (più|altra|ulteriore) (mail|email|comunicazione|messaggi|pubblicità)
(voglio|vorrei|desidero|chiedo|richiedo|vogliamo|vorremmo|chiediamo|prego) .. (disiscrivermi|
    cancellarmi|di essere cancellato|essere cancellato|essere rimosso|essere rimossa|di essere
    rimosso|la cancellazione|la rimozione|essere eliminato|disdire|annullare l'iscrizione|essere
    tolto|essere disiscritto|disiscriverci|essere cancellata|cancellarci|essere cancellati|di
    rimuovermi|di cancellarmi)
come (posso|faccio|si fa|mi) .. (disiscrivermi|cancellarmi|disiscrivo|cancello|a non ricevere)
(mi oppongo|ci opponiamo|opposizione) .. (trattamento|utilizzo|uso|dati)
(revoco|ritiro) .. consenso
(diritto|diritti) (di|alla|all') (cancellazione|opposizione|oblio)
(lasciatemi|lasciami|mi lasci|lasciateci) (in pace|stare|perdere)
(dimenticate|dimentichi) (il mio|la mia) (indirizzo|email|mail)
(rimuovere|togliere|cancellare|rimuova|tolga|cancelli) .. (dalla|dalle|dal|da) (vostra|sua|vostre|
    tua|questa|) .. (lista|liste|database|mailing|elenco|newsletter)
""",
    command="""
^ (stop|cancellami|disiscrivimi|cancellazione|disiscrizione|rimuovi|rimuovere|cancella|
    cancellatemi|basta|cancellarmi|rimozione|disiscrivermi|annulla iscrizione) $
""",
    unsubscribe_hint="""
(cancellare|rimuovere|eliminare|cancellate|rimuovete|eliminate)
dati personali
(smettete|smetta|smettetela|smettila|basta)
non .. (scrivermi|contattarmi|scrivetemi|contattatemi|ricevere)
disiscrivere
disiscrizione
cancellarsi
mailing list
mai (iscritto|iscritta|richiesto)
(senza|nessun) .. consenso
non .. (iscritto|iscritta) a
""",
    footer="""
se non (desidera|desideri|vuole|vuoi|desiderate) .. (più|ricevere|altre)
se (desidera|desideri|vuole|vuoi) .. (cancellarsi|disiscriversi|cancellarti|disiscriverti|
    non ricevere)
per (cancellarsi|disiscriversi|cancellarti|disiscriverti|annullare|non ricevere)
(clicca|cliccare|clicchi|cliccate) .. (cancellarsi|disiscriversi|qui|cancellarti)
(risponda|rispondi|rispondere|scriva|scrivi) (con|) .. (stop|cancellami|cancella|rimuovi|no)
(cancellarsi|disiscriversi|cancellazione|disiscriviti|cancellati) (<url>|qui|in qualsiasi|
    cliccando)
può .. (cancellarsi|disiscriversi)
(riceve|ricevi) questa
(clienti|utenti|iscritti) .. (disiscrivono|cancellano|disiscrivere)
""",
    harmless="""
(nessun|nessuna|non c'è|senza|non è un|non ci sono) (alcun|) (problema|problemi|impegno|fretta|
    preoccupazione|dubbio|disturbo|obbligo)
non (si preoccupi|preoccuparti|esiti|esitare|esitate|si faccia|dimentichi|solo|male|dimenticare|
    vedo l'ora|vediamo l'ora|è male|è una cattiva idea|c'è di che)
(perché|come mai) no
(le|vi|ti) (interessa|interesserebbe|interessano|può interessare|potrebbe interessare)
(è|sarebbe|siete|sareste|sei) (lei|) .. (interessato|interessata|interessati) a
(se|qualora) (le|vi|ti|lei|foste|siete|fosse) .. (interessa|interessato|interessati)
(non) (mi|ci) (cancelli|cancellate|rimuova|rimuovete|tolga)
(suo|vostro|tuo|per il suo|per l'|l') interesse
(tasso|tassi|conflitto) di interesse
niente da perdere
se no
""",
    positive="""
(mi|ci) (interessa|interesserebbe|interessano) (molto|moltissimo|sapere|la|il|parecchio|davvero|)
(sono|siamo|sarei|saremmo|molto|davvero) (molto|davvero|sicuramente|certamente|anche|sì|)
    (interessato|interessata|interessati|interessate)
^ (interessato|interessata|interessati|molto interessato|molto interessati|molto interessante) $
(ho|abbiamo|avremmo|avrei|c'è|con) (molto|grande|) interesse
(sembra|pare|suona|mi sembra|ci sembra|la trovo|lo trovo|è|trovo) (molto|davvero|proprio|)
    (interessante|bene|ottimo|ottima|utile|promettente|perfetto|un'ottima idea|una buona idea|
    un'idea interessante)
(molto|davvero) interessante
(mi|ci) (piacerebbe|farebbe piacere|farebbe) .. (saperne|sapere|parlare|parlarne|conoscere|vedere|
    approfondire|sentirci|una demo|incontrarci|capire|provare|ricevere|discuterne)
(volentieri|con piacere|molto volentieri|certamente sì|certo volentieri|ben volentieri)
(mi|ci) (mandi|invii|manda|invia|mandate|inviate|mostri|proponga|fornisca|faccia avere|giri) ..
    (informazioni|dettagli|proposta|preventivo|disponibilità|orari|più|date|brochure|
    presentazione|prezzi|listino|materiale|offerta|link|catalogo|info|esempi)
(mandatemi|inviatemi|mandami|inviami|mandarmi|inviarmi|inviarci|mandarci|inviateci|mandateci|
    fornirmi|proporre) .. (informazioni|dettagli|proposta|preventivo|disponibilità|orari|più|date|
    brochure|presentazione|prezzi|listino|materiale|offerta|link|info|qualche|ulteriori)
(può|puoi|potete|potrebbe|potresti|potreste) (mandarmi|inviarmi|dirmi|spiegarmi|chiamarmi|
    mandarci|inviarci|raccontarmi|richiamarmi|chiamarci|spiegarci|farmi|
    fornirmi) .. (informazioni|di più|dettagli|preventivo|domani|giovedì|lunedì|martedì|mercoledì|
    venerdì|più|proposta|materiale|una proposta|meglio|sapere)
(possiamo|potremmo|vogliamo) .. (sentirci|parlare|parlarne|vederci|fissare|organizzare|
    incontrarci|fare una|chiamata)
(sentiamoci|parliamone|vediamoci|fissiamo|incontriamoci|organizziamo|facciamo|ci sentiamo|
    ci vediamo|concordiamo|programmiamo) .. (domani|giovedì|lunedì|martedì|mercoledì|venerdì|
    settimana|pure|call|chiamata|appuntamento|telefono|quando|incontro|prossima|)
quando (possiamo|potremmo|può|sarebbe|è|puoi|siete|sei|ci) .. (sentirci|disponibile|parlare|
    chiamare|libero|vederci|sentiamo|disponibili|vediamo|comodo|chiamarmi)
(mi|ci) (va|andrebbe|starebbe|sta) (bene|benissimo)
(mi|ci) (dica|racconti|spieghi|dia|dici) (di più|qualcosa di più|meglio|come|maggiori)
(vorrei|vorremmo|voglio|desidero|desidererei|gradirei) .. (saperne di più|sapere di più|
    maggiori informazioni|una demo|un preventivo|parlare|parlarne|approfondire|più informazioni|
    ricevere maggiori|conoscere|fissare|provare|ulteriori informazioni|capire meglio|incontrarvi|
    incontrarla)
saperne di più
(proprio|esattamente) (quello|ciò) (che|di cui) .. (cerchiamo|cercavamo|serve|cercando|bisogno|
    cerco|cercavo)
(stiamo|sto) (proprio|giusto|) cercando .. (qualcosa|questo|una|un|agenzia|soluzione|partner|
    aiuto)
(resto|restiamo|rimango) in attesa (di|della|del|)
(sono|siamo|sarò) (disponibile|libero|libera|disponibili) (giovedì|lunedì|martedì|mercoledì|
    venerdì|domani|la|da|dalle|tutta|nel|per|dopo|il|questa|settimana|anche)
(ecco|questo è) (il mio|la mia) (calendario|agenda|disponibilità)
(momento giusto|al momento giusto|ottimo tempismo|capita a proposito)
^ (sì|si|certo|ok) (grazie|volentieri|mi chiami|ci interessa|mi interessa|siamo|sono|possiamo|
    va bene|perché no|sentiamoci|mi mandi|con piacere|giovedì|domani)
va benissimo
""",
    invite="""
(mi|ci) (chiami|chiama|chiamate|richiami|telefoni|contatti pure)
(chiamami|chiamatemi|chiamarmi|telefonatemi|telefonami|chiamateci|chiamarci|richiamami)
(passi|passa|passate|venga|vieni|venite) (pure|) (a trovarci|da noi|in ufficio|a trovarmi|quando|
    in sede)
(il mio|mio) (numero|cellulare|telefono)
(mi trova|può trovarmi|raggiungermi|sono raggiungibile) (al|allo|sul|a)
""",
    positive_hint="""
interessato
interessata
interessati
interessante
interessa
sì
certo
volentieri
maggiori informazioni
preventivo
""",
    negative="""
(non|nn) (sono|siamo|sarei|saremmo|risulta|è) .. (interessato|interessata|interessati|interessate|
    interessante|di interesse|di nostro interesse|di mio interesse|alla ricerca|rilevante|
    necessario|nelle nostre)
(non|nn) (mi|ci|gli) (interessa|interessano|interesserebbe|serve|servono|occorre|riguarda|è utile|
    convince|sembra utile)
(non|nn) (ho|abbiamo|avrei|avremmo|c'è|vedo|vediamo) (alcun|nessun|al momento|attualmente|più|)
    (interesse|bisogno|necessità|budget|esigenza|esigenze|intenzione|tempo da)
(non|nn) (abbiamo bisogno|ho bisogno|necessitiamo|necessito|cerchiamo|cerco|vogliamo|
    stiamo cercando|sto cercando|intendiamo|acquistiamo|pensiamo di|utilizziamo|vogliamo cambiare|
    intendiamo cambiare)
(nessun|nessuna|senza|zero) (interesse|bisogno|necessità|esigenza)
no grazie
^ no (no|non|grazie|siamo|mi dispiace|assolutamente)
(grazie|la ringrazio|vi ringrazio|ti ringrazio) (ma|però) (no|non|abbiamo già|siamo già|
    siamo a posto|preferiamo|passo)
grazie (ma|) (no grazie|no)
(abbiamo|ho|utilizziamo|lavoriamo|siamo|collaboriamo|usiamo|ci affidiamo|disponiamo) già ..
    (agenzia|fornitore|fornitori|partner|con|qualcuno|soluzione|coperti|a posto|serviti|sistema|
    team|interno|consulente|società|altra|chi|un|una|nostri)
(siamo|sono) (a posto|apposto|coperti|già coperti|ben serviti|già serviti|soddisfatti|contenti|
    al completo) (così|grazie|con|del|$)
(facciamo|gestiamo|lo facciamo|ce ne occupiamo|gestito|gestita) (tutto|già|) (internamente|
    da soli|in casa|in proprio|interno|noi)
(devo|dobbiamo|preferisco|preferiamo|mi vedo costretto a) (declinare|rifiutare|rinunciare|
    dire di no|non|passare)
(declino|decliniamo|rifiutiamo|rifiuto)
(perdere|perda|perdete|perdita di) tempo
(abbiamo|ho) (deciso|scelto|optato|affidato) .. (un altro|un'altra|altro|altri|di non|
    diversamente|diversa|altra)
(soddisfatti|contenti|soddisfatto|contento|felici) (del|di|della|dei|con) .. (attuale|fornitore|
    agenzia|nostro|nostra|partner|nostri)
(abbiamo|ha) (chiuso|cessato) .. (attività|azienda|ditta|definitivamente)
non fa (per noi|al caso nostro|per me)
""",
    negative_hint="""
^ no $
purtroppo
troppo caro
mi dispiace
declinare
""",
    neutral="""
(le|vi|ti|la|gliene) (faccio|farò|faremo|facciamo) (sapere|avere)
(le|vi|ti|la) (ricontatto|ricontatterò|ricontatteremo|aggiorno|aggiornerò|rispondo|risponderò|
    risponderemo|richiamo|richiamerò|contatterò|contatteremo|terrò|terremo|contatto|
    contattiamo) .. (presto|se|quando|appena|in|dopo|presenti|presente|io|noi|più|nei|entro|)
(ne|lo|la|devo|dobbiamo|ci|vorrei prima|voglio prima) (parlo|parlerò|parliamo|parleremo|discuto|
    discuterò|discutiamo|valuto|valuterò|valutiamo|valuteremo|verifico|verificherò|guardo|
    guarderò|giro|girerò|inoltro|inoltrerò|parlarne|discuterne|valutare|pensarci|penso|penserò|
    pensiamo|confrontarmi|verificare|consultarmi|leggo|condivido|confronto|riflettere|
    confrontarci|sentire)
(adesso|ora|al momento|per ora|per il momento|in questo momento|attualmente|quest'anno|oggi)
    (purtroppo|) no
non (ora|adesso|al momento|per ora|in questo momento|quest'anno|ancora|subito|oggi)
non è (il|un) (momento|buon momento) (giusto|migliore|adatto|buono|)
(più avanti|più tardi|l'anno prossimo|il prossimo anno|il mese prossimo|dopo l'estate|
    in un altro momento|in futuro|dopo le ferie|il prossimo trimestre|un'altra volta|dopo le
    feste)
(mi|ci) (ricontatti|ricontattate|ricontatta|riscriva|risenta|richiami|scriva|contatti|
    ricontattarmi|risentiamo|sentiamo|aggiorniamo) .. (mesi|mese|anno|settimane|primavera|estate|
    autunno|inverno|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|
    dicembre|avanti|ferie|trimestre|tardi|settimana)
(ricontattatemi|ricontattarmi|risentiamoci|riparliamone|riscrivetemi|sentiamoci) .. (mesi|mese|
    anno|settimane|primavera|estate|autunno|inverno|gennaio|febbraio|marzo|aprile|maggio|giugno|
    settembre|ottobre|avanti|ferie|trimestre)
(quanto|che|qual) (costa|costano|costerebbe|viene|prezzo|prezzi|è il costo|è il prezzo|tariffe|
    sono i prezzi)
(chi|cosa) (siete|è lei|fate|offrite|sei|fa|proponete)
di (cosa|che cosa) si (tratta|occupa|parla)
(ho|abbiamo|è stato|è stata) (inoltrato|girato|passato|trasmesso|ricevuto|condiviso|preso nota|
    inoltrata) .. (a|la|al|il|alla|sua|vostra|grazie|)
(inoltro|giro) (la|il|questa|tutto|al|a)
(ricevuto|ricevuta|preso nota|presa visione) (grazie|$)
(molto|troppo|presi|impegnati|impegnato|oberati) (occupato|occupati|impegnato|impegnati|presi|
    in questo periodo|al momento|ora)
(lavorate|avete|offrite|potete|si integra|funziona|ha|gestite) .. (anche|con|referenze|esperienza|
    clienti|listino|prezzi|esempi|spiegare)
""",
    out_of_office="""
fuori (ufficio|sede|dall'ufficio|per ferie)
(sono|sarò|siamo|saremo) (attualmente|al momento|) (assente|in ferie|fuori|in vacanza|in viaggio|
    in malattia|in maternità|in congedo|assenti|chiusi|in trasferta|indisponibile)
(in|per) (ferie|vacanza|malattia|congedo|maternità|trasferta|congedo parentale|permesso)
(assente|assenza) (dall'|fino|dal|per|dall|dal lavoro|dalla)
(accesso|leggo|leggerò|accedo) .. (limitato|saltuariamente|saltuario|sporadicamente) .. (email|
    posta|mail|)
non (avrò|ho) accesso (alla|a|alle)
(rientro|rientrerò|tornerò|al mio rientro|al mio ritorno|torno|di ritorno|sarò di ritorno|
    al rientro) (il|in|dal|in ufficio|lunedì|martedì|mercoledì|giovedì|venerdì|a|risponderò|le)
al mio (rientro|ritorno)
(ufficio|uffici|azienda|studio|negozio) .. (chiuso|chiusi|chiusa) .. (fino|per|dal|da)
(chiusi|chiuso|chiusa) per ferie
messaggio di assenza
""",
    auto="""
(risposta|messaggio|mail|email|notifica|conferma|risponditore) (automatica|automatico|
    automatizzato|automatizzata|generato automaticamente|generata automaticamente|di ricezione
    automatica|inviato automaticamente)
(generato|inviato|generata|inviata) (in modo|in maniera|) (automaticamente|automatico|automatica)
(non|si prega di non|prego non) (risponda|rispondere|rispondete|rispondi) (a|direttamente|)
    (questo|questa|al|alla|direttamente|presente) .. (messaggio|mail|email|indirizzo|presente)
(abbiamo|ha|è stata|è stato) (ricevuto|preso in carico|registrata|registrato|presa in carico|
    ricevuta) .. (la sua|la tua|vostra|richiesta|con|correttamente|la vostra|
    il suo) .. (richiesta|messaggio|mail|email|numero|successo|segnalazione|al più presto|sarà|)
(la sua|la tua|la vostra|sua) (richiesta|mail|email|segnalazione|candidatura) (è|sarà) .. (stata|
    ricevuta|presa|registrata|evasa|elaborata)
numero (di|) (ticket|richiesta|pratica|riferimento|segnalazione|protocollo)
(ticket|pratica) (numero|n|aperto|nr)
(risponderemo|riceverà|ricontatteremo|verrà ricontattato|le risponderemo) .. (al più presto|entro|
    nel più breve|prima possibile|quanto prima|risposta)
(casella|indirizzo|account) non (è|viene) .. (monitorata|presidiata|letta|attivo|controllata|
    attiva|presidiato)
""",
    wrong_person="""
(non|nn) (sono|è) .. (la|il|io|lei) .. (persona|referente|responsabile|contatto|interlocutore|
    interlocutrice|destinatario) .. (giusta|giusto|adatta|corretta|corretto|di questo|di questi|
    per questo|competente|indicata|indicato|più adatta|)
(persona|indirizzo|contatto|destinatario|ufficio|reparto) (sbagliata|sbagliato|errato|errata)
(ha|avete|hai) sbagliato (persona|indirizzo|contatto|destinatario|ufficio|reparto|azienda)
(non|nn) (lavora|lavoro|fa|faccio|è|collabora|collaboro|fa più|lavora più) più .. (qui|con noi|
    parte|in azienda|per noi|presso|per|alle|in|da noi|nostro|in servizio|qua)
(ha|ho) lasciato .. (azienda|società|ditta|team|ruolo|incarico|agenzia|studio|l')
(non|nn) (me ne|mi|ne) (occupo|compete|riguarda direttamente) (io|più|di|)
(non|nn) (gestisco|decido|tratto|seguo) (io|più|queste|questi|questo|direttamente)
non è (di mia|mia|il mio|di nostra|nelle mie) (competenza|responsabilità|settore|reparto|campo|
    competenze|area|ufficio|mansione)
(si rivolga|rivolgersi|rivolgetevi|rivolgiti|deve rivolgersi|dovrebbe rivolgersi|può rivolgersi)
    (a|al|alla|all'|all|direttamente|piuttosto)
(contatti|contatta|scriva|scrivi|scrivere|contattare|parli|parlare|senta|chieda|contattate) (pure|
    direttamente|invece|piuttosto|) (a|al|alla|con|il|la) (mio|mia|nostro|nostra|signor|signora|
    dott|responsabile|direttore|titolare|collega|ufficio|capo) .. (collega|responsabile|direttore|
    capo|direttrice|socio|socia|referente|)
(la|il) (persona|referente|responsabile|contatto) (giusta|giusto|corretta|corretto|competente|è|
    di|da contattare|che se ne occupa|per)
(se ne|ne) (occupa|interessa|occupano) (il|la|un|una|mio|mia|il mio|la mia|l'|un altro|l)
(è|è andato|è andata|andato) in pensione
(deceduto|deceduta|mancato)
""",
    wrong_person_hint="""
(scriva|scrivere|contatti|contattare|scrivi|contatta|parlare con|inviare) (a|alla|al|il|la|) ..
    <address>
(mio|mia|nostro|nostra|alla|al) collega
""",
    mailing="""
(lista|liste|newsletter|pubblicità|dati|spam|messaggi|contatti|mailing|database)
(altre|più|queste|vostre) .. (mail|email)
""",
    doubt="""
^ (ma|oh|ah|eh) (che|certo|sì certo|bello|bravi|bravo|fantastico|bella|guarda) ..
(un'altra|ennesima|un altro|altra|l'ennesima) (mail|email|pubblicità|offerta|messaggio|spam|
    venditore|proposta commerciale)
(ahah|ahaha|ahahah|haha|lol|eheh)
(gdpr|privacy|garante|avvocato|legali|legale|denuncia|denuncerò|segnalo|segnalazione al|spam|
    illegale|molestia|truffa|reclamo|diffida|diffido|non richiesta|non richieste|non richiesto|
    vergogna|tribunale|indesiderata|querela)
(da dove|come|dove) (ha|avete|hai|hanno) .. (avuto|preso|trovato|ottenuto|recuperato|indirizzo|
    email|mail|contatto|dati)
chi le ha dato
(forse|magari|può darsi|dipende|eventualmente|vedremo|non so se|non sono sicuro|non sono sicura|
    a meno che|salvo|in teoria|si vedrà|chissà|probabilmente)
se (mi|lei|è|il|la|ci|davvero|potete|può) .. (pagate|paga|può|garantisce|dimostra|fosse|è|offrite|
    garantite)
(scherzo|ironia|scherzate|scherza|sogni|sognare|barzelletta)
(proprio|esattamente|giusto) (quello|ciò|quel) che (mi|ci) mancava
ci mancava (solo|anche|pure)
(niente|nulla) (di meglio|altro) da fare
(robot|un bot|intelligenza artificiale|chatgpt)
(idiota|stupido|spazzatura|scocciatore|stufo|stufa|rotto|schifo|fastidio|fastidioso)
(già|vi ho già|le ho già) (detto|risposto|scritto|chiesto)
""",
    negators="non nn no né senza mai nessun nessuna nessuno niente nulla neanche nemmeno",
    contrasts="ma però tuttavia purtroppo sebbene eppure tranne",
    polite="""
prego grazie gentilmente cortesemente per favore cortesia buongiorno buonasera salve ciao gentile
gentili signora signor dott e ok la vi le si
""",
)
