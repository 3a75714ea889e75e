"""Dutch column names."""

LANGUAGE = "Dutch"
COMPOUNDS = True
WORDS = {
    "first_name": """
        voornaam, voornamen, roepnaam, eerste naam, voornaam contact, voornaam contactpersoon
    """,
    "last_name": """
        achternaam, familienaam, achternamen, geslachtsnaam, achternaam contactpersoon
        achternaam contact
    """,
    "full_name": """
        volledige naam, weergavenaam, naam contactpersoon, contactpersoon, naam contact
        naam volledig, voor en achternaam, voornaam en achternaam, voornaam achternaam
        contactnaam, naam persoon, naam van contactpersoon, aanspreekpunt, weer te geven naam
        volledige naam contact
    """,
    "name": "naam, benaming, omschrijving naam",
    "middle_name": """
        tussenvoegsel, tussenvoegsels, tweede naam, tussennaam, middelste naam, tweede voornaam
        tv, voorvoegsel achternaam, tussenv, voorvoegsels, middelnaam
    """,
    "honorific": """
        aanhef, aanspreektitel, aanspreking, aanspreekvorm, voorvoegsel, titulatuur, geslacht
        begroeting, titel voor
    """,
    "suffix": "achtervoegsel, titel achter",
    "nickname": """
        bijnaam, voorletters, initialen, gebruikersnaam, meisjesnaam, voorletter, zoeknaam
        zoekcode, roepnaam kort
    """,
    "email": """
        e mail, email, mail, e mailadres, emailadres, mailadres, e mail adres, email adres
        e mailadressen, elektronische post, mail adres, emailadressen, elektronisch postadres
    """,
    "phone": """
        telefoon, telefoonnummer, tel, tel nr, vaste telefoon, telefoonnr, vast nummer
        telefoon nummer, vaste lijn, telefoon vast, tel nummer, telefoonnummers
        vast telefoonnummer, doorkiesnummer, direct nummer, telnr, telefoon nr, telefoon algemeen
        algemeen telefoonnummer, vast, doorkies, hoofdtelefoon, direct telefoonnummer
    """,
    "mobile": """
        mobiel, gsm, mobiele telefoon, gsm nummer, mobiel nummer, mobiel telefoonnummer
        mobielnummer, telefoon mobiel, mobiele nummer, gsm nr, mobiele telefoonnummer, tel mobiel
        mobiel nr, mobiele, mob, mobiel tel, gsmnummer
    """,
    "job_title": """
        functie, functietitel, positie, functienaam, functieomschrijving, rol, job titel, baan
        jobtitel, functie contactpersoon, functiebenaming, hoedanigheid, taak functie
        functie titel
    """,
    "occupation": "beroep",
    "department": "afdeling, divisie, afdelingsnaam, dienst afdeling, sectie",
    "company": """
        bedrijf, organisatie, bedrijfsnaam, naam bedrijf, onderneming, firma, organisatienaam
        account, accountnaam, naam organisatie, werkgever, firmanaam, klantnaam bedrijf
        relatie bedrijf, instelling, naam van het bedrijf, bedrijf organisatie, handelsnaam
        vennootschap, bedrijven, naam onderneming, gekoppeld bedrijf, ondernemingsnaam
        statutaire naam, naam van bedrijf, naam van de organisatie, instantie
    """,
    "domain": "domein, domeinnaam, bedrijfsdomein, websitedomein",
    "website": """
        website, webpagina, webadres, url, internetpagina, internetadres, web, homepage, site
        www, websites, website url, internet, web adres, internetsite
    """,
    "address": """
        adres, postadres adres, volledig adres, adresgegevens, adressen, locatie adres
        vestigingsadres
    """,
    "street": """
        straat, straatnaam, straat en huisnummer, adresregel, adres straat, straat huisnummer
        straat en nummer, straat nr, straat en nr, straat huisnr, straatnaam en huisnummer
        straat met huisnummer, adreslijn, straat nummer, straatadres
    """,
    "street2": """
        huisnummer, huisnr, toevoeging, huisnummer toevoeging, postbus, bus, huisnummertoevoeging
        adrestoevoeging, nr toevoeging, verdieping, gebouw, adres toevoeging, busnummer, huis nr
        appartement
    """,
    "city": """
        plaats, woonplaats, stad, gemeente, plaatsnaam, vestigingsplaats, stad plaats
        plaats stad, woonplaatsnaam
    """,
    "state": """
        provincie, regio, staat, staat provincie, provincie staat, deelstaat, staat of provincie
        provincie regio, provincie of staat, regio provincie
    """,
    "county": "district, streek",
    "postal_code": "postcode, postnummer, post code, zip, postcodes",
    "country": "land, land regio, landnaam, land of regio, naam land",
    "linkedin": """
        linkedin, linkedin profiel, linkedin url, linkedin pagina, linkedin link
        linkedin bedrijfspagina
    """,
    "twitter": "twitter, twitter gebruikersnaam, twitternaam, twitter account, twitter profiel",
    "birthday": """
        verjaardag, geboortedatum, geboren op, geb datum, datum van geboorte, geboren
        geboortedag, gebdatum
    """,
    "lifecycle": "levenscyclusfase, levenscyclus, fase levenscyclus, fase in levenscyclus",
    "lead_status": """
        leadstatus, contactstatus, klantstatus, status lead, lead status, relatiestatus
    """,
    "status": """
        status, toestand, relatietype, type contact, soort relatie, type relatie, contacttype
        soort contact
    """,
    "lead_score": "leadscore, score, lead score, punten, leadpunten, scoring",
    "source": """
        bron, herkomst, via wie, leadbron, oorsprong, lead bron, originele bron, kanaal
        bron van lead
        contactbron, oorspronkelijke bron, bron lead, bron contact, herkomst lead
        hoe heeft u ons gevonden, bron van de lead, acquisitiebron, herkomst klant, via bron
        wervingsbron, klantbron
    """,
    "owner": """
        eigenaar, verantwoordelijke, toegewezen aan, accountmanager, contacteigenaar
        relatiebeheerder, verkoper, vertegenwoordiger, behandelaar, beheerder
        contactpersoon intern, medewerker, verantwoordelijk, accounteigenaar
        toegewezen gebruiker, eigenaar contact, consultant, dealeigenaar, eigenaar deal
        eigenaar van contact, klantbeheerder, eigenaar van deal, leadeigenaar, account manager
        verantwoordelijke gebruiker, eigenaar account, eigenaar naam, eigenaar bedrijf
        verkoopmedewerker, verantwoordelijke persoon, dossierbeheerder, adviseur
        bedrijfseigenaar, toegewezen, verantwoordelijke medewerker, klantverantwoordelijke
        eigenaar van de deal, naam eigenaar, verkoopverantwoordelijke, relatiemanager
        eigenaar van de lead
    """,
    "tags": """
        tags, labels, categorieën, categorie, groepen, trefwoorden, groep, label, steekwoorden
        lijsten, tag, interesses, contactgroepen, lijst, groepslidmaatschap, kenmerken
        segmentlabels, rubrieken, contactgroep, trefwoord, mailinglijsten, mailinglijst
    """,
    "opt_in": """
        nieuwsbrief, opt in, ingeschreven, toestemming, nieuwsbrief ontvangen, aangemeld, optin
        toestemming e mail, marketing toestemming, aangemeld voor nieuwsbrief, wil nieuwsbrief
        mailing, toestemming marketing, nieuwsbrief ja nee, accepteert marketing
        toestemming nieuwsbrief, avg toestemming, e mail toestemming, marketingtoestemming
        ingeschreven voor nieuwsbrief, geabonneerd, ontvangt nieuwsbrief, ontvang nieuwsbrief
        abonnee nieuwsbrief, mag gemaild worden, marketingmails, accepteert e mailmarketing
        nieuwsbrief inschrijving, toestemming voor marketing, e mail opt in, akkoord nieuwsbrief
        marketing e mails
    """,
    "opt_out": """
        uitgeschreven, afgemeld, opt out, niet mailen, geen nieuwsbrief, niet e mailen
        niet benaderen, geen mailing, geblokkeerd, geen e mail, afgemeld voor e mail
        geen mailings, niet contacteren, geen toestemming, blokkade, uitgeschreven voor e mail
        bounce, optout, geen e mails, zwarte lijst, uitgeschreven van alle e mail, mailing stop
        uitschrijving
    """,
    "notes": """
        notities, notitie, opmerkingen, opmerking, aantekeningen, commentaar, memo, aantekening
        interne notitie, toelichting, bemerkingen, interne notities, interne opmerkingen
        bijzonderheden, bijz, memoveld, vrije tekst, opmerkingen intern, bemerking
    """,
    "description": """
        omschrijving, beschrijving, aanvullende informatie, achtergrond, achtergrondinformatie
        extra informatie, info, details, overige informatie, over, bedrijfsomschrijving, bio
        informatie, bedrijfsbeschrijving, samenvatting
    """,
    "id": """
        id, klantnummer, relatienummer, klantcode, klant nr, contact id, debiteurnummer
        nummer id, klantnr, referentie, extern id, relatiecode, code, uniek id, record id
        contactnummer, lidnummer, debiteurennummer, debiteur nummer, debiteurcode
        externe referentie, relatie id, klant id, identificatie, externe id, organisatie id
        deal id, identificatienummer, klantreferentie, relatienr, persoon id, debiteurnr
        dealnummer, kenmerk, referentienummer, extern nummer, lidmaatschapsnummer, sleutel
        record nummer, bedrijf id, leveranciersnummer, relatie nr, unieke code, accountnummer
        debiteur, intern nummer
        lidnr, lid nr
    """,
    "created": """
        aangemaakt op, aanmaakdatum, aangemaakt, datum aangemaakt, toegevoegd op
        datum toegevoegd, gemaakt op, datum aanmaak, invoerdatum, creatiedatum, toegevoegd
        gemaakt, ingevoerd op, aangemaakt datum, datum van aanmaak, aanmaakdatum contact
        aangemaakt om, tijdstip aangemaakt, aanmaak datum, datum gemaakt, datum invoer
        datum ingevoerd, geregistreerd in systeem, datum creatie, toevoegdatum, ingevoerd
    """,
    "signed_up": """
        inschrijfdatum, aanmelddatum, klant sinds, ingeschreven op, geregistreerd op
        registratiedatum, lid sinds, aangemeld op, datum inschrijving, datum aanmelding
        abonnee sinds, datum registratie, geregistreerd, inschrijving
    """,
    "modified": """
        gewijzigd op, laatst gewijzigd, wijzigingsdatum, bijgewerkt op, laatst bijgewerkt
        gewijzigd, laatste wijziging, bijgewerkt, laatste contact, laatste activiteit
        datum gewijzigd, laatst gewijzigd op, datum laatste wijziging, laatste update
        laatst bijgewerkt op, laatst gecontacteerd, mutatiedatum
    """,
    "industry": """
        branche, sector, industrie, bedrijfstak, activiteit, bedrijfssector, branche sector
        sector branche, bedrijfsactiviteit, activiteiten, marktsector, nijverheid
    """,
    "employees": """
        aantal medewerkers, aantal werknemers, medewerkers, werknemers, bedrijfsgrootte
        bedrijfsomvang, aantal personeelsleden, personeel, fte, grootte, aantal fte, omvang
        personeelsbestand, medewerkersaantal, organisatiegrootte, grootte bedrijf
        personeelsaantal
    """,
    "revenue": """
        jaaromzet, omzet, omzet per jaar, jaarlijkse omzet, jaarlijkse inkomsten, omzet jaar
        bruto omzet
    """,
    "type": """
        type, soort, klanttype, bedrijfstype, type klant, type bedrijf, accounttype, type account
        organisatietype, soort klant, type organisatie, bedrijfsvorm type, classificatie
        type onderneming, klantcategorie, soort bedrijf, soort organisatie, klantsoort
    """,
    "segment": """
        segment, marktsegment, klantsegment, klasse, abc klasse, doelgroep, klantgroep
        segmentatie, klantklasse, abc, klantengroep
    """,
    "parent": """
        moederbedrijf, moederorganisatie, hoofdaccount, bovenliggend account, hoofdbedrijf
        moedermaatschappij, concern, bovenliggend bedrijf, bovenliggende organisatie
        moederaccount, holding, hoofdorganisatie, hoofdkantoor bedrijf, moeder, onderdeel van
        concernnaam, hoofdrelatie
    """,
    "value": """
        waarde, bedrag, dealwaarde, totaalbedrag, totale waarde, prijs, waarde deal, orderwaarde
        omzetwaarde, bedrag excl btw, geschatte waarde, verwachte waarde, totaal, deal waarde
        waarde van de deal, dealbedrag, kanswaarde, offertebedrag, contractwaarde
        opportunitywaarde, bedrag deal, projectwaarde, verkoopwaarde, verwacht bedrag
        geschat bedrag, geschatte omzet, totaalprijs, offertewaarde, budget, totaalwaarde
        waarde verkoopkans, bedrag excl, waarde opportuniteit, som, verkoopbedrag
    """,
    "expected_revenue": "verwachte omzet, verwachte opbrengst, verwachte inkomsten",
    "currency": "valuta, munteenheid, munt, valutacode, muntcode, muntsoort",
    "stage": """
        fase, stadium, dealfase, verkoopfase, pipelinefase, fase deal, status deal, pijplijnfase
        fase van deal, salesfase, verkoopstadium, dealstatus, stap, dealstadium, opportunityfase
        fase verkoopkans, offertestatus, kolom, kansfase, status verkoopkans, offertefase
        fase van de deal, verkoopstap, stadium van deal
    """,
    "probability": """
        kans, waarschijnlijkheid, slagingskans, kans op succes, slaagkans, scoringskans, winkans
        succeskans, kans percentage, scoringspercentage, kanspercentage
        waarschijnlijkheidspercentage, geschatte kans, kans op slagen, dealkans, sluitingskans
    """,
    "close_date": """
        sluitingsdatum, afsluitdatum, einddatum, datum afsluiting, datum gesloten, datum sluiting
        datum afgesloten, sluitdatum, afsluiting
    """,
    "expected_close": """
        verwachte sluitingsdatum, verwachte afsluitdatum, verwachte einddatum
        geschatte sluitingsdatum, verwachte datum, deadline, streefdatum, verwachte sluiting
        verwachte beslissingsdatum, geschatte afsluitdatum, verwachte orderdatum, vervaldatum
        verwachte afsluiting, geplande sluitingsdatum, verwachte scoringsdatum
        geplande afsluitdatum, geschatte sluiting, verwacht op, verwachte datum van afsluiting
        verwachte sluitdatum, beslissingsdatum, uiterste datum, geschatte einddatum
    """,
    "actual_close": """
        werkelijke sluitingsdatum, gewonnen op, afgesloten op, gesloten op, datum gewonnen
        werkelijke afsluitdatum, verloren op, datum verloren, afgesloten, gesloten
        werkelijke einddatum, gewonnen datum, datum akkoord
    """,
    "lost_reason": """
        reden verlies, reden verloren, verliesreden, reden van verlies, reden, reden afwijzing
        reden van afwijzing, reden afgewezen, reden voor verlies, oorzaak verlies
        afwijzingsreden, reden weigering, reden van weigering, reden afsluiting, sluitingsreden
        verloren reden, reden geweigerd, verlies reden, reden niet gewonnen, reden sluiting
    """,
    "pipeline": "pipeline, pijplijn, verkooppijplijn, funnel, verkooptrechter, verkoopproces",
    "person": """
        persoon, contact, ontvanger, deelnemer, lid, gebruiker, abonnee, contacten, gast
        contactpersonen
    """,
    "customer": """
        klant, relatie, debiteur naam, klantnaam, opdrachtgever, cliënt, partner, relatienaam
        klanten, naam klant
    """,
    "lead": "lead, prospect",
    "deal": """
        deal, kans deal, verkoopkans, dealnaam, naam deal, opportuniteit, deal naam, deal titel
        titel deal, project, projectnaam, onderwerp, opportunity, naam verkoopkans
        verkoopkansnaam, offerte, dealtitel, titel van deal, naam van deal, naam van de deal
        opdracht, naam opportuniteit, verkoopmogelijkheid, titel verkoopkans, deals
        titel opportuniteit, offertenaam, transactie
    """,
    "work": """
        op werk, werk, zakelijk, kantoor, zakelijke, bedrijfs, werkadres, op het werk
        professioneel
    """,
    "home": """
        thuis op, thuis, privé, huis, persoonlijk, prive, persoonlijke, woonadres, huisadres
        woning
    """,
    "other": "ander, overig, andere, overige, alternatief, extra, alternatieve, anders",
    "primary": "primair, hoofd, standaard, voorkeur, primaire, belangrijkste, voorkeurs",
    "second": "tweede, secundair, secundaire",
    "third": "derde, tertiair",
    "billing": "factuur, facturatie, facturering, factuuradres, facturatieadres, factuur adres",
    "shipping": """
        verzend, aflever, lever, bezorg, afleveradres, verzendadres, leveradres, levering
        verzending, bezorgadres
    """,
    "mailing": "correspondentie, post, bezoek, postadres, bezoekadres, correspondentieadres",
    "date": "datum, op, tijd, tijdstip, datum en tijd",
    "url": "url, link, profiel",
    "number": "nummer, nr, num, aantal",
    "code": "code, iso, afkorting, landcode code",
    "honorific_or_title": "titel",
    "filler": """
        wat, is, je, uw, jouw, vul, wat is, de, het, een, van, en, of, in, voor, eur, euro
        huidige, verplicht, optioneel, veld, excl, btw, bij, naar, te, aan, met
    """,
    "refused": """
        nood, noodcontact, ouder, bestelling
        team, fax, faxnummer, assistent, assistente, manager, partner naam, kinderen, taal
        tijdzone, hobby, jubileum, trouwdag, semafoon, autotelefoon, telex, isdn, terugbellen
        radiotelefoon, teksttelefoon, type e mailadres, gemaakt door, aangemaakt door
        gewijzigd door, btw nummer, kvk, kvk nummer, kvknummer, ondernemingsnummer, rsin, iban
        bic, bank, banknaam, bankrekening, rekeningnummer, betalingstermijn, betaaltermijn
        korting, kredietlimiet, saldo, gewogen, gewogen waarde, aantal van, laatste, volgende
        geboorteplaats, nationaliteit, burgerlijke staat, facebook, instagram, skype, whatsapp
        foto, afbeelding, breedtegraad, lengtegraad, prioriteit, gevoeligheid, kantoorlocatie
        actief, inactief, gearchiveerd, verwijderd, dubbel, kliks, leverancier, toestel
        toestelnummer, verwezen door, doorverwezen door, kilometerstand, locatie, sbi code
        rechtsvorm, hoofdtelefoon bedrijf
        niet bellen
    """,
}
