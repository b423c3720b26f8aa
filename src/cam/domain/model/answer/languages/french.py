"""French."""

from cam.domain.model.answer.phrases import Phrases

FRENCH = Phrases(
    unsubscribe="""
ne plus (m|me|nous) (écrire|contacter|envoyer|solliciter|relancer|déranger|démarcher)
(ne plus|plus) (envoyer|recevoir|adresser) (de|d|vos|aucun|ces) .. (mails|emails|messages|
    courriels|publicité|sollicitations|newsletter)
(demande|exige|souhaite|réclame|prie|demandons) .. (suppression|effacement|l'effacement|retrait|
    radiation|supprimer|d'effacer|de supprimer|de retirer) .. (données|coordonnées|adresse|mail|
    email)
(ne|n) (plus|pas) .. (contacter|écrire|solliciter|envoyer|relancer|mails|démarcher)
(ça|ca|cela) suffit
(assez|marre) de (vos|ces|tous ces) .. (mails|emails|messages|sollicitations|publicités)
(me|nous) (retirer|supprimer|désinscrire|désabonner|enlever|effacer|rayer|sortir|radier|exclure|
    oter) (de|des|du|définitivement|immédiatement|svp|s'il|rapidement|au)
(me|nous) (désinscrire|désabonner|retirer|supprimer) $
(retirez|supprimez|désinscrivez|désabonnez|enlevez|effacez|rayez|sortez|radiez|otez|retire|
    supprime|enlève|désinscris|désabonne) (moi|nous)
(retirez|supprimez|effacez|enlevez|retirer|supprimer|effacer|enlever|suppression de|retrait de)
    (toutes|tous|) (mon|mes|notre|nos|cette|ces) .. (adresse|adresses|mail|email|coordonnées|
    données|contact|nom|informations)
(retirer|retirez|supprimer|supprimez|enlever|enlevez|ôter) .. (de|des) (votre|vos|cette|la|
    toutes) .. (liste|listes|base|bases|fichier|fichiers|mailing)
(ne|n) (plus|pas) (m'envoyer|me contacter|m'écrire|nous contacter|nous écrire|nous envoyer|
    me solliciter|nous solliciter|me démarcher|être contacté|être contactée|être contactés|être
    sollicité|être sollicitée|recevoir|jamais|m'importuner|me déranger|me relancer|nous relancer|
    me spammer)
ne (m'|me|nous) (contactez|écrivez|envoyez|sollicitez|démarchez|relancez|dérangez|importunez|
    contacte|envoie) (plus|pas|plus jamais|jamais|plus rien)
ne m'(contactez|écrivez|envoyez|importunez|envoie|écris) (plus|pas|plus jamais|jamais|plus rien|
    plus de|plus d'emails)
(ne|n) (souhaite|souhaitons|veux|voulons|désire|désirons|souhaiterais|voudrais) (plus|pas|
    pas ou plus) (recevoir|être contacté|être contactée|être contactés|être sollicité|être
    sollicités|être sollicitée|de vos|de mails|de mail|d'emails|avoir|que vous|entendre|figurer|
    faire partie|vos|être démarché|être importuné|être relancé|de messages|de publicité|de
    sollicitations)
(ne veux|ne veut|veux) plus (de|recevoir|rien|vos|entendre|être|avoir)
(plus|aucun) (de|d'|) (mails|mail|emails|email|messages|message|sollicitation|publicité|pub|
    courriels|courriel|newsletter) (de votre part|svp|s'il vous plait|s'il vous plaît|merci|$)
(arrêtez|cessez|arrête|stoppez|cesser|arrêter|stopper) (de|d'|) .. (m'envoyer|me contacter|
    m'écrire|nous contacter|nous écrire|nous envoyer|me solliciter|nous solliciter|d'envoyer|
    envoyer|m'importuner|harceler|me harceler|me spammer|vos mails|vos emails|vos messages|vos
    envois|ces mails|ces emails|ces messages|ces envois|tout envoi|vos sollicitations|me déranger|
    le spam|spammer|me relancer)
(arrêtez|cessez) (ça|cela|tout|tout de suite|immédiatement|svp|$)
(souhaite|souhaitons|veux|voudrais|désire|demande|voulons|aimerais|veuillez|merci de|prie de) ..
    (me désinscrire|me désabonner|nous désabonner|nous désinscrire|être retiré|être retirée|
    être supprimé|être supprimée|être désinscrit|être désinscrite|être désabonné|être désabonnée|
    être radié|être rayé|être effacé|ma désinscription|mon désabonnement|ne plus recevoir|ne plus
    être)
comment (me|puis je me|faire pour me|je fais pour me|peut on se|se) .. (désinscrire|désabonner)
comment ne plus recevoir
(m'oppose|nous opposons|opposition) .. (traitement|utilisation|prospection|données|démarchage)
(droit|droits) (d'opposition|à l'effacement|d'effacement|de retrait|à l'oubli|de suppression)
(retire|révoque) (mon|tout) consentement
(laissez|fichez|foutez|laisse) (moi|nous|la paix) (tranquille|tranquilles|la paix|en paix|)
(oubliez|oubliez moi|oublier) (mon adresse|mon mail|mon email)
(ma|notre) (désinscription|désabonnement)
mon désabonnement
""",
    command="""
^ (stop|désabonner|désabonnement|désinscription|désinscrire|désabonnez|désinscrivez|désabonne|
    arrêt|arrêtez|arrêter|supprimer|retirer|cessez|résilier) $
""",
    unsubscribe_hint="""
(supprimer|supprimez|effacer|effacez|retirer|retirez)
(données|coordonnées) (personnelles|)
(laissez|fichez|foutez) (moi|nous)
plus (de|me|nous) (mails|contacter|contact|écrire)
désabonner
désabonnement
désinscrire
désinscription
liste de diffusion
jamais (inscrit|inscrite|abonné|abonnée|demandé|donné)
(sans|aucun) .. consentement
(arrêtez|cessez)
ne plus recevoir
""",
    footer="""
si vous ne (souhaitez|voulez|désirez) (plus|pas)
si vous (souhaitez|voulez|désirez) .. (désabonner|désinscrire|ne plus recevoir)
(pour|afin de) (vous|ne plus|se) .. (désabonner|désinscrire|recevoir)
(se|vous) (désabonner|désinscrire) (<url>|ici|en|à tout moment|en cliquant|par)
(cliquez|cliquer) .. (désabonner|désinscrire|désinscription|ici)
(répondez|répondre|écrivez) (avec|par|) .. (stop|désabonner|désinscription|désabonnement|
    unsubscribe)
vous (pouvez|pourrez) .. (désabonner|désinscrire)
(désabonnement|désinscription|se désabonner|se désinscrire) (<url>|ici|en un clic|en 1 clic)
vous recevez (ce|cet|cette)
(lien|taux|bouton|page) de (désabonnement|désinscription)
(clients|utilisateurs|gens|abonnés|destinataires) .. (désabonnent|désabonner|désinscrivent)
""",
    harmless="""
(pas|aucun|sans|aucune|plus) (de|) (problème|problèmes|souci|soucis|inquiétude|engagement|
    obligation|urgence|doute|hésitation|gêne|mal)
(pas|point) (mal|mauvais|inintéressant|seulement|forcément|de quoi|trop tard|question de)
pourquoi pas
(n'hésitez|n'hésite|hésitez|hésiter|hésite) (surtout|) pas (à|)
ne pas hésiter
(êtes|serait|seriez|est|soyez|étiez) (vous|il|tu) .. (intéressé|intéressée|intéressés|intéressant)
(si|vous|cela) (vous|êtes|pourrait|peut|vous êtes|tu|t') .. (intéressé|intéressée|intéressés|
    intéresse|intéresser)
vous intéresse
(dans|votre|l'|d'|d) intérêt (de|pour|)
(taux|conflit|conflits|centre|centres) d'intérêt
(ne|n) (me|nous) (retirez|supprimez|désinscrivez|désabonnez) pas
sauf erreur
(si|sinon) (non|pas)
(on|je) ne sait jamais
rien à perdre
(non|pas) seulement
""",
    positive="""
(cela|ça|ceci|c'|votre offre|votre proposition|votre message|votre solution|le sujet|sujet|qui|
    l'idée|tout ça) (m'|m|nous|pourrait nous|pourrait|peut nous|peut|me|a l'air|semble|parait|
    paraît|doit) (m'|nous|) .. (intéresse|intéresser|intéressant|intéressante)
(ça|cela|ca|qui) (m'intéresse|m'intéresserait|nous intéresserait|nous intéresse|
    nous intéresse beaucoup|m'intéresse beaucoup)
(m'intéresse|nous intéresse|m'intéresserait|nous intéresserait|m'intéressent|nous intéressent)
    (beaucoup|vivement|fortement|énormément|particulièrement|)
(suis|sommes|serais|serions|est) (très|bien|vivement|effectivement|tout à fait|fort|également|
    aussi|totalement|plutôt|particulièrement|) (intéressé|intéressée|intéressés|intéressées|
    preneur|preneuse|partant|partante|preneurs|partants)
^ (très|tout à fait|oui|oui très|) (intéressé|intéressée|intéressés) $
(très|vraiment|fort|super|plutôt) intéressant
(c'est|semble|paraît|parait|a l'air) (très|vraiment|plutôt|super|) (intéressant|parfait|génial|
    prometteur|super|une bonne idée|top|pertinent)
(avec|volontiers|très) (plaisir|grand plaisir|volontiers)
volontiers
^ (oui|ok|d'accord|bien sûr|parfait|super) (avec plaisir|volontiers|merci|pourquoi pas|bien sûr|
    appelons|parlons|on peut|je suis|nous sommes|cela|ça|c'est|appelez|envoyez|pouvez|je veux|
    j'aimerais|bonne idée|quand)
(envoyez|transmettez|adressez|donnez|proposez|communiquez|envoie|transmets|propose) (moi|nous) ..
    (informations|info|infos|détails|documentation|disponibilités|dispos|créneaux|plus|tarifs|
    proposition|devis|brochure|présentation|lien|exemples|créneau|offre|dates|catalogue)
(pouvez|pourriez|peux|pourrais) (vous|tu) (m'|me|nous|m'en|nous en) .. (envoyer|transmettre|
    adresser|faire parvenir|dire plus|en dire plus|proposer|présenter|dire|donner plus|expliquer)
(peut on|pouvons nous|pourrions nous|on peut|on pourrait|nous pouvons|nous pourrions) .. (parler|
    appeler|voir|échanger|discuter|rencontrer|téléphoner|organiser|fixer|prévoir|caler|planifier)
(parlons|discutons|échangeons|rencontrons|fixons|organisons|appelons|prenons|voyons|convenons|
    calons|planifions|faisons) (en|nous|de|un|une|ça|cela|rendez|le|la|jeudi|lundi|demain)
(j'aimerais|nous aimerions|je souhaiterais|nous souhaiterions|je souhaite|nous souhaitons|
    je voudrais|nous voudrions|je veux bien|on aimerait|je serais ravi|je serais ravie|je serais
    heureux|nous serions ravis|je serais curieux) .. (en savoir|savoir plus|échanger|parler|
    discuter|voir|découvrir|connaître|un devis|une démo|une démonstration|rencontrer|rendez|
    recevoir plus|recevoir votre|tester|essayer|d'échanger|d'en savoir|d'en discuter|d'en parler|
    en parler|en discuter|plus d'informations|plus d'infos)
en savoir (plus|davantage)
(dites|dis|expliquez|racontez) (m'en|nous en|moi|nous) (plus|davantage|comment)
(quand|quelles|à quelle heure|quel) (seriez|êtes|pouvez|sont|serait|pouvons|peut on|est) ..
    (disponible|disponibilités|appeler|nous voir|libre|parler|échanger|créneau|disponibles|dispo)
(me|nous) convient (très|bien|parfaitement|)
(je suis|nous sommes|suis|serai) (disponible|libre|dispo|disponibles) (jeudi|lundi|mardi|mercredi|
    vendredi|demain|la semaine|à partir|le|cette|ce|l'après|entre|toute|mardi|après)
(disponible|libre|dispo) (jeudi|lundi|mardi|mercredi|vendredi|demain|la semaine prochaine)
(voici|voilà) (mon|mes|notre|nos) (agenda|calendrier|disponibilités|créneaux|dispos|calendly)
(rendez vous|rdv|rendezvous) (jeudi|lundi|mardi|mercredi|vendredi|demain|la semaine|possible|
    serait)
(prenons|fixons|fixer|caler|prendre|organiser) (un|) (rendez|rdv|appel|visio|rendez-vous|créneau)
(exactement|justement|précisément) ce (que|qu'|dont|qu'on|qu'il) .. (cherchons|cherche|
    recherchons|besoin|faut)
(cherchons|recherchons|cherche|recherche) (justement|actuellement|précisément|activement)
(au bon moment|tombe bien|tombez bien|tombe à pic|tombez à pic)
(hâte|impatient|impatiente) (de|d'en|d')
(ça|cela) marche
""",
    invite="""
(appelez|contactez|rappelez|téléphonez|joignez) (moi|nous|le|au)
(appelle|rappelle) (moi|nous)
(m'|me|nous) (appeler|rappeler|joindre|téléphoner)
(m'appeler|m'appelez|me rappeler)
(passez|passe) (nous|me|donc|à|au|un|dans)
(mon|mes) (numéro|portable|téléphone|ligne directe)
(joignable|joindre) (au|sur|par)
""",
    positive_hint="""
intéressé
intéressée
intéressés
intéressant
oui
curieux
d'accord
pourquoi pas
(plus|davantage) (d'informations|d'infos|de détails|d'information)
devis
rendez vous
""",
    negative="""
(ne|n) (suis|sommes|serons|serai|est|sommes donc|sommes malheureusement) (vraiment|absolument|
    actuellement|malheureusement|donc|hélas|) (pas|plus|point|nullement) (du tout|vraiment|
    actuellement|particulièrement|très|spécialement|pour le moment|pour l'instant|) (intéressé|
    intéressée|intéressés|intéressées|preneur|preneurs|demandeur|demandeurs|concerné|concernés|à
    la recherche)
(nest|c'est|c|n'est|ce n'est) (pas|plus) (du tout|vraiment|) (intéressant|pertinent|d'actualité|
    pour nous|utile|nécessaire|dans nos|à l'ordre|notre priorité|une priorité|un besoin|ce que)
(pas|plus|nullement|aucunement) (du tout|vraiment|trop|très|) (intéressé|intéressée|intéressés|
    intéressées|intéressant|preneur|preneurs|concerné|concernés|pour nous|d'actualité|besoin|de
    besoin|d'intérêt)
(ne|n) (m'|m|me|nous|vous) (intéresse|intéressent|concerne|convient|correspond|intéressera) (pas|
    plus|malheureusement pas|nullement|absolument pas|guère|en rien)
ne (m'intéresse|m'intéressent|m'intéressera) (pas|plus|malheureusement pas|nullement|
    absolument pas|guère|en rien)
(intéresse|intéressent|correspond) pas
(aucun|pas d'|sans|pas) (intérêt|besoin|budget|intéret) (pour|actuellement|en ce moment|de|)
^ (non|nan) (merci|pas intéressé|désolé|pas|nous|je|c'est)
(merci|merci bien|merci beaucoup) (mais|) (non|non merci|sans façon|pas intéressé|pas pour nous|
    ça ira|nous avons déjà|ce n'est pas)
non merci
sans façon
(avons|ai|a|travaillons|travaille|disposons|utilisons|sommes) (déjà|d'ores et déjà) (un|une|notre|
    mon|nos|avec|quelqu'un|des|ce|tout|en place|équipés|équipé|bien|satisfaits|engagés|
    accompagnés|pourvu|pourvus|fait|fourni|cela|choisi|recours|le nécessaire|suivis|sous contrat)
(avons|ai) (ce qu'il|tout ce|le nécessaire|un prestataire|une agence|notre prestataire|
    nos prestataires|notre propre|en interne|des prestataires|une équipe)
(faisons|gérons|traitons|fait|gère|réalisons|géré|gérée|réalisé) (tout|cela|ça|déjà|ceci|ces) ..
    (en interne|nous mêmes|interne|moi même)
(en interne|nous mêmes)
(ne|n) (avons|ai|a|en avons|en ai|voyons|cherchons|recherchons|utilisons) (pas|plus|aucun|
    actuellement pas|actuellement aucun|malheureusement pas|nullement) .. (besoin|budget|utilité|
    besoins|projet|prestataire|intérêt|agence|fournisseur|services|ce type|de tel|de tels)
n'(avons|ai|en avons|en ai|a) (pas|plus|aucun|actuellement pas|actuellement aucun|nullement) ..
    (besoin|budget|utilité|besoins|projet|intérêt|prestataire|les moyens)
(décliner|déclinons|décline|refuser|refusons) (votre|cette|poliment|l'offre|la proposition|)
(ne|n) (donnerons|donnerai|donne|donnons|allons|vais|pouvons|peux|souhaite|souhaitons|désirons|
    ferons) (pas|malheureusement pas|donc pas) (suite|donner suite|y donner|faire|aller plus|
    répondre favorablement)
pas (suite|donner suite) à
(perdez|perdre|perte) (pas|de|mon|notre|votre|) temps
(cessé|fermé|cessation|fermeture) .. (activité|entreprise|société|définitivement)
(satisfait|satisfaits|satisfaite|contents|content) (de|avec|du) (notre|nos|mon|la|nos|prestataire|
    l')
(choisi|opté|décidé) .. (un autre|une autre|quelqu'un d'autre|concurrent|autre prestataire|
    de ne pas)
""",
    negative_hint="""
^ non $
malheureusement
désolé
trop cher
décliner
""",
    neutral="""
(reviens|revenons|reviendrai|reviendrons|recontacterai|recontacterons|recontacte|recontactons|
    tiens|tiendrai|tiendrons|ferai|ferons|redis|redirai) (vers|vous|te|t') .. (vous|toi|au
    courant|informé|signe|si|quand|dès|après|retour|dire|rapidement|prochainement|bientôt|contact|
    )
(vais|allons|dois|devons|je|nous) (en|y|le|la|l'|d'abord|) (parler|discuter|étudier|réfléchir|
    regarder|voir|consulter|examiner|transmettre|soumettre|lire|faire suivre|demander|
    vérifier) (à|avec|en|cela|ça|votre|mon|ma|notre|la|le|ce|et|tout|l'|si|au|dans|d'abord|)
(après|avant) (en|d'en|d'|avoir|) .. (parlé|parler|discuté|discuter|étudié|consulté|réfléchi)
(réfléchir|réfléchis|réfléchissons|réflexion)
(pas|plus) (maintenant|pour le moment|pour l'instant|en ce moment|tout de suite|actuellement|
    cette année|encore|dans l'immédiat|aujourd'hui|avant)
(pour le moment|pour l'instant|en ce moment|actuellement) (pas|non|ce n'est pas le)
(pas|n'est pas|est pas) (le|un) (bon|meilleur) moment
(mauvais|pas le bon) (moment|timing)
(recontactez|relancez|rappelez|recontacter|relancer|reprenez|reprendre|revenez|rappeler|reparler|
    reparlons|recontacte|revoir) (moi|nous|me|vers|contact|en|) .. (mois|année|an|ans|semaine|
    semaines|printemps|été|automne|hiver|rentrée|plus tard|prochain|prochaine|trimestre|janvier|
    février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|vacances)
(me|nous) (recontacter|relancer|rappeler) .. (mois|année|an|semaine|semaines|printemps|été|
    automne|hiver|rentrée|plus tard|prochain|prochaine|trimestre|janvier|février|mars|avril|mai|
    juin|septembre|octobre)
(plus tard|une autre fois|l'année prochaine|l'an prochain|le mois prochain|à la rentrée|
    au printemps) (peut être|éventuellement|)
(combien|quel) (ça|cela|coûte|coute|est ce|est le|serait le|sont vos) .. (coûte|coute|prix|tarif|
    tarifs|cout|coût|coûterait|)
(quels|quelles) (sont|est) (vos|les) (tarifs|prix|conditions|références)
(qui|que) (êtes|faites|proposez|vendez) vous
(de quoi|en quoi) (s'agit|consiste|parlez)
(ai|avons|a|est|été) (bien|) (transmis|transféré|fait suivre|reçu|noté|pris note) (votre|le|la|à|
    au|merci|)
(transmets|transmettons|transfère|fais suivre|faisons suivre)
(bien|) (reçu|noté|pris note) (merci|$)
(trop|très|débordé|débordée|débordés|occupé|occupée) (occupé|occupée|de travail|occupés|
    en ce moment|actuellement)
(travaillez|proposez|avez|pouvez|est ce|intégrez|gérez) vous .. (avec|aussi|références|également|
    expérience|expliquer|préciser|clients|tarifs|compatible)
""",
    out_of_office="""
(absent|absente|absents|absence) (du|de|jusqu'au|jusqu'à|pour|aujourd'hui|cette|le|et|ce|ces|
    actuellement|en|bureau|à|depuis|entre|prolongée)
(suis|serai|sommes|est) (actuellement|) (absent|absente|en congé|en congés|en vacances|
    en déplacement|en arrêt|en formation|en rtt|fermés|fermé|indisponible|hors du bureau)
(en|de) (congé|congés|vacances|arrêt maladie|congé maternité|congé paternité|congé parental|rtt)
(congé|congés) (maternité|paternité|parental|annuels|maladie|annuel)
(hors|loin) (du|de mon) bureau
(de|à|dès|mon) (retour) (le|au|de congés|au bureau|je|à partir|)
(serai|sera|suis) de retour
(prendrai|prendrons|répondrai|répondrons|traiterai|lirai) .. (retour|connaissance|dès que)
(accès|consulterai|consulte) (limité|restreint|pas|peu|très) .. (mails|email|messagerie|emails|
    messages|courriels)
(pas|sans) accès à (ma|mes|mon)
(cabinet|bureau|bureaux|entreprise|magasin|société) .. (fermé|fermés|fermée|ferme) (du|jusqu'au|
    pour|entre|à)
message d'absence
""",
    auto="""
(réponse|message|mail|email|courriel|notification|accusé|courrier) (automatique|automatisé|
    automatisée|généré automatiquement|de réception|envoyé automatiquement)
(généré|envoyé|générée|envoyée) automatiquement
(ne pas|de ne pas|n'y|pas) (y|) (répondre|répondez) (à|pas|directement|) (ce|cet|cette|
    directement) (message|mail|email|adresse|courriel)
(ne pas|de ne pas) y répondre
(avons|a|est|été) (bien|bien été|) (reçu|enregistré|enregistrée|prise en compte|réceptionné|
    reçue) (votre|sous|et|par) .. (demande|message|mail|email|numéro|courriel|candidature|
    commande|requête|sera|service|le)
votre (demande|message|email|mail|requête|ticket) (a|sera|est) (bien|) (été|traité|traitée|pris|
    prise|enregistré|enregistrée|en cours|ouvert)
(numéro|ticket|référence) (de|est|n|dossier|numéro) (ticket|dossier|demande|suivi|est|)
(cette|boite|boîte|adresse) (adresse|mail|email|de messagerie|boite|boîte|) (n'est|n'est pas|
    n'est plus|n est|est) (pas|plus|non|) (lue|consultée|surveillée|relevée|active|utilisée|
    traitée|relevé)
(vous|une) (répondrons|réponse|répondra|recontactera) .. (dans les plus brefs|dans un délai|sous|
    dans les meilleurs|dès que possible)
(dans les) (plus brefs|meilleurs) délais
""",
    wrong_person="""
(pas|plus) (la|le|votre) (bonne|bon|mauvaise) (personne|interlocuteur|interlocutrice|contact|
    service|adresse|destinataire|département)
(mauvaise|mauvais) (personne|interlocuteur|interlocutrice|contact|adresse|service|destinataire)
(pas|plus) (en charge|responsable|chargé|chargée|l'interlocuteur|l'interlocutrice|décisionnaire|
    décideur|compétent|concernée par|de mon ressort|dans mes attributions|mon domaine|mon service|
    moi qui|habilité|de ma compétence|mon rôle|la personne|le décisionnaire|dans mon périmètre)
(ne|n) (fait|travaille|est|m'occupe|gère|fais|faisons|s'occupe) plus (partie|dans|chez|pour|avec|
    de|parmi|ici|ce|des|en poste|salarié|employé|la|le)
(ne|n) (m'occupe|gère|traite|décide|suis|m'en occupe) (pas|plus) (de|du|des|ce|ces|cela|ça|pas|)
ne travaille plus
(a|ai|avons|ayant) (quitté|quitte) (la|l'|notre|ses|nos|le|ces|son)
a quitté l'(entreprise|agence|établissement|équipe)
(adressez|adresser|tournez|tourner|rapprochez|rapprocher|orientez) (vous|) (à|vers|plutôt|de|
    directement|auprès)
(contactez|voyez|écrivez|demandez|contacter|voir|joignez) (plutôt|directement|) (à|avec|) (ma|mon|
    notre|monsieur|madame|mme|m|le|la) (collègue|responsable|directeur|directrice|associé|service|
    siège|confrère|patron)
(est|serait|c'est) (la|le|en) (bonne|bon|charge|personne|responsable|interlocuteur|
    interlocutrice) (personne|interlocuteur|interlocutrice|contact|de|du|des|à contacter|qui|)
(s'en|s'|c'est .. qui) (occupe|gère|charge|décide)
(à la|en) retraite
(parti|partie) (à la|en) retraite
(décédé|décédée)
""",
    wrong_person_hint="""
(contactez|écrivez|contacter|écrire|joindre|voir) (à|avec|plutôt|) .. <address>
(ma|mon) collègue
""",
    mailing="""
(mails|emails|courriels|messages|liste|listes|newsletter|publicité|données|coordonnées|fichier|
    fichiers|spam|sollicitations|envois)
""",
    doubt="""
(ah|oh|ben|bah|mais) (bien sûr|super|génial|oui bien sûr|formidable|chouette|voyons|bravo|quelle|
    évidemment|merveilleux)
^ (bravo|félicitations|quelle bonne idée|quelle chance|mais bien sûr|ben voyons|génial encore)
(encore un|encore une) (mail|email|message|pub|publicité|démarchage|sollicitation|commercial|spam|
    de|prospection)
(mdr|ptdr|lol|haha|hihi)
(rgpd|cnil|avocat|plainte|spam|spams|pourriel|illégal|illicite|harcèlement|signaler|signalé|
    signalement|arnaque|escroquerie|tribunal|poursuites|juridique|honte|honteux|scandaleux|non
    sollicité|non sollicités|non sollicitée|démarchage)
(comment|où) (avez|as) (vous|tu) (eu|obtenu|trouvé|récupéré|eut|pu) .. (adresse|mail|email|
    coordonnées|contact|numéro|données)
(d'où|où) (tenez|sortez|vient|provient|viennent|proviennent|avez) .. (adresse|mail|coordonnées|
    données|contact)
(peut être|éventuellement|à voir|on verra|ça dépend|cela dépend|à condition|sous réserve|pas sûr|
    pas sûre|hésite|en théorie|à moins que|sauf si|faut voir)
si (vous|c'est|cela|ça|le|on|jamais) .. (payez|pouvez|est|êtes|peut|garantissez|prouvez|faites)
(blague|ironie|plaisanterie|plaisantez|rigolez|moquez|rêvez|rêver)
(comme c'est|quelle) (original|gentil|originalité|délicatesse|audace|imagination)
(j'attendais|j'avais|manquait) .. (que ça|plus que ça|besoin de ça)
il ne (manquait|me manquait|manquait plus)
(rien d'autre|rien de mieux|que ça) à (faire|foutre)
(robot|un bot|intelligence artificielle|chatgpt|une ia)
(idiot|imbécile|nul|stupide|marre|ras le bol|pénible|agaçant|lourd|insupportable|merde)
(déjà) (dit|répondu|demandé|signalé)
""",
    negators="""
ne n pas plus jamais non aucun aucune ni sans rien nullement guère point nest nai navons ny
""",
    contrasts="mais cependant toutefois néanmoins pourtant malheureusement hélas sauf",
    polite="""
merci svp s'il vous plaît plait stp bonjour bonsoir madame monsieur ok et donc veuillez de
cordialement
""",
)
