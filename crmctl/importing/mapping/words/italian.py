"""Italian column names."""

LANGUAGE = "Italian"
COMPOUNDS = False
WORDS = {
    "first_name": """
        nome di battesimo, primo nome, nome proprio, nome persona, nome del referente proprio
    """,
    "last_name": "cognome, cognome contatto, cognome del contatto, cognome referente",
    "full_name": """
        nome completo, nome e cognome, cognome e nome, nome visualizzato, nominativo
        nome cognome, cognome nome, nome contatto, nome del contatto, referente
        persona di riferimento, persona di contatto, nome referente, contatto principale
        intestatario, contatto nome, nome del referente, nome da visualizzare, nome cliente
    """,
    "name": "nome, denominazione",
    "middle_name": "secondo nome, altri nomi, altro nome, nome intermedio",
    "honorific": """
        appellativo, prefisso, titolo di cortesia, trattamento, saluto, titolo onorifico
        prefisso nome
    """,
    "suffix": "suffisso, suffisso nome",
    "nickname": "soprannome, nickname, iniziali, pseudonimo, alias, nome utente, username",
    "email": """
        e mail, email, mail, posta elettronica, indirizzo e mail, indirizzo email, indirizzo mail
        indirizzo di posta elettronica, indirizzo posta elettronica, indirizzi email
        e mail contatto, email contatto, casella e mail, casella email, indirizzo elettronico
    """,
    "phone": """
        telefono, tel, numero di telefono, telefono fisso, fisso, numero telefono, n telefono
        recapito telefonico, numero telefonico, tel fisso, telefoni, num telefono, numero di tel
        linea diretta, telefono diretto, numero fisso, rete fissa, centralino, tel diretto
        telefono contatto, n di telefono, n tel, num tel, telefono ab
    """,
    "mobile": """
        cellulare, telefono cellulare, mobile, telefono mobile, cell, numero di cellulare
        tel cellulare, numero cellulare, tel cell, tel mobile, num cellulare, cellulari
        n cellulare, telefonino, numero di telefono cellulare, numero mobile, numero di cell
    """,
    "job_title": """
        posizione, qualifica, ruolo, mansione, incarico, funzione, titolo professionale
        posizione lavorativa, titolo di lavoro, carica, lavoro, ruolo aziendale, job title
        titolo lavorativo, posizione professionale, qualifica professionale, ruolo in azienda
        impiego, posizione aziendale, funzione aziendale, carica aziendale, titolo posizione
    """,
    "occupation": "professione, occupazione",
    "department": """
        reparto, ufficio reparto, dipartimento, divisione, area aziendale, settore interno
        funzione reparto
    """,
    "company": """
        società, azienda, ditta, organizzazione, ragione sociale, rag soc, nome azienda
        nome società
        nome dell azienda, nome della società, impresa, ente, account, nome account
        nome organizzazione, nome ditta, datore di lavoro, compagnia, nome impresa
        nome dell organizzazione, azienda associata, denominazione sociale, denominazione azienda
        nome dell account, nome ente, aziende, azienda cliente, società azienda, istituzione
        nome della compagnia, nome attività, associazione, nome compagnia, conto
    """,
    "domain": """
        dominio, nome dominio, dominio aziendale, nome di dominio, dominio web, dominio azienda
        dominio internet
    """,
    "website": """
        sito web, sito, sito internet, pagina web, url, indirizzo web, web, url del sito
        url sito web, indirizzo internet, sito aziendale, url del sito web, sito web azienda
        url sito, www, homepage, internet
    """,
    "address": """
        indirizzo, indirizzo postale, indirizzo completo, recapito, indirizzi, sede, sede legale
    """,
    "street": """
        via, strada, via e numero, via e numero civico, via piazza, riga indirizzo, indirizzo via
        via indirizzo, nome via, via civico, via n civico, indirizzo riga, linea indirizzo
        via e n civico
    """,
    "street2": """
        numero civico, civico, complemento indirizzo, interno, casella postale, scala, frazione
        n civico, presso, edificio, piano, quartiere
    """,
    "city": """
        città, comune, località, paese città, citta, città località, località comune
        comune città
    """,
    "state": """
        provincia, regione, prov, stato provincia, provincia stato, stato o provincia
        provincia regione, sigla provincia, stato regione, regione provincia, provincia o stato
        pr
    """,
    "county": "contea, distretto, circondario",
    "postal_code": """
        cap, codice postale, codice di avviamento postale, c a p, cod postale
        codice avviamento postale
    """,
    "country": """
        paese, nazione, paese area geografica, stato nazione, paese regione, nazione stato
        stato paese, paese o regione, paese di residenza, paese area, paese nazione
    """,
    "linkedin": """
        linkedin, profilo linkedin, url linkedin, pagina linkedin, url del profilo linkedin
        link linkedin
    """,
    "twitter": "twitter, nome utente twitter, account twitter, profilo twitter",
    "birthday": """
        compleanno, data di nascita, nascita, nato il, data nascita, nata il, data di compleanno
        nato a il
    """,
    "lifecycle": """
        fase del ciclo di vita, ciclo di vita, fase ciclo di vita, stadio del ciclo di vita
        stadio del lead
    """,
    "lead_status": """
        stato del lead, stato lead, stato contatto, stato cliente, stato del contatto
        stato del cliente
    """,
    "status": """
        stato, status, situazione, tipo di contatto, tipo contatto, relazione, tipologia contatto
    """,
    "lead_score": """
        punteggio, score, lead score, punteggio lead, punteggio del lead, lead scoring, punti
        scoring, punteggio contatto, punteggio hubspot
    """,
    "source": """
        fonte, origine, provenienza, come ci ha conosciuto, fonte lead, origine lead
        fonte originale, origine contatto
        fonte del lead, origine del lead, canale, fonte contatto, fonte di acquisizione
        origine del contatto, provenienza lead, fonte del contatto, canale di acquisizione
        provenienza contatto, origine cliente, origine opportunità, come ci ha conosciuto
        fonte originaria, sorgente, fonte opportunità, sorgente lead, fonte iniziale
    """,
    "owner": """
        proprietario, responsabile, assegnato a, commerciale, agente, venditore, titolare
        incaricato, proprietario del contatto, proprietario contatto, referente commerciale
        account manager, proprietario account, responsabile commerciale, utente assegnato
        consulente, gestore, proprietario affare, proprietario dell affare
        proprietario della trattativa, addetto vendite, proprietario opportunità
        proprietario del lead, assegnatario, persona responsabile, proprietario dell azienda
        titolare contatto, titolare opportunità, titolare account, addetto commerciale
        agente commerciale, proprietario lead, proprietario azienda, venditore assegnato
        proprietario trattativa, utente responsabile, proprietario dell account, assegnato
        proprietario dell opportunità, rappresentante
    """,
    "tags": """
        etichette, etichetta, tag, categorie, categoria, gruppi, parole chiave, gruppo, liste
        tags, interessi, lista, appartenenza al gruppo, gruppi di contatti, gruppo contatti
        mailing list, categorie contatto
    """,
    "opt_in": """
        iscritto, iscritto alla newsletter, newsletter, consenso, consenso marketing, opt in
        accetta marketing, consenso newsletter, consenso email, consenso al marketing
        iscrizione newsletter, consenso e mail, accetta newsletter, consenso gdpr
        accetta email marketing, optin, accetta il marketing, consenso commerciale
        consenso all invio, consenso privacy marketing, accetta comunicazioni, riceve newsletter
        accetta e mail marketing, consenso email marketing, iscrizione alla newsletter
        consenso invio newsletter, autorizzazione email, marketing consenso
    """,
    "opt_out": """
        disiscritto, non contattare, opt out, non inviare email, cancellato, non inviare e mail
        rifiuto e mail, annullata iscrizione, blacklist, disiscrizione
        non inviare mail, rifiuto marketing, non iscritto, annullato iscrizione
        disiscritto da tutte le e mail, optout, lista nera, rimbalzato, revoca consenso
        esclusione e mail, rifiuto newsletter, disiscritto dalla newsletter
    """,
    "notes": """
        note, nota, commenti, commento, osservazioni, annotazioni, appunti, note interne
        promemoria, note cliente, note contatto, commenti interni, memo, annotazione
        nota interna, osservazione
    """,
    "description": """
        descrizione, informazioni aggiuntive, dettagli, informazioni, altre informazioni
        biografia, info, descrizione azienda, ulteriori informazioni, info aggiuntive
    """,
    "id": """
        id, codice, codice cliente, identificativo, numero cliente, id contatto, riferimento
        n cliente, id univoco, codice contatto, id esterno, numero, cod cliente, id record
        identificatore, cod, codice univoco, id cliente, codice esterno, numero tessera
        id del record, id del contatto, riferimento esterno, codice anagrafica, numero contatto
        codice interno, num cliente, rif, matricola, codice identificativo, id anagrafica
        riferimento interno, codice anagrafico, riferimento cliente, chiave, codice opportunità
        id affare, numero socio, codice conto
    """,
    "created": """
        data creazione, creato il, data di creazione, creato, aggiunto il, data inserimento
        data ins
        ora creazione, data di inserimento, data aggiunta, creata il, inserito il
        data di aggiunta, creazione, aggiunto, data e ora di creazione, ora di creazione
        data di registrazione anagrafica, data ora creazione, data caricamento, data acquisizione
        data apertura
        orario creazione, orario di creazione
    """,
    "signed_up": """
        data iscrizione, data di iscrizione, iscritto il, cliente dal, data registrazione
        data di registrazione, registrato il, membro dal, iscritto dal, data adesione, cliente da
        socio dal
    """,
    "modified": """
        modificato il, ultima modifica, data modifica, data di modifica, aggiornato il
        ultimo aggiornamento, modificato, aggiornato, data ultima modifica, ultima attività
        ultimo contatto, data aggiornamento, data di aggiornamento, data ultimo contatto
        ora modifica, data ultimo aggiornamento
    """,
    "industry": """
        settore, industria, settore di attività, settore merceologico, ramo, settore industriale
        attività, branca, settore attività, comparto, settore economico, settore aziendale
        tipo di industria, categoria merceologica
    """,
    "employees": """
        dipendenti, numero dipendenti, numero di dipendenti, n dipendenti, dimensione azienda
        addetti, num dipendenti, dimensioni azienda, numero addetti, dimensione, n di dipendenti
        dimensioni dell azienda, dimensione aziendale, organico, dimensioni, totale dipendenti
        impiegati, numero impiegati, nr dipendenti
    """,
    "revenue": """
        fatturato, fatturato annuo, ricavi annuali, ricavi, entrate annuali, reddito annuo
        fatturato annuale, volume d affari, ricavo annuo, entrate annue, giro d affari
        ricavi annui, entrate
    """,
    "type": """
        tipo, tipologia, tipo cliente, tipo azienda, tipo di cliente, tipo di azienda
        tipo account, tipologia cliente, tipo di account, tipologia azienda, tipo società
        tipo organizzazione, categoria cliente, tipo di organizzazione, classificazione
        tipo anagrafica, tipo di relazione, tipo di società
    """,
    "segment": """
        segmento, segmento di mercato, segmento cliente, classe, segmentazione, fascia
        segmento clienti, classe cliente, mercato, cluster, target, gruppo clienti
    """,
    "parent": """
        società madre, azienda madre, account principale, capogruppo, azienda capogruppo
        società controllante, gruppo aziendale, azienda principale, casa madre, account padre
        organizzazione principale, controllante, gruppo di appartenenza, holding, azienda padre
        organizzazione madre, società capogruppo, account controllante, società principale
        nome capogruppo
    """,
    "value": """
        importo, valore, ammontare, valore affare, importo totale, valore trattativa, prezzo
        totale, valore dell affare, valore opportunità, valore totale, importo affare
        valore stimato, budget, importo trattativa, importo opportunità, valore della trattativa
        valore dell opportunità, importo stimato, importo dell affare, ricavo stimato
        ricavi stimati, imponibile, prezzo totale, importo previsto, valore previsto
        valore contratto, valore commerciale, importo netto, somma, valore del contratto
        valore potenziale
    """,
    "expected_revenue": """
        ricavo previsto, ricavi previsti, ricavo atteso, ricavi attesi, fatturato previsto
        entrate previste
    """,
    "currency": "valuta, divisa, moneta, codice valuta, valuta affare, codice divisa",
    "stage": """
        fase, stadio, fase affare, fase trattativa, fase di vendita, fase vendita
        stato trattativa, fase dell affare, fase opportunità, fase della trattativa
        fase della pipeline, fase pipeline, stato opportunità, step, fase dell opportunità
        stadio opportunità, avanzamento, colonna, fase della vendita, stadio di vendita
        stato avanzamento, stato affare, tappa, fase commerciale, stadio trattativa
        stato dell affare, stato della trattativa
    """,
    "probability": """
        probabilità, probabilità di chiusura, probabilità di successo, probabilità di vittoria
        probabilità chiusura, prob, percentuale, percentuale di successo, probabilità di vendita
        probabilità successo, probabilità affare, possibilità, tasso di successo, confidenza
    """,
    "close_date": """
        data chiusura, data di chiusura, chiusura, chiusura il, data di chiusura affare
        data fine, data di conclusione, data conclusione
    """,
    "expected_close": """
        data chiusura prevista, data di chiusura prevista, chiusura prevista
        data prevista di chiusura, data prevista chiusura, data stimata di chiusura
        data chiusura stimata, scadenza, data prevista, data di scadenza
        data di chiusura stimata, data scadenza, data di chiusura attesa, chiusura stimata
        chiusura attesa, data chiusura attesa, data obiettivo, data attesa, termine
        data presunta chiusura, previsione di chiusura, previsione chiusura
        data presunta di chiusura
    """,
    "actual_close": """
        data chiusura effettiva, data di chiusura effettiva, chiuso il, vinto il, data vincita
        chiusura effettiva, perso il, data vinta, data effettiva di chiusura, data vinto
        data persa, chiusa il, vinta il, data di vincita, data perdita
    """,
    "lost_reason": """
        motivo perdita, motivo della perdita, motivo di perdita, causa perdita, ragione perdita
        motivo, motivazione perdita, motivo perso, motivazione, causale perdita
        ragione della perdita, motivo chiusura, motivo chiusura persa, motivo di chiusura
        causa della perdita, motivo persa, motivo del rifiuto, motivo rifiuto, motivo di rifiuto
    """,
    "pipeline": "pipeline, imbuto, canale di vendita, processo di vendita, funnel",
    "person": """
        persona, contatto, destinatario, partecipante, membro, utente, ospite, contatti
        individuo
    """,
    "customer": "cliente, nome del cliente, clienti, partner, anagrafica",
    "lead": "lead, potenziale cliente, prospect, cliente potenziale",
    "deal": """
        affare, trattativa, opportunità, nome affare, nome trattativa, nome opportunità, deal
        oggetto, titolo affare, titolo trattativa, nome dell affare, nome dell opportunità
        progetto, nome progetto, nome della trattativa, titolo opportunità, titolo dell affare
        vendita, offerta, commessa, nome deal, opportunità di vendita, titolo dell opportunità
        titolo della trattativa, accordo, nome del deal, trattative, titolo progetto, argomento
    """,
    "work": "lavoro, ufficio, uff, studio, aziendale, professionale, lavorativo, az",
    "home": "abitazione, casa, privato, personale, ab, privata, residenza, domicilio",
    "other": "altro, altra, altri, alternativo, alternativa, aggiuntivo, secondario altro, altre",
    "primary": "principale, predefinito, primario, primaria, preferito, predefinita, preferita",
    "second": "secondo, seconda, secondario, secondaria",
    "third": "terzo, terza",
    "billing": "fatturazione, fattura, di fatturazione, fiscale",
    "shipping": "spedizione, consegna, di spedizione, di consegna",
    "mailing": "corrispondenza, postale, postale corrispondenza, visita",
    "date": "data, ora, data e ora",
    "url": "url, link, profilo, collegamento",
    "number": "numero, n, num, nr",
    "code": "codice, iso, sigla, abbreviazione",
    "honorific_or_title": "titolo",
    "filler": """
        qual, è, tuo, tua, suo, sua, inserisci, inserire, indica, quale, di, del, della, dell
        dello, dei, delle, e, o, in, per, la, il, lo, eur, euro, attuale, obbligatorio
        facoltativo, campo, richiesto, a, dati, al
        associata, associato, collegata, collegato
    """,
    "refused": """
        emergenza, genitore, accompagnatore, ordine
        team, fax, assistente, responsabile diretto, coniuge, figli, lingua, fuso orario, sesso
        genere, hobby, anniversario, cercapersone, telex, isdn, auto, radio, tty tdd, richiamata
        tipo posta elettronica, tipo e mail, creato da, modificato da, partita iva, p iva, piva
        codice fiscale, cod fiscale, iva, iban, bic, banca, sdi, codice sdi, codice destinatario
        pec, sconto, pagamento, saldo, condizioni di pagamento, ponderato, ponderata
        valore ponderato, importo ponderato, numero di, ultimo, ultima, prossimo, prossima
        tipo di, luogo di nascita, nazionalità, facebook, skype, instagram, whatsapp, foto
        immagine, latitudine, longitudine, priorità, riservatezza, posizione ufficio, attivo
        archiviato, eliminato, duplicato, clic, aperture, fornitore, consigliato da
        interno telefono, rea, segretaria, aliquota, indirizzo ip, chilometraggio, percorrenza
        estensione
        non chiamare
    """,
}
