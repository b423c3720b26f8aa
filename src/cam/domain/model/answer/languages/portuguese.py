"""Portuguese, as it is written in Portugal and in Brazil."""

from cam.domain.model.answer.phrases import Phrases

PORTUGUESE = Phrases(
    unsubscribe="""
não (enviar|mandar|contactar|contatar|escrever|me enviar|me mandar|me contatar|enviar me|
    contactar me) (mais|nada|nunca)
(exijo|solicito|peço|pedimos|solicitamos|exigimos) .. (eliminação|exclusão|remoção|apagamento|
    eliminem|apaguem|removam|que deixem|não me|que parem) .. (dados|email|endereço|lista|
    contactem|enviem|)
(basta|chega) (de|com) .. (emails|mensagens|spam|publicidade)
(retirem|retire|retira|removam|remova|remove|tirem|tire|tira|excluam|exclua|exclui|eliminem|
    elimine|apaguem|apague|descadastrem|descadastre|risquem|desinscrevam|desinscreva) (me|
    nos) (da|do|das|dos|de|desta|dessa|imediatamente|já|por favor|)
(me|nos) (retirem|retire|retira|removam|remova|remove|tirem|tire|tira|excluam|exclua|exclui|
    eliminem|elimine|apaguem|apague|descadastrem|descadastre|descadastrar|remover|retirar|tirar|
    excluir|desinscrever|desinscreva)
(remover|retirar|excluir|apagar|eliminar|remova|removam|exclua|excluam|apague|apaguem|elimine|
    eliminem|retire|retirem|deletem|delete|remoção|exclusão) (do|dos|da|de|) (o meu|os meus|meu|
    meus|minha|a minha|nosso|o nosso|nossos|nossa|todos os meus|este|as minhas|minhas) .. (email|
    emails|endereço|contacto|contato|dados|nome|mail|informações|cadastro|registo|correio)
(remover|retirar|excluir|cancelar|tirar) (me|) .. (da|das|desta|dessa|de) (vossa|sua|suas|vossas|
    tua|lista|listas|nossa|base|mailing) .. (lista|listas|base|emails|mailing|contatos|contactos|
    dados|newsletter|distribuição|)
(não|nao|nunca) (quero|queremos|desejo|desejamos|pretendo|pretendemos|gostaria|quero mais|
    desejo mais|pretendo mais) (mais|continuar a|voltar a|de|) (receber|ser contactado|ser
    contactada|ser contatado|ser contatada|recebendo|os vossos|seus|emails|ouvir|nada|ser
    incomodado|que me|ser contactados)
(não|nao) (me|nos) (contacte|contactem|contate|contatem|escreva|escrevam|envie|enviem|mande|
    mandem|incomode|incomodem|enviar|mandar|contactar|contatar) .. (mais|nunca mais|novamente|
    emails|mensagens|nada|outra vez|de novo|publicidade|)
(não|nao) (contacte|contactem|contate|contatem|enviem|envie|mandem|mande|escrevam|escreva|volte|
    voltem) (me|nos|mais|a) .. (mais|emails|mensagens|nada|contactar|contatar|escrever|enviar|
    nunca|)
(parem|pare|para|deixem|deixe|cessem|cesse) (de|com) .. (me enviar|me mandar|enviar|mandar|
    escrever|contactar|contatar|me escrever|me contatar|me contactar|enviarem|enviar me|estes|os
    emails|esses|spam|incomodar|com isso|com isto|emails|mensagens)
(chega|basta|nada) de (emails|email|mensagens|spam|publicidade|mails)
(não|nenhum|sem) mais (emails|email|mensagens|contactos|contatos|publicidade)
(quero|queria|gostaria|desejo|solicito|peço|pretendo|pedimos|solicitamos|queremos|pretendemos|
    preciso) .. (cancelar a minha subscrição|cancelar a subscrição|cancelar minha inscrição|
    cancelar a inscrição|ser removido|ser removida|a remoção|a exclusão|o cancelamento|
    descadastrar|me descadastrar|desinscrever|que me removam|que me retirem|sair da|sair desta|
    deixar de receber|ser retirado|ser retirada|ser excluído|que retirem|que removam|remover meu|
    a eliminação|parar de receber|anular a subscrição|ser excluída|minha exclusão|minha remoção)
como (posso|faço|é que|me) .. (cancelar|descadastrar|sair da lista|deixar de receber|descadastro|
    remover)
(oponho|opomos|oposição) .. (tratamento|uso|dados|utilização)
(retiro|revogo|retirar) .. consentimento
direito (de|à|ao|a) (oposição|apagamento|eliminação|esquecimento|exclusão)
(deixem|deixe) (me|nos) (em paz|sossegado|sossegada)
(esqueça|esqueçam) .. (meu|email|endereço|contacto|contato)
(cancelem|cancele|cancelar|anular|anulem) (a minha|minha|a nossa|esta|a) (subscrição|inscrição|
    assinatura)
""",
    command="""
^ (stop|parar|pare|remover|cancelar|descadastrar|sair|cancelar subscrição|cancelar inscrição|
    remova|retirar|excluir|chega|basta|cancelamento|desinscrever|cancelar a subscrição) $
""",
    unsubscribe_hint="""
(remover|retirar|apagar|apaguem|eliminem|removam|retirem|excluir)
dados pessoais
(parem|pare|deixem) de
não me (contactem|escrevam|enviem|mandem|incomodem|contatem)
(chega|basta)
descadastrar
cancelar a subscrição
cancelar a inscrição
nunca me (inscrevi|registei|cadastrei|subscrevi)
(não|nunca) .. (inscrevi|subscrevi|cadastrei|autorizei)
(sem|nenhum) .. consentimento
lista de (emails|email|distribuição|contactos|contatos|envio)
""",
    footer="""
(se|caso) não (deseja|deseje|quiser|queira|pretende|pretender|desejar|pretenda) .. (receber|mais|
    que)
(se|caso) (deseja|deseje|quiser|queira|pretende|pretender|desejar|prefere) .. (cancelar|
    descadastrar|sair|não receber|deixar de receber|remover)
para (cancelar|se descadastrar|descadastrar|deixar de receber|sair|não receber|anular)
(clique|clicar) .. (cancelar|aqui|descadastrar|remover)
(responda|responder|responde|escreva) (com|a este email com|) .. (stop|remover|cancelar|sair|
    parar|não)
(cancelar|descadastrar|descadastre) .. (<url>|aqui|a qualquer momento|clicando)
(pode|poderá) .. (cancelar a subscrição|descadastrar|cancelar a inscrição|sair)
(recebe|recebeu|está a receber|está recebendo) (este|esta)
(clientes|utilizadores|usuários|subscritores|pessoas) .. (cancelam|descadastram|cancelar)
""",
    harmless="""
(sem|nenhum|não há|não tem|não é) (qualquer|nenhum|um|) (problema|problemas|compromisso|pressa|
    stress|dúvida|crise|inconveniente|preocupação)
não (se preocupe|te preocupes|hesite|hesitem|hesites|deixe de|só|somente|apenas|esqueça|
    é má ideia|faz mal|vejo a hora|é mau|tem de quê|é ruim|vá por)
(por que|porque|porquê) não
(tem|teria|têm|teriam|está|estaria|estão|tens) (o senhor|a senhora|você|vocês|) (interesse|
    interessado|interessada)
(se|caso) (tiver|tenha|houver|estiver|tiverem|lhe|o senhor|a senhora|te) .. (interesse|
    interessado|interessar)
(lhe|vos|te) (interessa|interessaria|interessar)
(pelo|seu|vosso|o seu|o vosso|teu) interesse
(taxa|taxas|conflito|conflitos) de (juro|juros|interesse|interesses)
não me (removam|remova|retirem|retire|tire|exclua|tirem|excluam)
nada a perder
(se|senão|caso contrário) não
""",
    positive="""
(tenho|temos|teria|teríamos|há|com|sim) (muito|todo o|bastante|grande|sim|) interesse
(interessa|interessaria|interessam) (me|nos) (muito|bastante|saber|)
(me|nos|isso me|isso nos) (interessa|interessaria|interessou|interessam) (muito|bastante|sim|
    saber|)
(estou|estamos|estaria|estaríamos|muito|fiquei|ficámos|ficamos|realmente) (muito|bastante|sim|
    realmente|bem|) (interessado|interessada|interessados|interessadas)
^ (interessado|interessada|interessados|muito interessado|muito interessante) $
(parece|soa|pareceu|parece me|parece nos|me parece|acho|achei|é|achamos) (me|nos|muito|bastante|
    bem|isso|) .. (interessante|bem|ótimo|óptimo|excelente|útil|promissor|uma boa ideia|boa ideia|
    perfeito|bom|legal|ótima ideia)
(muito|bastante|bem) (interessante|legal)
(gostaria|gostaríamos|gostava|gostávamos|adoraria|adoraríamos|adorava|queria|queríamos|quero|
    queremos) (muito|imenso|) (de|) .. (saber mais|conversar|falar|conhecer|ver uma|uma demo|
    receber mais|agendar|reunir|entender melhor|experimentar|um orçamento|uma reunião|marcar|mais
    informações|mais informação|ouvir mais|testar|mais detalhes|perceber melhor|ver)
(com prazer|com todo o prazer|com todo o gosto|com muito gosto|com gosto|claro que sim|
    com certeza|vamos lá|bora|vamos em frente|fechado|conte comigo|pode contar)
(envie|envia|enviem|mande|manda|mandem|partilhe|encaminhe|passe|faça) (me|nos|por favor|) ..
    (informação|informações|detalhes|proposta|orçamento|disponibilidade|horários|mais|datas|
    brochura|apresentação|preços|catálogo|link|material|tabela|info|exemplos)
(me|nos) (envie|envia|enviem|mande|manda|mandem|passe|passa|encaminhe) .. (informação|informações|
    detalhes|proposta|orçamento|disponibilidade|horários|mais|datas|brochura|apresentação|preços|
    catálogo|link|material|tabela|info)
(pode|podem|podes|poderia|poderiam|consegue|podia|consegues) (enviar|mandar|ligar|explicar|contar|
    me enviar|me mandar|me ligar|me explicar|nos enviar|dizer|apresentar|me passar|nos mandar|me
    contar) .. (me|nos|mais|informações|informação|proposta|detalhes|orçamento|amanhã|quinta|
    segunda|terça|quarta|sexta|uma|como)
(podemos|poderíamos|vamos|podíamos|bora|conseguimos|que tal) .. (conversar|falar|reunir|agendar|
    marcar|combinar|uma chamada|uma reunião|um café|uma conversa|nos falar|uma call|avançar|bater
    um papo|uma ligação)
(conversemos|falemos|falamos|conversamos|vamos falar|marquemos|agendemos|combinemos) .. (amanhã|
    quinta|segunda|terça|quarta|sexta|semana|então|quando|próxima|melhor|feira|)
quando (podemos|pode|podes|poderíamos|está|estaria|tem|seria|estás|poderia|consegue|podem|
    é que pode) .. (falar|conversar|disponível|ligar|disponibilidade|reunir|livre|agendar|marcar|
    tempo|melhor|bom)
(quinta|segunda|terça|quarta|sexta|amanhã|feira) .. (funciona|serve|está bom|fica bem|é bom|dá me|
    convém|está ótimo|fica bom|está óptimo|pode ser|para mim)
(conte|diga|fale|explique|conta) (me|nos) (mais|como|melhor)
(exatamente|exactamente|precisamente|mesmo|justamente) (o|do) que .. (precisamos|procuramos|
    procurávamos|preciso|procuro|procurava|precisávamos|estamos)
(estamos|estou|andamos|ando) (à|a|justamente|mesmo) (procura|procurar|procurando|à procura|
    precisar|precisando) .. (algo|disto|disso|uma|um|alguém|ajuda|agência|parceiro|)
(fico|ficamos|ficarei|aguardo|aguardamos|aguardarei) (a aguardar|no aguardo|à espera|o seu|a sua|
    o vosso|a vossa|seu|sua|aguardando|contacto|contato|retorno|proposta)
(estou|estarei|estamos|tenho) (disponível|livre|disponíveis|disponibilidade) (na|amanhã|quinta|
    segunda|terça|quarta|sexta|a partir|para|das|à|depois|no|esta|toda|próxima)
(aqui está|aqui tem|segue|eis) (a minha|o meu|minha|meu) (agenda|calendário|disponibilidade)
(boa|em boa|na melhor) (altura|hora)
^ (sim|claro|ok|ótimo|certo|pode ser) (por favor|obrigado|claro|com|pode|podemos|temos|tenho|
    vamos|quero|queremos|gostaria|gostava|ligue|envie|mande|quinta|amanhã|interessa|por que não|
    vamos conversar)
saber mais
""",
    invite="""
(ligue|liga|liguem|telefone|chame|telefona|contacte) (me|nos|para)
(me|nos) (ligue|liga|liguem|telefone|chame|chama|ligar)
(pode|podes|podem|poderia) (ligar|telefonar|me ligar|contactar) (me|para|nos|hoje|amanhã|)
(ligar|telefonar) (me|nos)
(passe|passa|passem|venha|venham|vem) (pelo|no|ao|cá|aqui|à|pela|nosso|nos|até) .. (escritório|
    visitar|nós|loja|empresa|sede|cá|quando|nosso|)
(o meu|meu) (número|telemóvel|celular|telefone|whatsapp)
(contacto|contato) (direto|directo|telefónico)
""",
    positive_hint="""
interesse
interessado
interessada
interessados
interessante
sim
claro
mais (informação|informações)
orçamento
""",
    negative="""
(não|nao) (tenho|temos|há|existe|vemos|vejo|teria|teríamos) (qualquer|nenhum|nenhuma|muito|mais|
    atualmente|de momento|no momento|neste momento|por agora|grande|) (interesse|necessidade|
    orçamento|verba|budget|utilidade|intenção|planos|disponibilidade para|procura)
(não|nao) (estou|estamos|estaria|estaríamos|fiquei) .. (interessado|interessada|interessados|
    interessadas|à procura|a procura|procurando|a contratar|contratando|precisando|a precisar)
(não|nao) (me|nos|lhe) (interessa|interessam|serve|convém|faz falta|interessou|é útil)
(não|nao) interessa
(não|nao) (é|será|seria) .. (do nosso interesse|de interesse|para nós|o que procuramos|relevante|
    necessário|uma prioridade|prioridade|o nosso caso|do meu interesse|adequado|algo que|
    interessante|útil|pertinente)
(não|nao) (preciso|precisamos|necessitamos|queremos|quero|procuramos|vamos|pretendemos|pensamos|
    contratamos|faz sentido|avançamos|iremos) .. (de nada|ajuda|serviços|deste|desse|contratar|
    mudar|avançar|para nós|disto|disso|agência|seguir|dos vossos|dos seus|mais|investir|nada|
    destes|desses|trocar|prosseguir)
(não|nao) (precisamos|preciso|necessitamos|necessito)
(sem|nenhum|pouco|zero) interesse
^ (não|nao) (obrigado|obrigada|muito obrigado|estamos|temos|me|nos|agradeço|senhora)
(não|nao) (muito|) (obrigado|obrigada)
(obrigado|obrigada|agradeço|agradecemos|muito obrigado) .. mas (não|já|passo|dispenso|dispensamos)
(dispensamos|dispenso|passo|passamos) (obrigado|obrigada|desta|mas|por agora|$)
já (temos|tenho|trabalhamos|trabalho|utilizamos|usamos|contamos|estamos|dispomos|fazemos|
    contratámos|contratamos|somos) .. (fornecedor|fornecedores|agência|parceiro|com|quem|alguém|
    servidos|solução|empresa|sistema|equipa|equipe|ferramenta|contrato|internamente|uma|um|
    atendidos|bem|isso|esse|outro|outra|bastante)
(fazemos|tratamos|gerimos|é feito|resolvemos|cuidamos|é tratado|temos) (isso|tudo|disso|de tudo|
    tudo isso|essa|isto|) .. (internamente|dentro de casa|em casa|nós mesmos|nós próprios|equipa
    interna|equipe interna)
(declinar|declinamos|declino|recusar|recusamos|recuso) (a|o|esta|este|respeitosamente|)
(perder|perca|percam|perda de) .. tempo
(decidimos|optámos|optamos|escolhemos|decidi|fechámos|fechamos) .. (outra|outro|não|por não)
(satisfeitos|contentes|satisfeito|satisfeita|felizes) com .. (atual|fornecedor|agência|nosso|
    nossa|parceiro|o que|quem)
(encerrou|encerrámos|encerramos|fechou|encerrada) .. (atividade|empresa|negócio|portas|atividades|
    definitivamente)
""",
    negative_hint="""
^ não $
infelizmente
(muito|demasiado) caro
recusar
""",
    neutral="""
(depois|em breve|logo|mais tarde|assim que) .. (digo|dou|direi|darei|damos|retorno|respondo|
    contacto|contato|aviso|falo) .. (lhe|alguma coisa|retorno|algo|notícias|feedback|resposta|te|)
(dou|darei|daremos|damos) (lhe|vos|te|um|uma|) .. (notícias|retorno|resposta|feedback|
    conhecimento)
(entro|entrarei|entraremos|entramos) em (contacto|contato)
(volto|voltarei|voltamos|voltaremos|retorno|retornarei|retornaremos|aviso|avisarei|avisaremos) (a|
    ao|em|assim|se|quando|com|lhe|caso|para|te)
(vou|vamos|irei|iremos|preciso de|preciso|tenho de|tenho que|temos de|temos que|deixe me|deixa me|
    precisamos) (primeiro|) (falar|analisar|avaliar|pensar|ver|discutir|consultar|verificar|
    partilhar|conversar com|encaminhar|estudar|levar|ler|passar|conferir|repassar|refletir|
    apresentar|confirmar|olhar) (isso|isto|com|a|o|internamente|sobre|melhor|para|primeiro|e|à|ao|
    este|no|esse|aqui|)
(agora|por agora|de momento|no momento|neste momento|atualmente|hoje|ainda|este ano|por enquanto)
    não
não (agora|por agora|de momento|no momento|neste momento|ainda|este ano|por enquanto|este mês)
não é (a|o|uma|um) (melhor|boa|bom) (altura|momento|hora)
(má altura|mau momento)
(mais tarde|mais para a frente|mais à frente|no próximo ano|no ano que vem|próximo mês|
    mês que vem|depois das férias|depois do verão|noutra altura|em outro momento|no próximo
    trimestre|outra ocasião|para o ano)
(contacte|contate|escreva|volte|ligue|fale|procure|retome|tente|mande|contactem|volta) (me|nos|a|
    comigo|connosco|em|novamente|de|) .. (meses|mês|ano|semanas|primavera|verão|outono|inverno|
    trimestre|janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|
    dezembro|férias|tarde|frente)
(quanto|qual) (custa|custam|custaria|é o preço|é o custo|é o valor|seria o|fica|sai|o preço|
    o valor)
quais (são|os) (os|vossos|preços|seus) .. (preços|valores|tarifas|condições|planos|)
(quem|o que) (são|é|fazem|faz|oferecem|és) (vocês|você|o senhor|a empresa|exatamente|a vossa|)
do que se trata
(reencaminhei|encaminhei|passei|partilhei|recebi|recebemos|encaminhámos|repassei|compartilhei|
    encaminhamos) .. (para|à|ao|com|a|o|sua|)
(recebido|anotado|registado|tomei nota|ok recebido|ciente|entendido) (obrigado|obrigada|$)
(muito|demasiado|bastante|super) (ocupado|ocupados|ocupada|atarefado|corrido|atarefados|cheio)
(trabalham|têm|oferecem|podem|integra|funciona|tem|fazem|integram) .. (com|também|referências|
    experiência|clientes|exemplos|preços|explicar)
""",
    out_of_office="""
fora (do|de) (escritório|gabinete|expediente|serviço)
(estou|estarei|estamos|estaremos|encontro me|encontrar me) (atualmente|de momento|) (de férias|
    ausente|fora|de licença|em viagem|de baixa|em férias|ausentes|encerrados|indisponível|em
    licença|de folga)
(de|em|por motivo de|para) (férias|licença|licença de maternidade|licença parental|baixa médica|
    licença maternidade|licença médica|recesso|licença de paternidade)
(ausente|ausência) (do|até|de|entre|por|no|da)
(acesso|com acesso) (limitado|restrito|condicionado|esporádico) (ao|a|aos|à)
(sem|não terei|não tenho) acesso (ao|a|aos|à)
(regresso|regressarei|volto|voltarei|retorno|retornarei|estarei de volta|no meu regresso|
    no meu retorno|quando regressar|quando voltar|retomo) (ao|a|no|dia|em|responderei|na|às|
    responder|darei|as)
(no|após o) meu (regresso|retorno)
(escritório|escritórios|empresa|loja) .. (fechado|fechados|encerrado|encerrada|encerrados|
    fechada) .. (até|para|de|por|entre)
mensagem de ausência
""",
    auto="""
(resposta|mensagem|email|notificação|confirmação|mail) (automática|automático|automatizada|
    automatizado|gerada automaticamente|gerado automaticamente|enviada automaticamente|enviado
    automaticamente)
(gerada|gerado|enviada|enviado) (de forma|) (automaticamente|automática)
(não|por favor não|favor não) (responda|responder|respondam|respondas) (a|directamente|
    diretamente|) (este|esta|ao|esse|essa|diretamente) (email|mensagem|endereço|mail|e)
(recebemos|foi|foi recebida|registámos|registamos) (o seu|a sua|seu|sua|o vosso|recebido|recebida|
    registado|registada|o teu|a vossa) .. (pedido|mensagem|contacto|contato|email|solicitação|com|
    número|sob|chamado|mail)
(o seu|a sua|seu|sua) (pedido|mensagem|solicitação|email|chamado|contacto|contato) (foi|será) ..
    (recebido|recebida|registado|registada|respondido|encaminhado|respondida|aberto|registrada|
    registrado|tratado)
(número|nº) (do|de|da) (ticket|pedido|processo|chamado|protocolo|referência|ocorrência)
protocolo (número|nº|de atendimento)
(responderemos|entraremos em contacto|entraremos em contato|a nossa equipa|nossa equipe) ..
    (brevemente|breve|possível|horas|mais rápido|em breve|responderá|úteis|entrará)
(caixa|endereço|conta|email) não (é|está) .. (monitorizada|monitorado|monitorada|lida|ativo|
    verificada|consultada)
""",
    wrong_person="""
(não|nao) (sou|é|era|serei) .. (a|o|eu|quem) .. (pessoa|responsável|contacto|contato|interlocutor|
    decisor|indicada|certa|decide|trata|destinatário) .. (certa|indicada|correta|adequada|
    responsável|por|para|certo|indicado|de|)
(pessoa|contacto|contato|endereço|email|departamento|destinatário) (errada|errado|incorreto|
    incorreta)
(enganou|enganaram|engano) .. (pessoa|contacto|endereço|departamento|empresa|se de)
(já não|não|deixou de) (trabalha|trabalho|faz|faço|está|pertence|estou|trabalhar|fazer) (mais|
    aqui|connosco|conosco|na|parte|nesta|na empresa|para|nos|cá|em|entre)
(já não|não) (trabalha|trabalho|faz|está|faço) .. (mais|aqui|connosco|conosco|na empresa|parte da|
    cá)
(saiu|saí|desligou|deixou) (da|desta|a|se da|esta) (empresa|organização|equipa|equipe|companhia|
    agência|nossa|função)
(não|nao) (me ocupo|trato|sou responsável|cuido|decido|lido|giro|gerencio|sou eu que) .. (disso|
    disto|desse|deste|destes|desta|sobre|dessa|mais|trata|decide|)
(não|nao) é (da minha|minha|o meu|a minha|comigo|minha) (área|competência|responsabilidade|
    departamento|função|decisão|)
(dirija|dirigir|dirijam|dirige) (se|a|o seu) .. (a|ao|à|para|com)
(fale|fala|contacte|contate|escreva|falar|contactar|contatar|escrever|procure) (por favor|antes|
    diretamente|melhor|) (com|a|o|à|para o|para a) .. (minha colega|meu colega|colega|responsável|
    nosso|nossa|diretor|diretora|departamento|meu chefe|minha chefe|sócio|chefe)
(a|o) (pessoa|responsável|contacto|contato) (certa|certo|indicada|indicado|correta|adequada|é|por|
    para|desta|deste)
quem (trata|decide|cuida|gere|é responsável) (disso|disto|desses|destes|sobre|por|desse|deste|
    isso)
(reformou|aposentou|aposentado|aposentada|reformado|reformada|faleceu|falecido|falecida)
""",
    wrong_person_hint="""
(fale|fala|contacte|contate|escreva|envie) (com|a|para|o|à) .. <address>
(meu|minha|nosso|nossa) colega
""",
    mailing="""
(emails|mails|mensagens|lista|listas|newsletter|publicidade|dados|spam|cadastro|subscrição)
""",
    doubt="""
^ (oh|ah|uau|nossa|ai) (que|claro|sim|ótimo|maravilha|bom|meu|sério|pois)
(mais um|mais uma|outro|outra) (email|mail|spam|mensagem|vendedor|publicidade|comercial)
(haha|hahaha|kkk|kkkk|kkkkk|rsrs|lol|eheh)
(rgpd|lgpd|proteção de dados|protecção de dados|cnpd|advogado|advogados|denúncia|denunciar|queixa|
    spam|ilegal|assédio|burla|golpe|reclamação|processo|não solicitado|não solicitados|não
    solicitada|tribunal|vergonha|procon)
(como|onde|de onde) (obteve|obtiveram|conseguiu|conseguiram|arranjou|arranjaram|tem|têm|tirou|
    encontrou|tiraram|é que) .. (meu|email|contacto|contato|endereço|dados|mail)
quem (lhe|vos) deu
(talvez|quem sabe|eventualmente|possivelmente|depende|provavelmente|pode ser que|não sei se|
    não tenho a certeza|a menos que|salvo|em teoria|vamos ver|a ver|sei lá)
(se|caso) (me|for|o|a|você|vocês|nos|é|realmente|puder) .. (pagar|pagarem|puder|provar|garantir|
    for|fosse|garantirem|derem)
(brincadeira|ironia|piada|brincar|brincando|sonhar|sonhe|sarcasmo)
(era|é) (só|mesmo|tudo) o que (me|nos|eu) .. (faltava|precisava)
(nada|coisa) (melhor|mais) (para|que) fazer
(robô|robot|um bot|inteligência artificial|chatgpt)
(idiota|estúpido|lixo|chato|farto|farta|cansado|saco|merda|chatice|irritante)
já (disse|respondi|pedi|lhe disse|falei|vos disse)
""",
    negators="não nao nunca jamais sem nem nada nenhum nenhuma ninguém tampouco",
    contrasts="mas porém contudo todavia entretanto infelizmente exceto embora apesar",
    polite="""
por favor obrigado obrigada olá ola bom boa dia tarde noite caro cara exmo exma senhor senhora
favor e já ok
""",
)
