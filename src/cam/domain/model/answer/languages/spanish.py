"""Spanish."""

from cam.domain.model.answer.phrases import Phrases

SPANISH = Phrases(
    unsubscribe="""
no (enviar|mandar|escribir|contactar|enviarme|mandarme|escribirme|contactarme|enviarnos) (más|
    nunca|nada)
(exijo|solicito|pido|ruego|solicitamos|pedimos|exigimos) .. (eliminación|supresión|cancelación|
    borrado|eliminen|supriman|borren|que dejen|no me|baja) .. (datos|correo|dirección|email|lista|
    enviarme|escribirme|contacten|)
(basta|ya basta) (de|ya|con) .. (correos|emails|mensajes|spam|publicidad)
no .. (enviarme|escribirme|mandarme|contactarme) (más|nada)
(denme|deme|dadme|dame|darme|darnos|dennos|denos|dar) de baja
(me|nos) (den|dé|des|dan|da|dais|deis) de baja
(quiero|queremos|deseo|deseamos|quisiera|quisiéramos|solicito|solicitamos|pido|necesito|
    me gustaría) .. (darme de baja|darnos de baja|la baja|cancelar mi suscripción|que me den de
    baja|ser eliminado|ser eliminada|desuscribirme|que me borren|que me eliminen|que eliminen|que
    borren|mi baja)
(cómo|dónde) (me|puedo|nos|podemos) .. (doy de baja|darme de baja|damos de baja|darnos de baja|
    desuscribo|desuscribirme)
(eliminen|elimine|elimina|eliminad|eliminar|borren|borre|borra|borrad|borrar|quiten|quite|quita|
    quitad|quitar|saquen|saque|saca|sacar|retiren|retire|retirar|supriman|suprimir) (por favor|
    ) (mi|nuestro|nuestra|mis|nuestros|todos mis|este) .. (correo|email|dirección|datos|contacto|
    nombre|mail|información|cuenta)
(elimínenme|elimíneme|elimíname|eliminadme|eliminarme|bórrenme|bórreme|bórrame|borradme|borrarme|
    quítenme|quíteme|quítame|quitadme|quitarme|sáquenme|sáqueme|sácame|sacadme|sacarme|retírenme|
    retíreme|retírame|retirarme|desuscríbanme|desuscríbame|desuscribirme|exclúyanme|exclúyame)
(elimínennos|elimínenos|bórrennos|quítennos|sáquennos|eliminarnos|borrarnos|quitarnos|sacarnos)
(me|nos) (eliminen|elimine|borren|borre|quiten|quite|saquen|saque|retiren|excluyan) de
no (quiero|queremos|deseo|deseamos|quisiera|me interesa) .. (recibir|recibiendo|que me escriban|
    que me contacten|que me envíen|que me manden|que me vuelvan|ser contactado|ser contactada|más
    correos|más emails|más mensajes|más mails|sus correos|sus mensajes|sus emails|correos|
    publicidad|saber nada|que me contacte|que me escriba)
no (me|nos) (escriban|escriba|escribas|contacten|contacte|contactes|envíen|envíe|envíes|manden|
    mande|mandes|molesten|moleste|molestes|vuelvan|vuelva|vuelvas|contactéis|escribáis|enviéis|
    mandéis|envien|envie) .. (más|nunca|nada|correos|emails|mensajes|publicidad|a escribir|a
    contactar|a enviar|a molestar|otra vez|mails|jamás|a mandar|)
no (vuelvan|vuelva|vuelvas|volváis) a (escribirme|contactarme|enviarme|mandarme|molestarme|
    escribirnos|contactarnos|enviarnos|escribir|contactar)
(dejen|deje|deja|dejad|paren|pare|para|parad|cesen|cese) de (enviarme|escribirme|mandarme|
    contactarme|molestarme|enviarnos|escribirnos|enviar|mandar|escribir|spamear|contactar|
    acosarme|molestar|mandarnos|contactarnos)
(déjenme|déjeme|déjame|dejadme|déjennos) (en paz|tranquilo|tranquila)
(ni un|ningún|no más|nada más de|basta de) (correo|correos|email|emails|mensaje|mensajes|mail|
    mails|publicidad|spam) (más|)
no (más|mas) (correos|emails|mensajes|mails|publicidad|spam)
(me opongo|nos oponemos|oposición) .. (tratamiento|uso|datos)
(retiro|revoco) .. consentimiento
(derecho|derechos) (de|al) (supresión|oposición|olvido|cancelación)
(olvide|olviden|olvídese de|olvídense de|pierda) (mi|nuestro) (correo|email|contacto|dirección)
(eliminar|eliminen|sacar|saquen|borrar|quitar|quiten|borren) .. de (su|sus|vuestra|tu|la|esta) ..
    (lista|listas|base|bases)
(cancelar|cancelen|cancele|anular|anulen|anule) (mi|la|nuestra|esta) suscripción
""",
    command="""
^ (stop|baja|dar de baja|desuscribir|desuscribirse|eliminar|borrar|cancelar suscripción|quitar|
    parar|baja inmediata|basta) $
""",
    unsubscribe_hint="""
(borrar|borren|borre|eliminar|eliminen|elimine)
datos personales
(dejen|deje|dejad|paren|pare) de
no (me|nos) (escriban|contacten|manden|envíen|molesten)
basta
de baja
desuscribir
(nunca|no) me (suscribí|he suscrito|registré|apunté)
(sin|ningún) .. consentimiento
lista de (correo|correos|distribución|envío)
""",
    footer="""
si no (desea|deseas|quiere|quieres|desean) .. (recibir|más|que|correos)
si (desea|quiere|prefiere|deseas|quieres) .. (baja|dejar de recibir|desuscribirse|no recibir)
para (darse|darte|cancelar|dejar de|desuscribirse|no recibir) .. (baja|suscripción|recibir|aquí|
    responda|correos|haga|pulse)
(haga|haz) clic .. (baja|aquí)
(responda|responde|conteste|escriba|responder) (con|a este correo con|) .. (baja|stop|desuscribir|
    no)
(darse|date|dese) de baja (<url>|aquí|en cualquier|haciendo)
(puede|puedes|podrá) darse de baja
(baja|cancelar suscripción) (<url>|aquí)
(recibe|recibes) este
(clientes|usuarios|suscriptores) .. (de baja|desuscriben)
""",
    harmless="""
(sin|ningún|no hay|no es) (ningún|) (problema|problemas|compromiso|prisa|inconveniente|duda|apuro)
no (pasa nada|se preocupe|te preocupes|dude en|dudes en|duden en|olvide|olvides|solo|sólo|
    está mal|es mala idea|importa|hay de qué)
(por qué|porqué) no
(le|les|te|os) (interesa|interesaría|interesan|puede interesar|pueda interesar|interese)
(está|estaría|están|estarían|estás) (usted|ustedes|) interesado
(si|por si) (le|les|te) .. interesa
no me (den|dé|des|deis|eliminen|borren|quiten) de (baja|la lista)
(su|el|tu|por su|por tu) interés (por|en|)
(tasa|tipo|tipos|conflicto) de interés
nada que perder
(si|sino) no
(sin|no) más (dilación|preguntas)
de (la|mi|su) parte baja
""",
    positive="""
(me|nos) (interesa|interesaría|interesan|interesarían) (mucho|muchísimo|bastante|saber|conocer|su|
    la|el|lo|vuestra|tu|)
(sí|claro|vale) (me|nos) interesa
(estoy|estamos|estaría|estaríamos|muy|realmente) (muy|realmente|bastante|sí|) (interesado|
    interesada|interesados|interesadas)
^ (interesado|interesada|interesados|muy interesado|muy interesante) $
(tengo|tenemos|tendríamos|tendría|hay|con) (mucho|bastante|gran|) interés
(suena|parece|pinta|luce|se ve|resulta|lo veo|lo vemos) (muy|) (bien|interesante|genial|estupendo|
    prometedor|perfecto|útil|fenomenal|atractivo)
(me|nos) parece (muy|) (bien|interesante|genial|estupendo|una buena idea|perfecto|buena idea|útil)
(muy|realmente) interesante
(me|nos) (gustaría|encantaría|gustaria|encantaria) .. (saber más|hablar|conocer|ver|una demo|
    recibir|charlar|reunirnos|probar|tener más|más información|una llamada|concertar|agendar|
    entender|escuchar|que me llame|un presupuesto|conversar)
(encantado|encantada|encantados|con gusto|con mucho gusto|por supuesto|claro que sí|desde luego|
    adelante|cuenta conmigo|cuente conmigo|me apunto)
(mándeme|mándame|mándenme|envíeme|envíame|envíenme|mándenos|envíenos|envíanos|mándanos|enviadme|
    mandadme|páseme|pásame|hágame llegar|enviarme|mandarme|enviarnos|remítame) .. (información|
    detalles|propuesta|presupuesto|horarios|fechas|disponibilidad|más|info|precios|catálogo|
    presentación|enlace|tarifas|oferta|dossier|huecos|documentación)
(puede|puedes|podría|podrías|podéis|pueden) (enviarme|mandarme|enviarnos|contarme|explicarme|
    llamarme|mandarnos|pasarme|contarnos|explicarnos|decirme) .. (información|más|detalles|
    propuesta|presupuesto|precios|info|mañana|jueves|lunes|martes|miércoles|viernes|cómo|mejor)
(podemos|podríamos|quedamos|hablamos|agendamos|hablemos|agendemos|concertemos|concretemos|
    quedemos|charlemos|reunámonos|veámonos|nos vemos|conversemos|coordinemos) .. (hablar|jueves|
    lunes|martes|miércoles|viernes|mañana|semana|llamada|reunión|cuando|por teléfono|quedar|
    vernos|reunirnos|próxima|conversar|agendar|charlar)
(hablemos|hablamos|agendemos|concretemos|conversemos)
cuándo (podemos|podríamos|puede|puedes|tiene|tienes|te viene|le viene|está|estás)
(me|nos) (viene|va|vendría|queda|iría) (bien|perfecto|genial|estupendo|mejor|muy bien)
(cuénteme|cuéntame|cuéntenos|cuéntanos|explíqueme|dígame|dime) (más|cómo)
(quiero|queremos|quisiera|quisiéramos|deseo) (saber más|más información|conocer|una demo|
    un presupuesto|hablar|probar|contratar|recibir más información|ver)
(justo|precisamente|exactamente) lo que (necesito|necesitamos|buscamos|buscaba|buscábamos|
    estábamos|busco)
(estamos|estoy) (buscando|necesitando) .. (algo así|justo|ayuda|proveedor|agencia|una solución|
    precisamente|alguien|esto)
(quedo|quedamos) (a la espera|pendiente|atento|atenta|atentos) (de|) .. (llamada|información|
    propuesta|noticias|respuesta|)
(estoy|estaré|estamos) (disponible|libre|disponibles) (el|mañana|la|a partir|cualquier|este|esta|
    todo|por)
(aquí tiene|aquí tienes|este es) mi (calendario|agenda|disponibilidad)
(buen|en buen|justo a) (momento|tiempo)
""",
    invite="""
(llámeme|llámame|llámenme|llamadme|llámenos|llámanos|llamarme|telefonéeme)
me (puede|puedes|pueden|podría) (llamar|localizar|encontrar|contactar)
(pásese|pásate|pase|venga|ven|vengan|pásense) (por|cuando|a) (nuestra|la|mi|vernos|quiera|verme)
mi (número|móvil|teléfono|celular)
(deme|dame|déme) (un toque|una llamada)
""",
    positive_hint="""
interesado
interesada
interesados
interesa
interesante
sí
claro
vale
más información
presupuesto
""",
    negative="""
no (me|nos|le|les) (interesa|interesan|interesaría|encaja|conviene|hace falta|convence|cuadra|
    es de interés|resulta)
no (estoy|estamos|estaría|estaríamos) .. (interesado|interesada|interesados|interesadas|buscando|
    por la labor|contratando)
no (tengo|tenemos|tenemos actualmente|hay|existe|vemos|veo) (ningún|ninguna|mucho|) (interés|
    necesidad|presupuesto|planes|intención|necesidades)
(sin|ningún|poco|nulo) interés
no (es|sería|resulta) (de nuestro interés|de interés|para nosotros|lo que buscamos|
    lo que necesitamos|relevante|necesario|una prioridad|prioritario|nuestro caso|algo que|de mi
    interés|lo nuestro|interesante)
no (necesito|necesitamos|precisamos|preciso|requerimos|queremos|buscamos|vamos a|pensamos|
    contratamos) .. (nada|ayuda|servicios|sus servicios|este servicio|este tipo|ese|contratar|
    cambiar|seguir|avanzar|agencia|esto|más|invertir|proveedor|proveedores|ningún)
no (lo|la|los) (necesito|necesitamos|queremos|precisamos)
no (muchas|) gracias
^ (no|nop|nada) (gracias|muchas gracias|estamos|nos|me)
(gracias|muchas gracias) pero (no|ya)
gracias pero no gracias
ya (tenemos|tengo|trabajamos|trabajo|contamos|disponemos|usamos|utilizamos|lo tenemos|colaboramos|
    estamos|lo hacemos|hay|nos) .. (agencia|proveedor|proveedores|con|alguien|cubierto|solución|
    servicio|equipo|empresa|sistema|herramienta|cubiertos|internamente|quien|otro|otra|servidos|
    contratado|propio|persona|partner|resuelto)
(lo hacemos|lo gestionamos|lo llevamos|lo tenemos) (todo|) (internamente|nosotros|nosotros mismos|
    en casa|interno|resuelto|cubierto)
(rechazar|declinar|declinamos|declino|rechazamos) (su|la|esta|amablemente|)
(debo|tengo que|tenemos que|vamos a|preferimos|prefiero) (rechazar|declinar|decir que no|no|
    descartarlo|pasar)
(pierda|perder|pierdas|pierdan|pérdida de) .. tiempo
(hemos|he) (decidido|elegido|optado|contratado) .. (otra|otro|no|por no)
(contentos|satisfechos|contento|satisfecho|contentas) con .. (actual|proveedor|agencia|equipo|
    tenemos|nuestro|nuestra)
(hemos|ha) (cerrado|cesado) .. (empresa|negocio|actividad|definitivamente)
(paso|pasamos) (gracias|de esto|por ahora)
""",
    negative_hint="""
^ no $
lamentablemente
desgraciadamente
(demasiado|muy) caro
declinar
""",
    neutral="""
(le|te|os|les|lo|la) (digo|diré|contesto|contestaré|respondo|responderé|aviso|avisaré|comento|
    comentaré|comunico|confirmo|confirmaré|escribo|escribiré|llamo|contacto|contactaré|
    contactaremos|avisamos|decimos|haremos saber|hago saber|contactamos|avisaremos|responderemos|
    tendré en cuenta|tendremos en cuenta) .. (algo|cuando|si|en|más|la|luego|pronto|con|lo|
    próximamente|después|mañana|)
(lo|la|esto|tu|su) (consulto|consultaré|consultamos|comento|comentaré|hablo|hablaré|estudio|
    estudiaré|estudiamos|estudiaremos|reviso|revisaré|revisamos|valoro|valoramos|valoraremos|
    pienso|pensaré|miro|miraré|veo|veré|comparto|compartiré|reenvío|paso|pasaré|traslado|
    trasladaré|analizo|analizaremos|valoraré|analizaré)
(tengo|tenemos|debo|voy|vamos|déjeme|déjame|necesito|hay) (que|a|) (consultarlo|hablarlo|
    comentarlo|pensarlo|estudiarlo|revisarlo|verlo|valorarlo|mirarlo|consultar|hablar con|
    discutirlo|analizarlo|leerlo|comentar)
(ahora|por ahora|de momento|por el momento|en este momento|actualmente|hoy|todavía|aún|este año)
    (mismo|) no
no (ahora|por ahora|de momento|por el momento|en este momento|todavía|aún|este año|este mes|
    este trimestre)
no es (un|el) (buen|mejor) momento
(mal|no es buen) momento
(más adelante|más tarde|el año que viene|el próximo año|el próximo mes|el mes que viene|
    después del verano|en otro momento|otro día|tras el verano|el próximo trimestre|en otra
    ocasión)
(escríbame|escríbeme|contácteme|contáctame|llámeme|vuelva|vuelve|contacte|contacta|pregunte|
    recuérdeme|retome|retomamos|retomemos|hablamos|escríbanos|contáctenos|retomar) .. (septiembre|
    enero|febrero|marzo|abril|mayo|junio|julio|octubre|noviembre|diciembre|año|meses|mes|semanas|
    primavera|verano|otoño|invierno|trimestre|adelante|tarde|vacaciones)
(cuánto|qué) (cuesta|cuestan|vale|valen|precio|costaría|precios|tarifas|coste|sale)
cuál (es|sería) (el|su) (precio|coste|tarifa|costo)
(quién|quiénes) (es|son|sois|eres)
(qué|de qué) (ofrecen|hacen|ofrece|hace|se trata|exactamente|haces|ofrecéis|hacéis)
(he|hemos|ha sido) (reenviado|pasado|trasladado|compartido|recibido|tomado nota) .. (a|su|al|con|
    la|nota|el|)
(recibido|anotado|tomo nota|tomamos nota|enterado|enterados) (gracias|muchas gracias|$)
(muy|bastante|demasiado|hasta arriba|liado|liada|liados|ocupado|ocupados) (ocupado|ocupados|liado|
    liados|ocupada|ahora|en este momento|de trabajo)
(trabajan|tienen|ofrecen|pueden|se integra|integran|funciona|tienes|tiene|tenéis) .. (con|también|
    referencias|experiencia|explicar|precios|clientes|ejemplos|tarifas)
""",
    out_of_office="""
fuera de (la|mi|nuestra|) (oficina|despacho)
(estoy|estaré|estamos|estaremos|me encuentro|encontraré) (actualmente|) (fuera|ausente|
    de vacaciones|de viaje|de baja|de permiso|ausentes|cerrados|en periodo|disfrutando)
(de|por|en) (vacaciones|baja médica|baja maternal|baja paternal|permiso de maternidad|
    permiso de paternidad|viaje de negocios|baja por enfermedad)
(baja|permiso|licencia) (de|por|) (maternidad|paternidad|maternal|paternal|médica|enfermedad)
(ausente|ausencia) (de|hasta|del|por|desde|la)
(sin|con|tendré|no tendré) (acceso|) (limitado|acceso limitado|acceso al|acceso a mi|acceso a) ..
    (correo|email|internet|mail|)
(regreso|vuelvo|volveré|regresaré|incorporaré|reincorporaré|reincorporo|a mi vuelta|a mi regreso|
    estaré de vuelta|de vuelta) (el|a la|a partir|al|le|les|en|responderé|te|día)
(oficina|oficinas|empresa|despacho) .. (cerrada|cerradas|cerrado) .. (hasta|por|del|desde)
""",
    auto="""
(respuesta|mensaje|correo|email|notificación|confirmación) (automática|automático|automatizado|
    automatizada|generado automáticamente|generada automáticamente|enviado automáticamente)
(generado|enviado|generada|enviada) (de forma|) (automáticamente|automática)
(no|por favor no) (responda|respondas|responder|conteste|contestar|respondan) (a|directamente|)
    (este|esta|al|directamente) (mensaje|correo|email|dirección|mail)
(hemos|ha sido|ha) (recibido|registrado|registrada|recibida) .. (su|correctamente|con|tu|
    consulta) .. (solicitud|mensaje|consulta|correo|número|petición|email|éxito|atendida)
(su|tu) (solicitud|consulta|mensaje|correo|petición) (ha sido|fue|será|ha) .. (recibida|recibido|
    registrada|atendida|atendido|asignada|respondida)
(número|nº) de (ticket|caso|solicitud|referencia|incidencia|expediente)
(nos pondremos|nuestro equipo) .. (en contacto|contactará|responderá|se pondrá) .. (brevedad|
    breve|pronto|horas|posible|antes)
(a la mayor|con la mayor|en la mayor) brevedad
(buzón|dirección|cuenta|correo) no (está|es|se) .. (monitorizado|supervisado|atendido|revisa|lee|
    atendida|monitorizada|revisado)
""",
    wrong_person="""
no (soy|es|era) .. (la|el|su|quien) (persona|contacto|responsable|encargado|encargada|indicada|
    adecuada|interlocutor|correcto|decide|lleva|indicado|correcta)
(no soy|no es) (yo|) (quien|el que|la que)
(persona|contacto|dirección|departamento|correo|destinatario) (equivocado|equivocada|incorrecto|
    incorrecta|errónea|erróneo)
(se ha|te has|se han|se) (equivocado|confundido|equivoca) de (persona|contacto|dirección|
    departamento|empresa|correo)
(ya no|no) (trabaja|trabajo|forma|formo|está|pertenece|estoy) (aquí|con nosotros|en la|parte|
    en esta|en la empresa|más|para|a la|en el|en este)
(ya no) (trabaja|trabajo|forma|formo|está|estoy|pertenece|llevo|es|soy)
(ha|he) (dejado|abandonado) (la|nuestra|de trabajar|el|esta)
(no|ya no) (me|) (encargo|ocupo|llevo|gestiono|corresponde|compete|decido|depende de mí|
    tengo competencia)
no es (mi|de mi|competencia mía) (área|departamento|responsabilidad|competencia|función|cometido|
    decisión)
(diríjase|dirígete|dirigirse|diríjanse|póngase|ponte|pónganse) (a|en contacto con|al|mejor)
(hable|habla|escriba|escribe|contacte|contacta|consulte|escríbale|pregunte|hablar|contactar|
    escribir) (usted|mejor|directamente|por favor|) (con|a|al) (mi|nuestro|nuestra|la|el|don|
    doña) .. (compañero|compañera|colega|jefe|jefa|responsable|director|directora|encargado|
    encargada|departamento|socio|socia)
(la|el) (persona|responsable|encargado|encargada|contacto) (adecuada|indicada|correcta|correcto|
    de esto|de este|de estos|que lleva|que se encarga|es|sería|para)
(se ha|está|se) (jubilado|jubilada|jubiló)
(fallecido|fallecida|falleció)
(de eso|de esto|de este tema|de estos temas) se (encarga|ocupa)
(lo|la|los) (lleva|gestiona|decide) (mi|nuestro|nuestra|la|el|otra)
""",
    wrong_person_hint="""
(escriba|escribe|contacte|contacta|hable|habla|escribir|contactar) (a|con|mejor|al) .. <address>
(mi|nuestro|nuestra) (compañero|compañera|colega)
""",
    mailing="""
(correos|emails|mails|mensajes|lista|listas|boletín|publicidad|datos|spam|suscripción)
""",
    doubt="""
^ (qué|ay|uy|anda|vaya|oh) (bien|ilusión|sorpresa|original|alegría|maravilla|divertido|suerte|
    genial)
(sí claro|claro claro|seguro que sí|ya ya)
(otro|otra|otro más|ya está el) (correo|email|mensaje|spam|comercial|vendedor|publicidad)
(jaja|jajaja|jeje|lol|jajajaja)
(rgpd|lopd|protección de datos|aepd|abogado|abogados|denuncia|denunciar|denunciaré|spam|ilegal|
    acoso|estafa|queja|reclamación|demanda|correo basura|no solicitado|no solicitados|vergüenza|
    tribunal)
(de dónde|cómo|dónde) (ha|han|has|habéis|sacó|sacaron|obtuvo|obtuvieron|tiene|tienen) .. (correo|
    dirección|email|datos|contacto|mail|sacado|obtenido|conseguido)
quién le (dio|ha dado)
(quizás|quizá|tal vez|a lo mejor|puede que|depende|posiblemente|puede ser|no estoy seguro|
    no estoy segura|no sé si|salvo que|a menos que|según|en teoría|ya veremos|a ver)
si (me|usted|ustedes|es|el|la|se|nos|realmente|hay) .. (pagan|paga|puede|pueden|demuestra|
    garantiza|fuera|ofrecen|es)
(broma|ironía|bromea|sarcasmo|sueña|soñar|chiste)
(justo|precisamente|exactamente) lo que (me|nos) faltaba
(lo que|lo único que) (me|nos) faltaba
(nada|cosa) mejor que hacer
(robot|un bot|inteligencia artificial|chatgpt)
(idiota|estúpido|basura|pesado|pesados|harto|harta|mierda|cansino)
ya (le|les|te|os) (dije|he dicho|respondí|contesté|hemos dicho|escribí)
""",
    negators="no nunca ni sin nada ningún ninguna ninguno jamás tampoco",
    contrasts="pero embargo aunque obstante lamentablemente salvo excepto",
    polite="""
por favor gracias hola buenos buenas días tardes noches estimado estimada señor señora vale y o
saludos ya le les ruego
""",
)
