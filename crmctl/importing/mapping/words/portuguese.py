"""Portuguese column names, of Brazil and of Portugal."""

LANGUAGE = "Portuguese"
COMPOUNDS = False
WORDS = {
    "first_name": """
        primeiro nome, nome próprio, nomes próprios, prenome, nome de batismo, primeiros nomes
    """,
    "last_name": """
        sobrenome, apelido, último nome, apelidos, sobrenomes, nome de família
        apelido de família, sobrenome do contato
    """,
    "full_name": """
        nome completo, nome e sobrenome, nome de exibição, nome e apelido, nome do contato
        nome do contacto, pessoa de contato, nome contato, contato principal, nome de contato
        nome sobrenome, pessoa de contacto, nome da pessoa, nome de contacto, nome do cliente
        nome a apresentar, razão nome, nome contacto, contacto principal
        responsável pelo contato
    """,
    "name": "nome, denominação, designação",
    "middle_name": "segundo nome, nome do meio, outros nomes, nomes do meio",
    "honorific": "saudação, tratamento, pronome de tratamento, prefixo, forma de tratamento",
    "suffix": "sufixo, sufixo do nome",
    "nickname": """
        nome de usuário, alcunha, iniciais, nome de utilizador, usuário, login, nickname
    """,
    "email": """
        e mail, email, correio eletrônico, correio eletrónico, endereço de e mail, mail
        endereço de email, endereço de correio eletrônico, endereço de correio eletrónico
        endereço e mail, emails, e mails, endereço email, endereço eletrônico, e mail do contato
        e mail de contato, email de contato, endereço de correio electrónico, correio electrónico
        email contacto, email contato, email do contato
    """,
    "phone": """
        telefone, tel, fone, número de telefone, telefone fixo, fixo, telefones, telef
        telefone de contato, número do telefone, telefone contato, nº telefone, telefone direto
        nº de telefone, número de contato, telefone de contacto, número telefone, tel fixo
        linha direta, num telefone, n de telefone, números de telefone, ramal direto, número fixo
        pabx, n telefone, telefone contacto
    """,
    "mobile": """
        celular, zap, telemóvel, telefone celular, móvel, telefone móvel, cel, número de celular
        tel celular, número do celular, nº telemóvel, número de telemóvel, tlm, celular whatsapp
        número celular, tel móvel, telemovel, celulares, fone celular, número de telefone celular
        nº celular, número móvel, n telemóvel
    """,
    "job_title": """
        cargo, função, posição, título do cargo, cargo função, título profissional
        cargo do contato, emprego, título do trabalho, função cargo, cargo ocupado, papel, ofício
        título da função, cargo na empresa, posto, nome do cargo, cargo profissional
    """,
    "occupation": "profissão, ocupação",
    "department": """
        departamento, setor interno, divisão, área, depto, dept, secção, seção, unidade
    """,
    "company": """
        empresa, companhia, organização, nome da empresa, razão social, conta
        nome da organização, nome fantasia, nome empresa, organismo, entidade, nome da conta
        nome da companhia, firma, instituição, empregador, nome comercial, nome organização
        sociedade, negócio empresa, nome conta, empresa associada, nome da entidade
        estabelecimento, empresas, nome da instituição, denominação social, empresa organização
        empresa vinculada
    """,
    "domain": """
        domínio, nome de domínio, domínio da empresa, nome do domínio, domínio do site
        domínio web
    """,
    "website": """
        página na web, página na internet url, site, website, página web, url, sítio web
        página da web, web, url do site, página na internet, endereço web, site da empresa
        endereço do site, página da internet, homepage, sítio, url do website, home page
        página inicial, internet
    """,
    "address": """
        endereço, morada, endereço completo, endereço postal, morada completa, endereços
        logradouro endereço, localização
    """,
    "street": """
        rua, logradouro, rua e número, linha de endereço, rua avenida, endereço rua
        linha do endereço, morada rua, nome da rua, endereço linha, avenida, rua número, via
    """,
    "street2": """
        complemento, número, bairro, caixa postal, apartado, andar, número do endereço
        complemento do endereço, nº, edifício, porta, apartamento, número da casa, bloco
        freguesia, complemento endereço, número da rua
    """,
    "city": """
        cidade, localidade, município, cidade município, cidade localidade, concelho, povoação
    """,
    "state": """
        estado, província, uf, região, distrito, estado província, estado uf, uf estado
        estado ou província, estado região, região estado, estado distrito, sigla do estado
        unidade federativa, unidade da federação, distrito região, estado ou região
    """,
    "county": "comarca, condado",
    "postal_code": """
        cep, código postal, cp, código de endereçamento postal, cód postal, c postal, cod postal
        código postal cep, cep código postal, zip
    """,
    "country": "país, país região, nação, país ou região, nome do país, país de residência",
    "linkedin": """
        linkedin, perfil do linkedin, perfil linkedin, url do linkedin, página do linkedin
        link do linkedin, url linkedin
    """,
    "twitter": """
        twitter, usuário do twitter, perfil do twitter, nome de usuário do twitter
        conta do twitter
    """,
    "birthday": """
        aniversário, data de nascimento, nascimento, data nascimento, data de aniversário
        dt nascimento, nascido em, data de nasc, data aniversário, data nasc
        aniversário data de nascimento
    """,
    "lifecycle": """
        estágio no funil, estágio do ciclo de vida, ciclo de vida, estágio do lead
        estágio no ciclo de vida, fase do ciclo de vida, etapa do ciclo de vida
        estágio do contato, estágio de vida
    """,
    "lead_status": """
        status do lead, status do contato, situação do lead, status do cliente
        situação do cliente, estado do lead, estado do contacto, situação do contato, status lead
    """,
    "status": """
        status, situação, estado atual, tipo de contato, tipo de contacto, tipo do contato
    """,
    "lead_score": """
        pontuação, lead score, score, pontuação do lead, lead scoring, pontos
        pontuação do contato, nota do lead, scoring, pontuação de lead
    """,
    "source": """
        origem, fonte, origem do lead, fonte do lead, canal, origem do contato, fonte original
        origem do cliente, canal de origem, como nos conheceu, indicação de, origem do negócio
        origem contato
        origem da oportunidade, procedência, fonte do contato, origem do contacto
        origem da venda, fonte da oportunidade, canal de aquisição, fonte de lead, origem de lead
        fonte do negócio, como conheceu, origem da primeira conversão, origem da última conversão
        origem lead, proveniência
    """,
    "owner": """
        proprietário, responsável, atribuído a, vendedor, dono, comercial, consultor, atendente
        proprietário do contato, dono do lead, dono do contato, gestor de conta
        usuário responsável, vendedor responsável, representante, responsável pelo negócio
        usuário atribuído, gestor, proprietário do negócio, proprietário da conta
        proprietário do contacto, executivo de contas, corretor, proprietário da empresa
        responsável comercial, gerente de contas, proprietário do lead, dono do negócio
        responsável pela oportunidade, pessoa responsável, responsável pela conta
        proprietário da oportunidade, utilizador responsável, utilizador atribuído, atribuído
        responsável pelo cliente, dono da oportunidade, dono da conta, dono da empresa
        comercial responsável, executivo de vendas, agente, nome do responsável, gerente de conta
    """,
    "tags": """
        etiquetas, marcadores, tags, categorias, categoria, grupos, palavras chave, etiqueta
        grupo, listas, interesses, lista, tag, rótulos, marcador, participação em grupo
        grupos de contatos, segmentos etiquetas, grupo de contatos, temas, assuntos de interesse
        rótulo
    """,
    "opt_in": """
        opt in, inscrito, newsletter, aceita marketing, consentimento, aceita receber e mails
        consentimento de marketing, aceita newsletter, consentimento lgpd, aceita receber emails
        optin, inscrito na newsletter, assinante da newsletter, aceita email marketing
        recebe newsletter, aceita e mail marketing, aceita receber e mail, autoriza e mail
        autoriza envio de e mail, consentimento rgpd, subscrito, assina newsletter
        boletim informativo, aceita comunicações, consentimento para marketing, assinante
        aceita receber newsletter, subscreve newsletter, permite e mail marketing
        subscrição newsletter, aceita receber comunicações, receber newsletter
        consentimento e mail, consentimento email, aceita e mails, subscreveu newsletter
        autoriza receber e mails, aceita receber novidades
    """,
    "opt_out": """
        descadastrado, não enviar e mail, opt out, não contatar, cancelou inscrição
        não enviar emails, descadastrou, não enviar e mails
        não contactar, não inscrito, recusa de e mail, desinscrito, lista negra
        descadastro, cancelou assinatura, optout, não receber e mails, não receber e mail
        não permitir e mail, bloqueado, não enviar email, não participa de e mail, recusou e mail
        desativar e mail, descadastrados, optou por sair, cancelou a inscrição, anulou subscrição
        removeu subscrição
    """,
    "notes": """
        notas, observações, anotações, comentários, observação, nota, comentário, obs, anotação
        notas internas, memo, observações internas, anotações do contato, observação interna
        comentários internos
    """,
    "description": """
        descrição, informações adicionais, detalhes, sobre, outras informações, mais informações
        biografia, informações, informação adicional, descrição da empresa, resumo
        info adicional, informações complementares
    """,
    "id": """
        id, código, código do cliente, identificador, código cliente, nº cliente
        número de cliente, id externo, referência, número do cliente, id do contato
        id do registro, código interno, código externo, id contato, id do cliente, cód
        cód cliente, matrícula, id único, id do contacto, referência externa, código do contato
        id cliente, id do negócio, chave, identificador único, número de contribuinte id
        número de sócio, código de cliente, nº de cliente, cod cliente, ref, cod
        id da oportunidade, código do negócio, número cliente, código da oportunidade
        id da conversa id, nº sócio, código de identificação, código de integração
    """,
    "created": """
        data de criação, criado em, criado, data de cadastro, data criação, cadastrado em
        data cadastro, adicionado em, data de inclusão, data de adição, cadastro, data de entrada
        criação, incluído em, hora de criação, data da criação, inserido em, criada em
        data de inserção, adicionado, data e hora de criação, data do cadastro
        data de registo do contacto, data inclusão, dt cadastro, criado a
        data de criação do contato, data adicionado, data em que foi adicionado, aberto em
        data de abertura, data hora de criação, data de criação do registro
    """,
    "signed_up": """
        data de inscrição, data de registro, cliente desde, inscrito em, registrado em
        data de registo, membro desde, data inscrição, registado em, data da primeira conversão
        data de adesão, data de assinatura, data de subscrição, inscrição, data do registro
    """,
    "modified": """
        modificado em, última modificação, data de modificação, atualizado em, última atualização
        data de atualização, alterado em, data de alteração, modificado, atualizado
        última atividade, último contato, data da última alteração, data modificação
        última alteração, último contacto, data da última modificação, data da última atualização
        data alteração, data atualização, data do último contato
    """,
    "industry": """
        setor, indústria, ramo, segmento de atuação, ramo de atividade, setor de atividade
        atividade, área de atuação, sector, sector de actividade, atividade econômica
        setor de atuação, ramo de atuação, sector de atividade, atividade principal
        ramo atividade
    """,
    "employees": """
        número de funcionários, funcionários, nº de funcionários, colaboradores
        tamanho da empresa, quantidade de funcionários, número de colaboradores, empregados
        número de empregados, qtd funcionários, nº funcionários
        nº de colaboradores, tamanho, total de funcionários, nº de empregados
        qtd de funcionários, n de funcionários, dimensão da empresa, qtde funcionários
        quantidade de colaboradores, nº colaboradores
    """,
    "revenue": """
        receita anual, faturamento, faturação, faturamento anual, volume de negócios, receita
        rendimento anual, faturação anual, faturamento mensal, renda anual, receitas anuais
        vendas anuais, volume de vendas
    """,
    "type": """
        tipo, tipo de cliente, tipo de conta, tipo de empresa, tipo cliente, tipo da empresa
        classificação, tipo de organização, tipo da conta, categoria do cliente, tipo de entidade
        tipo empresa, tipo de relacionamento, natureza, tipo do cliente, categoria da empresa
        categoria de cliente, tipo de pessoa
    """,
    "segment": """
        porte, porte da empresa
        segmento, segmento de mercado, segmentação, classe, segmento do cliente, nicho
        segmento de cliente, segmento cliente, curva abc, mercado, perfil do cliente
        grupo de clientes, segmento da empresa
    """,
    "parent": """
        empresa mãe, conta principal, matriz, empresa matriz, conta pai, grupo econômico
        empresa controladora, grupo empresarial, empresa principal, conta mãe, controladora
        organização principal, holding, empresa pai, grupo de empresas, organização mãe
        conta matriz, sociedade mãe, casa mãe, grupo económico
    """,
    "value": """
        valor, valor do negócio, montante, valor total, preço, quantia, valor da oportunidade
        total, valor estimado, valor do contrato, valor único, valor da venda
        valor da negociação, orçamento, valor da proposta, valor negócio, valor previsto
        receita estimada, preço total, valor do negócio total, valor oportunidade
        valor potencial, valor do deal, valor da transação, valor líquido, soma
        valor em negociação, valor do projeto, montante total, valor global, valor da conta
    """,
    "expected_revenue": """
        receita esperada, receita prevista, faturamento esperado, receita espectável
    """,
    "currency": """
        moeda, divisa, código da moeda, moeda do negócio, código de moeda, tipo de moeda
    """,
    "stage": """
        etapa, fase, estágio, etapa do negócio, etapa do funil, estágio do negócio
        fase do negócio, fase de venda, estágio de venda, etapa da oportunidade, fase da venda
        fase da oportunidade, estágio de vendas, etapa da negociação, status do negócio
        estágio da oportunidade, coluna, etapa de venda, etapa de vendas, estágio do pipeline
        fase do funil, etapa do pipeline, passo, situação do negócio, fase do pipeline
        estado da oportunidade, estado do negócio, etapa da venda, status da negociação
        status da oportunidade, estágio da negociação, nome da etapa, fase de vendas
    """,
    "probability": """
        probabilidade, probabilidade de fechamento, chance, probabilidade de sucesso
        probabilidade de ganho, probabilidade de fecho, chance de fechamento
        probabilidade de venda, qualificação, percentual, prob, probabilidade do negócio
        chance de ganho, temperatura, confiança, probabilidade de ganhar, taxa de sucesso
    """,
    "close_date": """
        data de fechamento, data de fecho, fechamento, data fechamento, data de encerramento
        data de conclusão, fecho, encerramento, data do fechamento, data do fecho, data fecho
        data de término
    """,
    "expected_close": """
        data prevista de fechamento, previsão de fechamento, data prevista
        data de fechamento prevista, data esperada de fechamento, fechamento previsto
        data prevista de fecho, fechamento esperado, previsão de fecho
        data de previsão de fechamento, data estimada de fechamento, prazo
        data de fechamento esperada, data limite, vencimento, data de vencimento, fecho previsto
        previsão, data de fecho prevista, data de fechamento estimada, previsão do fechamento
        data da previsão de fechamento, data esperada, data estimada de fecho
        data prevista para fechamento, fecho esperado, data de fecho esperada
        data prevista fechamento, data prevista de encerramento, data prevista de conclusão
        data alvo, data prevista do fechamento
    """,
    "actual_close": """
        data de ganho, ganho em, fechado em, data do ganho, data real de fechamento
        data de fechamento real, perdido em, data de perda, data da venda, data de venda
        vendido em, encerrado em, data da perda, concluído em, data de fecho real, data ganho
        finalizado em, data de fechamento efetivo, data perda
        data de finalização, finalização
    """,
    "lost_reason": """
        motivo da perda, motivo de perda, razão da perda, motivo perda, motivo, razão de perda
        motivo de fechamento, motivo do fechamento, causa da perda, motivo da recusa
        motivos de perda, motivo de descarte, motivo da derrota, razão perda, motivo de perdido
        motivo do descarte, razão, motivo do encerramento, justificativa de perda
        motivo do fecho, causa de perda
    """,
    "pipeline": """
        funil, pipeline, funil de vendas, processo de vendas, processo de venda, funil de venda
    """,
    "person": """
        pessoa, contato, contacto, destinatário, participante, membro, usuário contato
        inscrito contato, contatos, contactos, convidado, indivíduo
    """,
    "customer": "cliente, clientes, parceiro",
    "lead": "lead, prospect, potencial cliente, cliente potencial",
    "deal": """
        negócio, oportunidade, negociação, nome do negócio, nome da oportunidade
        título do negócio, título da oportunidade, projeto, nome da negociação, assunto, deal
        nome do projeto, proposta, título da negociação, nome oportunidade, venda, transação
        nome do deal, nome negócio, acordo, oportunidade de venda, nome da transação, negócios
        oportunidades, oportunidade de negócio, nome da venda, título do deal, objeto, contrato
        tema
    """,
    "work": """
        da empresa, na empresa, comercial, trabalho, profissional, escritório, corporativo
        empresarial, emprego trabalho, do trabalho, laboral, serviço
    """,
    "home": "residencial, casa, pessoal, particular, residência, doméstico, privado",
    "other": "outro, outra, outros, outras, alternativo, alternativa, adicional",
    "primary": "principal, primário, padrão, predefinido, preferencial, primária, predefinida",
    "second": "secundário, secundária, segundo, segunda",
    "third": "terceiro, terceira",
    "billing": "cobrança, faturamento cobrança, de cobrança, de faturação, fiscal, fatura",
    "shipping": "entrega, envio, de entrega, de envio, expedição",
    "mailing": "correspondência, postal, visita",
    "date": "data, hora, data e hora",
    "url": "url, link, perfil, ligação, hiperligação",
    "number": "número, nº, n, num, nr, quantidade",
    "code": "código, iso, sigla, abreviatura",
    "honorific_or_title": "título",
    "filler": """
        qual, é, seu, sua, informe, digite, por favor, teu, tua, insira, qual o, de, do, da, dos
        das, e, o, a, em, para, por, eur, r, reais, brl, atual, os, as, obrigatório, opcional
        campo, dados, ou, ao, na, com, pelo, pela
    """,
    "refused": """
        emergência, acompanhante, pedido
        equipa, equipe, fax, assistente, gerente, cônjuge, filhos, idioma, fuso horário, sexo
        gênero, género, passatempo, pager, telex, rdis, rádio, retorno de chamada, tipo de e mail
        criado por, modificado por, cpf, cnpj, nif, nipc, rg, inscrição estadual
        inscrição municipal, cadastrado por, iva, iban, banco, agência, desconto
        condição de pagamento, forma de pagamento, saldo, ponderado, valor ponderado, número de
        último, última, próximo, próxima, tipo de, naturalidade, nacionalidade, estado civil
        facebook, instagram, skype, whatsapp, foto, imagem, latitude, longitude, prioridade
        sensibilidade, ativo, inativo, arquivado, excluído, eliminado, duplicado, cliques
        aberturas, fornecedor, ramal, extensão, aniversário de casamento, bodas, indicado por
        referenciado por, quilometragem, atualizado por, recorrência, valor recorrente
        valor mensal, mensalidade, responsável fax, secretária, carro, idade, contribuinte
        número de contribuinte
        não ligar, removido, cancelado, rejeitado
    """,
}
