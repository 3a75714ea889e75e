"""Norwegian column names."""

LANGUAGE = "Norwegian"
COMPOUNDS = True
WORDS = {
    "first_name": "fornavn",
    "last_name": "etternavn, familienavn",
    "full_name": """
        fullt navn, fullstendig navn, visningsnavn, kontaktperson, kontaktnavn, navn på kontakt
        for og etternavn, fornavn og etternavn, hele navnet, navn på kontaktperson
    """,
    "name": "navn, betegnelse",
    "middle_name": "mellomnavn, andre fornavn",
    "honorific": "tiltaleform, prefiks, hilsen, tiltale",
    "suffix": "suffiks, etternavnsuffiks",
    "nickname": "kallenavn, initialer, brukernavn, alias",
    "email": """
        e post, epost, e postadresse, epostadresse, mail, email, e mail, e post adresse
        epost adresse
    """,
    "phone": """
        telefon, telefonnummer, tlf, tlf nr, telefonnr, telefon nr, fasttelefon, direkte telefon
        sentralbord, direktenummer, hovedtelefon, tlfnr, direkte nummer, tel
    """,
    "mobile": """
        mobil, mobiltelefon, mobilnummer, mobilnr, mobil nr, mobiltlf, mobiltelefonnummer
        mobil nummer
    """,
    "title": "tittel",
    "job_title": """
        stilling, stillingstittel, jobbtittel, rolle, yrkestittel, posisjon, arbeidstittel
        funksjon
    """,
    "occupation": "yrke",
    "department": "avdeling, enhet, divisjon, avd",
    "company": """
        firma, bedrift, bedriftsnavn, firmanavn, organisasjon, selskap, konto, selskapsnavn
        organisasjonsnavn, arbeidsgiver, kontonavn, foretak, virksomhet, navn på bedrift
        foretaksnavn, bedriftens navn
    """,
    "domain": "domene, domenenavn, bedriftsdomene, selskapets domenenavn",
    "website": """
        nettside, hjemmeside, nettsted, webside, url, nettadresse, webadresse, web
        internettadresse
    """,
    "address": "adresse, full adresse, fullstendig adresse",
    "street": """
        gate, gateadresse, gatenavn, vei, gate og nummer, gatenavn og nummer, adresselinje
        gate vei
    """,
    "street2": "husnummer, postboks, etasje, c o, leilighet, gatenummer",
    "city": "by, poststed, sted, kommune, by sted, stedsnavn",
    "state": """
        fylke, region, delstat, stat, område, delstat provins, stat fylke, fylke region
        delstat område, provins, fylke delstat
    """,
    "postal_code": "postnummer, postnr, post nr, zip",
    "country": "land, land region, land område, nasjon, landnavn",
    "linkedin": "linkedin, linkedin profil, linkedin url, linkedin side",
    "twitter": "twitter, twitter brukernavn",
    "birthday": "fødselsdag, fødselsdato, født, bursdag",
    "lifecycle": "livssyklusfase, livssyklus, livssyklusstadium",
    "lead_status": "leadstatus, kontaktstatus, kundestatus, lead status",
    "status": "status, kontakttype",
    "lead_score": "leadscore, score, poeng, lead score, poengsum",
    "source": """
        kilde, leadkilde, opprinnelse, kanal, opprinnelig kilde, lead kilde, kontaktkilde
        kundekilde
    """,
    "owner": """
        eier, ansvarlig, tildelt, kontakteier, selger, kundeansvarlig, tildelt til, kontoeier
        ansvarlig selger, vår referanse, tildelt bruker, ansvarlig bruker, ansvarlig person
        avtaleeier, bedriftseier, saksbehandler, eiernavn, salgsansvarlig
    """,
    "tags": """
        tagger, etiketter, kategorier, kategori, grupper, nøkkelord, gruppe, stikkord, lister
        interesser, etikett, tags, merkelapper
    """,
    "opt_in": """
        nyhetsbrev, samtykke, opt in, abonnerer, samtykke til markedsføring, ønsker nyhetsbrev
        samtykke e post, abonnerer på nyhetsbrev, mottar nyhetsbrev, godtar markedsføring
        påmeldt nyhetsbrev, markedsføringssamtykke
    """,
    "opt_out": """
        avmeldt, reservert, opt out, ikke kontakt, ingen e post, ønsker ikke nyhetsbrev
        reservert mot e post, blokkert, ikke ring, avmeldt nyhetsbrev, ikke send e post
        avmeldt fra all e post
    """,
    "notes": """
        notater, notat, merknader, merknad, kommentar, kommentarer, interne notater, anmerkning
        memo, anmerkninger
    """,
    "description": "beskrivelse, informasjon, info, bakgrunn, tilleggsinformasjon, detaljer, om",
    "id": """
        id, kundenummer, kundenr, kunde nr, kontakt id, referanse, medlemsnummer, ekstern id
        post id, kunde id, unik id, medlemsnr, kontaktnummer, ekstern referanse
    """,
    "created": """
        opprettet, opprettet dato, opprettelsesdato, opprettet den, dato opprettet, lagt til
        lagt til dato, registrert dato, opprettelsestidspunkt
    """,
    "signed_up": """
        registreringsdato, registrert, kunde siden, medlem siden, påmeldingsdato, påmeldt
        innmeldingsdato, innmeldt
    """,
    "modified": """
        endret, sist endret, oppdatert, sist oppdatert, endringsdato, siste aktivitet
        siste kontakt, endret den
    """,
    "industry": "bransje, industri, sektor, næring, bransjenavn",
    "employees": """
        antall ansatte, ansatte, bedriftsstørrelse, medarbeidere, størrelse, antall medarbeidere
        firmastørrelse
    """,
    "revenue": """
        omsetning, årlig omsetning, årsomsetning, driftsinntekter, årlig inntekt, inntekter
    """,
    "type": "type, kundetype, bedriftstype, kontotype, firmatype, klassifisering, kundekategori",
    "segment": "segment, kundesegment, markedssegment, kundegruppe, målgruppe, klasse",
    "parent": """
        morselskap, overordnet konto, konsern, moderselskap, overordnet firma, overordnet selskap
        hovedfirma, morbedrift
    """,
    "value": """
        verdi, beløp, avtaleverdi, totalbeløp, ordreverdi, pris, salgsverdi, forventet verdi
        total, sum, estimert verdi, tilbudsverdi, salgsmulighet verdi, estimert beløp
        total verdi
    """,
    "expected_revenue": "forventet inntekt, forventet omsetning",
    "currency": "valuta, valutakode",
    "stage": """
        fase, steg, salgsfase, trinn, avtalefase, pipelinefase, salgssteg, stadium, salgstrinn
        avtalestatus, stadie
    """,
    "probability": """
        sannsynlighet, vinnersannsynlighet, sannsynlighet for salg, sjanse, prosent
        lukkesannsynlighet, vinnsannsynlighet
    """,
    "close_date": """
        lukkedato, sluttdato, avslutningsdato, lukkingsdato, dato for lukking, avsluttet dato
    """,
    "expected_close": """
        forventet lukkedato, forventet avslutning, forventet sluttdato, frist, forfallsdato
        estimert lukkedato, forventet avslutningsdato, forventet lukking, forventet dato
        forventet ordredato, estimert sluttdato
    """,
    "actual_close": """
        faktisk lukkedato, vunnet, vunnet dato, lukket, lukket den, vunnet den, tapt dato
        avsluttet den, faktisk sluttdato
    """,
    "lost_reason": """
        tapsårsak, årsak til tap, årsak, tapt årsak, grunn til tap, begrunnelse for tap
        avslagsgrunn, lukkeårsak, tapt grunn
    """,
    "pipeline": "pipeline, salgspipeline, salgsprosess, salgstrakt",
    "person": "person, kontakt, mottaker, deltaker, medlem, bruker, kontakter, abonnent",
    "customer": "kunde, kundenavn, klient, partner",
    "lead": "lead, kundeemne, potensiell kunde",
    "deal": """
        avtale, salgsmulighet, mulighet, avtalenavn, deal, emne, prosjekt, prosjektnavn
        navn på salgsmulighet, tilbud, salg, avtaletittel, sak, salgsmulighet navn
    """,
    "work": "arbeid, arbeids, jobb, kontor, forretning, bedrifts, arb",
    "home": "hjem, privat, hjemme, bolig, personlig, private",
    "other": "annen, annet, øvrig, alternativ, andre, ekstra",
    "primary": "primær, hoved, standard, primært, foretrukket",
    "second": "sekundær, sekundært",
    "third": "tredje",
    "billing": "faktura, fakturering, fakturaadresse, faktureringsadresse, fakturerings",
    "shipping": "levering, leverings, leveringsadresse, frakt",
    "mailing": "post, postadresse, besøks, besøksadresse",
    "date": "dato, den, tid, tidspunkt, klokkeslett",
    "url": "url, lenke, profil, kobling",
    "number": "nummer, nr, antall",
    "code": "kode, iso",
    "filler": """
        hva, er, din, ditt, oppgi, og, av, for, i, på, til, nok, kr, eks, mva, obligatorisk
        valgfri, felt, gjeldende, fra
    """,
    "refused": """
        pårørende, foresatt
        telefaks, team, faks, fax, assistent, assistents, leder, ektefelle, barn, språk, tidssone
        kjønn, hobby, merkedag, personsøker, biltelefon, teleks, isdn, tilbakeringing
        teksttelefon, e posttype, opprettet av, endret av, organisasjonsnummer, orgnr, org nr
        org nummer, personnummer, mva nummer, bank, bankkonto, kontonummer, betalingsbetingelser
        rabatt, saldo, vektet, vektet verdi, siste, neste, facebook, instagram, skype, bilde
        prioritet, plassering, aktiv, inaktiv, arkivert, slettet, leverandør, internnummer
        anbefalt av
    """,
}
