"""Wordings that say that nobody is there, and that nobody will be."""

from cam.domain.model.bounce_notation import said
from cam.domain.model.incoming import BounceKind

NO_USER = said(
    BounceKind.HARD,
    "no such user",
    r"""
    WHO ~ invalid\b(?! (?:response|certificate|command|reply|header|syntax|character))
    WHO ~ (?:non-?existe?[ai]?nt|unrecogni[sz]ed|undeliverable|undefined)\b
    WHO ~ not(?: be| been)? (?:found|known|exist|recogni[sz]ed|listed|valid|registered|located)\b
    WHO ~ not(?: be| been)? (?:present|defined|correct|here)\b
    WHO ~ no longer\b
    WHO ~ not(?: \w+)? (?:a|an|our|one) (?:known|valid|registered|local|customer|user|existing)
    WHO ~ (?:has been|was|is) (?:deleted|removed|terminated|cancell?ed)
    (?:no such|invalid|bad|illegal|wrong|non-?existent|undefined|incorrect) MORE WHO
    unrecogni[sz]ed MORE WHO
    (?:unable|failed) to find MORE WHO
    (?:could|can|did) not (?:find|locate|identify) MORE WHO
    not (?:a|an|our|one of our) MORE WHO
    (?:does|do|did) not exist|not exist\b
    does not have an? (?:\S+ )?(?:account|mailbox)
    no (?:mailbox|account|user|person|alias|one|address)(?: \w+){0,3} (?:by|with|for|of|at|named)
    no (?:mailbox|account|user|person|alias|one|address)(?: \w+){0,3} (?:here|found|matches|exists)
    nobody (?:at|by|here)|no (?:valid )?mailbox\b|no such (?:person|user)
    not (?:listed )?in (?:\S+ ){0,3}(?:directory|address ?book|validrcptto|user ?list)
    not (?:listed )?in (?:\S+ ){0,3}(?:recipient (?:table|list))
    not present in|not our customer|badrcptto|envelope recipient has been denied
    mailbox (?:is )?(?:unavailable|not available)(?! or access denied)
    unknown user: @
    not (?:be )?found at
    address ~ could not be found
    (?:unroutable|undeliverable) (?:address|recipient|mailbox)
    no longer (?:accepts?|valid|in use|active|exists?|available|with us|at this|here|employed)
    no longer works?
    address (?:is )?rejected\.?$|recipient address rejected: access denied
    recipient (?:is )?not (?:accepted|ok|local)
    resolver.adr(?!.ambig)|user not (?:found|known|local|here)
    no valid recipients for|bad-mailbox
    """,
)

UNKNOWN = said(
    BounceKind.HARD,
    "user unknown",
    r"""
    WHO ~ unknown\b(?! (?:error|reason|failure|status|problem|command|response))
    unknown MORE WHO
    user ?unknown|unknown ?user
    """,
    faint=True,
)
"""Filters say so, too, of people who are there."""

NO_USER_ABROAD = said(
    BounceKind.HARD,
    "no such user, in another language",
    r"""
    (?:utilisateur|destinataire|adresse) ~ (?:inconnu|invalide|introuvable|inexistant|non valide)
    (?:compte|bo[iî]te|usager) ~ (?:inconnu|invalide|introuvable|inexistant|non valide)
    (?:utilisateur|destinataire|adresse|compte|bo[iî]te) ~ pas (?:été )?(?:trouv|exist|valide)
    (?:usager) ~ pas (?:été )?(?:trouv|exist|valide)
    n'existe(?:nt)? (?:pas|plus)|(?:inconnu|introuvable)e? (?:à|au|dans|sur)
    (?:benutzer|empfänger)\w* ~ (?:unbekannt|existiert nicht|ungültig|gibt es nicht|gelöscht)
    (?:adresse|konto|postfach)\w* ~ (?:unbekannt|existiert nicht|ungültig|gibt es nicht|gelöscht)
    (?:nutzer|user|adressat)\w* ~ (?:unbekannt|existiert nicht|ungültig|gibt es nicht|gelöscht)
    (?:benutzer|empfänger)\w* ~ nicht (?:bekannt|gefunden|vorhanden|gültig|existent|ermittelt)
    (?:adresse|konto|postfach)\w* ~ nicht (?:bekannt|gefunden|vorhanden|gültig|existent|ermittelt)
    (?:nutzer|user|adressat)\w* ~ nicht (?:bekannt|gefunden|vorhanden|gültig|existent|ermittelt)
    (?:e-?mail-?konto|emailkonto|email konto)\b.{0,100}nicht vorhanden
    unbekannte\w* (?:benutzer|empfänger|adresse|nutzer|user)|existiert nicht
    (?:usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n|correo) ~ (?:desconocid|inexistente)
    (?:usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n|correo) ~ (?:inv[aá]lid)
    (?:usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n|correo) ~ (?:no (?:es )?v[aá]lid)
    (?:usuario|destinatario|direcci[oó]n|cuenta) ~ (?:no (?:se )?(?:ha )?(?:sido )?encontr)
    (?:buz[oó]n|correo) ~ (?:no (?:se )?(?:ha )?(?:sido )?encontr)
    no existe
    (?:utente|destinatario|indirizzo|casella|account) ~ (?:sconosciut|inesistent)
    (?:utente|destinatario|indirizzo|casella|account) ~ (?:non (?:esist|trovat|valid))
    non esiste
    (?:usu[aá]rio|destinat[aá]rio|endere[cç]o|conta) ~ (?:desconhecid|inexistente|inv[aá]lid)
    (?:usu[aá]rio|destinat[aá]rio|endere[cç]o|conta) ~ n[aã]o (?:existe|(?:foi )?encontrad)
    (?:caixa) ~ (?:n[aã]o (?:existe|encontrad|foi encontrad))
    n[aã]o existe
    (?:gebruiker|ontvanger|adres|geadresseerde|postvak) ~ (?:onbekend|niet (?:gevonden|bekend))
    onbekende (?:gebruiker|ontvanger)|bestaat niet
    (?:użytkownik|adres|odbiorc|skrzynk|konto)\w* ~ (?:nieznan|nie znalezion)|nie istnieje
    (?:användare|mottagare|adress|bruger|modtager|bruker)\w* ~ (?:okänd|finns inte|hittades inte)
    (?:användare|mottagare|adress|bruger|modtager|bruker)\w* ~ (?:ukendt|findes ikke|ukjent)
    (?:användare|mottagare|adress|bruger|modtager|bruker)\w* ~ (?:finnes ikke)
    (?:пользовател|получател|адрес|ящик)\w* ~ (?:не (?:найден|известен)|неизвест)
    .*(?:не существует|нет такого)
    .*(?:ユーザ|宛先|あて先|受信者|アドレス)[^。;]{0,40}?(?:存在しま|存在しない|存在いたしま|見つかりません)
    .*(?:ユーザ|宛先|あて先|受信者|アドレス)[^。;]{0,40}?(?:ありません|不明|無効|間違)
    .*(?:メールボックス|アカウント)[^。;]{0,40}?(?:存在しま|存在しない|見つかりません|ありません)
    .*(?:用户|收件人|帐号|账号|邮箱|地址|信箱)[^。;]{0,20}?(?:不存在|未找到|无效|不正确|找不到|未知)
    .*(?:使用者|郵箱|帳號|信箱)[^。;]{0,20}?(?:不存在|找不到|無效|未知)
    .*(?:사용자|수신자|받는|계정|주소)[^.;]{0,30}?(?:없|존재하지|알 수 없)
    """,
)

NO_DOMAIN = said(
    BounceKind.HARD,
    "no such domain",
    r"""
    WHERE ~ not (?:been |be )?(?:found|exist|known|valid|registered|resolv|reachable)
    WHERE ~ (?:unknown|invalid|non-?existent|unresolvable)\b(?! (?:error|reason|command))
    (?:unknown|no such|invalid|illegal|non-?existent|unresolvable|unroutable) MORE WHERE
    (?:could|can|did) not (?:find|resolve|locate|route) MORE (?:WHERE|route)
    (?:unable|failed) to (?:find|resolve|locate|route) MORE (?:WHERE|route)
    (?:destination server|mail system|email system) ~ not (?:be )?found
    host unknown|bad-domain|nxdomain|name or service not known|nodename nor servname|no data known
    no (?:such )?(?:dns|mx|a) (?:\w+ ){0,3}(?:record|information|entry|data)|no (?:valid )?mx\b
    has no (?:valid )?(?:mx|mail exchanger|dns)
    no address associated|no mail exchanger|lookups? failed permanently|point to non-existent
    no route (?:found )?to domain|no hosts? (?:found|could)|bad destination (?:system|host|domain)
    (?:domaine|hôte|serveur) ~ (?:inconnu|introuvable|inexistant)
    domain\w* ~ (?:unbekannt|nicht gefunden|existiert nicht)
    dominio ~ (?:desconocido|inesistente|no encontrado)
    .*(?:ドメイン|ホスト)[^。]{0,30}?(?:存在しま|見つかりません|不明)
    .*域名[^。]{0,10}?不存在
    """,
)

NO_MAIL = said(
    BounceKind.HARD,
    "the domain accepts no mail",
    r"""
    null ?mx
    (?:domain|host) ~ (?:does not|never|not) (?:accept|receive|handle)s? (?:any )?e?mail(?! from)
    (?:server|site) ~ (?:does not|never|not) (?:accept|receive|handle)s? (?:any )?e?mail(?! from)
    no smtp service|name server: \.:
    """,
)

MOVED = said(
    BounceKind.HARD,
    "moved",
    r"""
    (?:has|have|was|been|is) (?:permanently )?(?:moved|superseded) (?:to|by)
    WHO ~ (?:has|have) (?:been )?(?:moved|changed|migrated|replaced)\b
    new (?:email )?address (?:is|:)
    no longer (?:work|employ)|left the company
    a déménagé|a changé d'adresse|neue (?:e-?mail-?)?adresse|verzogen
    """,
)
