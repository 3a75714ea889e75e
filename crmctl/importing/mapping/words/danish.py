"""Danish column names."""

LANGUAGE = "Danish"
COMPOUNDS = True
WORDS = {
    "first_name": "fornavn, fornavne",
    "last_name": "efternavn, efternavne, familienavn",
    "full_name": """
        fulde navn, fuldt navn, visningsnavn, kontaktperson, kontaktnavn, navn på kontakt
        for og efternavn, fornavn og efternavn, att, komplet navn, navn på kontaktperson
        vist navn
    """,
    "name": "navn, betegnelse",
    "middle_name": "mellemnavn, andet fornavn, mellemnavne",
    "honorific": "tiltaleform, præfiks, tiltale, hilsen",
    "suffix": "suffiks, efterstillet titel",
    "nickname": "kaldenavn, initialer, brugernavn, alias",
    "email": """
        e mail, email, mail, e mailadresse, mailadresse, e mail adresse, email adresse
        emailadresse, e post
    """,
    "phone": """
        telefon, telefonnummer, tlf, tlf nr, telefonnr, telefon nr, fastnet, fastnettelefon
        direkte telefon, tlfnr, tlf nummer, hovednummer, direkte nummer, direkte tlf
        fastnetnummer, hovedtelefon, tel
    """,
    "mobile": """
        mobil, mobiltelefon, mobilnummer, mobilnr, mobil nr, mobiltlf, mobil nummer
        mobiltelefonnummer, tlf mobil
    """,
    "title": "titel",
    "job_title": """
        stilling, jobtitel, stillingsbetegnelse, position, rolle, job titel, funktion
        stillingstitel, job
    """,
    "occupation": "erhverv",
    "department": "afdeling, enhed, division, afd",
    "company": """
        firma, virksomhed, virksomhedsnavn, firmanavn, organisation, konto, kontonavn, selskab
        arbejdsgiver, organisationsnavn, navn på virksomhed, navn på firma, virksomhedens navn
        selskabsnavn
    """,
    "domain": "domæne, domænenavn, virksomhedsdomæne, virksomhedens domænenavn",
    "website": """
        hjemmeside, websted, webside, url, webadresse, website, web, www, internetadresse
    """,
    "address": "adresse, fuld adresse",
    "street": """
        gade, vej, gadenavn, vejnavn, gade og husnummer, gade vej, adresselinje, vej og nummer
        gade og nummer, gadeadresse, vejnavn og nummer
    """,
    "street2": "husnummer, postboks, etage, c o, husnr, stednavn, supplerende adresse",
    "city": "by, bynavn, kommune, postdistrikt, stad",
    "state": """
        region, stat, område, delstat, provins, stat provins, stat område, delstat region
        region stat, amt, stat region
    """,
    "postal_code": "postnummer, postnr, post nr, zip",
    "country": "land, land område, land region, landenavn, nation",
    "linkedin": "linkedin, linkedin profil, linkedin url, linkedin side",
    "twitter": "twitter, twitter brugernavn",
    "birthday": "fødselsdag, fødselsdato, født, fødselsdag dato",
    "lifecycle": "livscyklusfase, livscyklus, livscyklusstadie",
    "lead_status": "leadstatus, kontaktstatus, kundestatus, lead status",
    "status": "status, kontakttype",
    "lead_score": "leadscore, score, point, lead score",
    "source": """
        kilde, leadkilde, oprindelse, kanal, oprindelig kilde, lead kilde, kontaktkilde
        kundekilde
    """,
    "owner": """
        ejer, ansvarlig, tildelt, kontaktejer, sælger, kundeansvarlig, tildelt til
        salgsansvarlig, kontoejer, ansvarlig sælger, ejernavn, vores ref, handelsejer
        tildelt bruger, ansvarlig bruger, medarbejder, aftaleejer, virksomhedsejer
        ansvarlig person, dealejer
    """,
    "tags": """
        tags, etiketter, kategorier, kategori, grupper, nøgleord, gruppe, mærker, lister
        interesser, etiket, label, labels, tag
    """,
    "opt_in": """
        nyhedsbrev, samtykke, opt in, tilmeldt, tilmeldt nyhedsbrev, marketingsamtykke
        permission, modtager nyhedsbrev, samtykke til markedsføring, accepterer markedsføring
        e mail permission, accepterer marketing, nyhedsbrev samtykke
    """,
    "opt_out": """
        afmeldt, frameldt, opt out, må ikke kontaktes, ingen e mail, ingen nyhedsbrev
        afmeldt nyhedsbrev, blokeret, send ikke e mail, ring ikke, spærret, afmeldt alle e mails
    """,
    "notes": """
        notater, noter, note, bemærkninger, bemærkning, kommentar, kommentarer, memo
        interne noter, intern note, anmærkning
    """,
    "description": """
        beskrivelse, information, info, baggrund, yderligere oplysninger, detaljer, om
    """,
    "id": """
        id, kundenummer, kundenr, kunde nr, kontakt id, reference, debitornummer, medlemsnummer
        record id, eksternt id, debitornr, kunde id, unikt id, medlemsnr, kontaktnummer, post id
    """,
    "created": """
        oprettet, oprettelsesdato, oprettet den, oprettet dato, dato oprettet, tilføjet
        tilføjet den, oprettet d, tilføjelsesdato, dato tilføjet, oprettelsestidspunkt
    """,
    "signed_up": """
        tilmeldingsdato, tilmeldt den, registreret, kunde siden, medlem siden, registreringsdato
        indmeldelsesdato, tilmeldt dato
    """,
    "modified": """
        ændret, senest ændret, opdateret, sidst opdateret, senest opdateret, ændringsdato
        seneste aktivitet, seneste kontakt, sidst ændret, ændret den
    """,
    "industry": "branche, industri, sektor, branchenavn",
    "employees": """
        antal ansatte, ansatte, medarbejdere, antal medarbejdere, virksomhedsstørrelse
        medarbejderantal, størrelse
    """,
    "revenue": "omsætning, årlig omsætning, årsomsætning, årlig indtægt, nettoomsætning",
    "type": """
        type, kundetype, virksomhedstype, kontotype, firmatype, klassifikation, kundekategori
    """,
    "segment": "segment, kundesegment, markedssegment, kundegruppe, målgruppe, klasse",
    "parent": """
        moderselskab, overordnet konto, koncern, modervirksomhed, hovedfirma
        overordnet virksomhed, moderfirma
    """,
    "value": """
        værdi, beløb, handelsværdi, aftaleværdi, samlet beløb, ordreværdi, pris, dealværdi
        forventet værdi, total, samlet værdi, salgsværdi, tilbudsbeløb, anslået værdi, ordrebeløb
    """,
    "expected_revenue": "forventet omsætning, forventet indtægt",
    "currency": "valuta, valutakode, møntfod",
    "stage": """
        fase, trin, salgsfase, stadie, handelsfase, aftalefase, pipelinefase, salgstrin, dealfase
        pipelinetrin, handelsstatus, salgsstadie
    """,
    "probability": """
        sandsynlighed, vindersandsynlighed, sandsynlighed for lukning, chance
        sandsynlighed for salg, procent, lukkesandsynlighed
    """,
    "close_date": "lukkedato, slutdato, dato for lukning, afslutningsdato, lukningsdato",
    "expected_close": """
        forventet lukkedato, forventet lukning, forventet afslutning, deadline, forfaldsdato
        forventet afslutningsdato, forventet ordredato, forventet slutdato
        forventet lukningsdato, anslået lukkedato, forventet dato
    """,
    "actual_close": """
        faktisk lukkedato, vundet, vundet den, lukket, lukket den, vundet dato, tabt dato
        faktisk lukningsdato, afsluttet den, ordredato
    """,
    "lost_reason": """
        tabsårsag, årsag til tab, årsag, tabt årsag, grund til tab, årsag til tabt, mistet årsag
        begrundelse for tab, lukkeårsag, tabt grund
    """,
    "pipeline": "pipeline, salgspipeline, salgsproces, salgstragt",
    "person": "person, kontakt, modtager, deltager, medlem, bruger, kontakter, abonnent",
    "customer": "kunde, kundenavn, klient, partner, debitor",
    "lead": "lead, kundeemne, emne kunde",
    "deal": """
        handel, aftale, salgsmulighed, mulighed, handelsnavn, aftalenavn, deal, dealnavn, emne
        projekt, projektnavn, salgsmulighed navn, tilbud, aftaletitel, titel på aftale, sag
        salgsemne
    """,
    "work": "arbejde, arbejds, kontor, firma arb, erhvervs, arb",
    "home": "hjem, privat, hjemme, bopæl, personlig, private",
    "other": "anden, andet, øvrig, alternativ, andre, ekstra",
    "primary": "primær, hoved, standard, primært, foretrukket, primære",
    "second": "sekundær, sekundært",
    "third": "tredje",
    "billing": "faktura, fakturering, faktureringsadresse, fakturaadresse, fakturerings",
    "shipping": "levering, leverings, leveringsadresse, forsendelse, forsendelses",
    "mailing": "post, postadresse, besøgs, besøgsadresse",
    "date": "dato, den, tid, tidspunkt, klokkeslæt",
    "url": "url, link, profil",
    "number": "nummer, nr, antal",
    "code": "kode, iso",
    "filler": """
        hvad, er, din, dit, angiv, og, af, for, i, på, til, dkk, kr, ekskl, moms, obligatorisk
        valgfri, felt, aktuel, fra
    """,
    "refused": """
        pårørende, værge
        team, fax, telefax, assistent, assistents, chef, chefs, ægtefælle, børn, sprog, tidszone
        køn, hobby, mærkedag, personsøger, biltelefon, telex, isdn, tilbagekald, teksttelefon
        e mailtype, oprettet af, ændret af, cvr, cvr nummer, cvr nr, cpr, ean, momsnummer, iban
        bank, kontonummer, betalingsbetingelser, rabat, saldo, vægtet, vægtet værdi, seneste
        næste, facebook, instagram, skype, foto, billede, prioritet, placering, aktiv, inaktiv
        arkiveret, slettet, leverandør, lokalnummer, anbefalet af
    """,
}
