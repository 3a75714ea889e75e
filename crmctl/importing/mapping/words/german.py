"""German column names."""

LANGUAGE = "German"
COMPOUNDS = True
WORDS = {
    "first_name": "vorname, vornamen, rufname, erster vorname, kontakt vorname, vname, vorn",
    "last_name": """
        nachname, familienname, zuname, nachnamen, kontakt nachname, nname, famname, hausname
    """,
    "full_name": """
        vollständiger name, voller name, vor und nachname, vorname nachname, vorname und nachname
        name vollständig, anzeigename, ansprechpartner, ansprechpartnerin, kontaktname
        kontaktperson, ganzer name, name des kontakts, ansprechperson, name ansprechpartner
        personenname, name vorname, vorname name, ansprechpartner in, kundenname vollständig
    """,
    "name": "name, namen, bezeichnung",
    "middle_name": "weitere vornamen, zweiter vorname, zweitname, mittelname, zweite vornamen",
    "honorific": """
        anrede, akademischer titel, namenszusatz, namenspräfix, präfix, namensvorsatz, akad titel
        grußanrede, briefanrede, titel anrede, vorsatzwort, anredeform, geschlecht
        titel akademischer grad, namensvorsatzwort, anredetext, anrede titel
    """,
    "suffix": "suffix, namenssuffix, titel nachgestellt",
    "nickname": "spitzname, kurzname, initialen, benutzername, matchcode, geburtsname",
    "email": """
        e mail, email, mail, e mail adresse, email adresse, mailadresse, e mailadresse
        emailadresse, e mail adressen, elektronische post, mail adresse, email kontakt
        e mail kontakt, elektronische adresse
    """,
    "phone": """
        telefon, telefonnummer, tel, tel nr, telefon nr, rufnummer, telefonnr, festnetz, fon
        festnetznummer, telefonnummern, durchwahl, telefon durchwahl, telnr, fernruf, tel nummer
        festnetztelefon, direktwahl, hauptnummer, zentrale, telefonzentrale, kontakttelefon
        rufnr, telephon, haupttelefon, telefon zentrale, vorwahl und rufnummer
    """,
    "mobile": """
        mobil, handy, mobiltelefon, mobilnummer, handynummer, mobiltelefonnummer, mobilfunk
        mobilfunknummer, mobil nr, handy nr, mobile, natel, mobiltel, mobilnr, handynr
        mobile telefonnummer, mobilrufnummer, mobilfunknr, telefon mobil, tel mobil
    """,
    "job_title": """
        arbeitstitel, dienstbezeichnung, position, funktion, berufsbezeichnung
        stellenbezeichnung, stelle, rolle, jobtitel, tätigkeit, stellung, job titel
        dienststellung, aufgabe, job, berufsbild, berufstitel, job position
        position im unternehmen, aufgabenbereich, funktionsbezeichnung, funktion im unternehmen
        firmenposition, position funktion, funktion position
    """,
    "occupation": "beruf",
    "department": """
        abteilung, bereich, fachbereich, abteilungsname, ressort, geschäftsbereich
        abteilung bereich, dienststelle
    """,
    "company": """
        firma, unternehmen, organisation, firmenname, unternehmensname, betrieb, arbeitgeber
        gesellschaft, institution, name der firma, name des unternehmens, organisationsname
        account, accountname, name der organisation, kundenfirma, firmenbezeichnung, firma name
        firmierung, unternehmensbezeichnung, firma organisation, verein, firmen
        name organisation, unternehmen name, konto, kontoname, einrichtung, zugehörige firma
        zugehöriges unternehmen, betriebsname, firma unternehmen, firmenwortlaut, handelsname
    """,
    "domain": "domain, domäne, domainname, unternehmensdomain, domain name, internetdomain",
    "website": """
        webseite, website, homepage, internetseite, internetadresse, webadresse, url, internet
        internetauftritt, www, web, webpräsenz, web adresse, internet adresse, webseiten
        netzseite, website url, webseite url, firmenwebsite, firmenhomepage
    """,
    "address": """
        adresse, anschrift, postanschrift, postadresse, adressen, vollständige adresse
        vollständige anschrift
    """,
    "street": """
        straße, strasse, str, straße und hausnummer, straße hausnummer, straße nr, adresszeile
        strassenname, straßenname, straße und nummer, straße hnr, straße hausnr, straße haus nr
        straße und nr, straße u hausnummer, anschriftzeile, strasse und hausnr, adresse straße
        adresszeile straße, straße mit hausnummer
    """,
    "street2": """
        hausnummer, hausnr, haus nr, adresszusatz, zusatz, anschriftzusatz, postfach, hnr
        adressergänzung, zusatzzeile, stockwerk, etage, wohnung, ortsteil, adresse zusatz
        straße zusatz, gebäude, hausnummernzusatz
    """,
    "city": """
        ort, stadt, wohnort, ortschaft, stadt ort, ort stadt, gemeinde, ortsname, postort
        firmensitz, sitz
    """,
    "state": """
        bundesland, kanton, region, provinz, bundesland kanton, land bundesland, bundesstaat
        staat bundesland, region bundesland, bundesland region, bundesland provinz
        bundesland bundesstaat, staat provinz, bundesstaat provinz
    """,
    "county": "landkreis, kreis, bezirk, regierungsbezirk",
    "postal_code": "plz, postleitzahl, plz nr, postcode, postleitzahlen, leitzahl, zip",
    "country": """
        land, staat, land region, nation, ländername, land name, staat land, herkunftsland
        wohnsitzland, sitzland
    """,
    "linkedin": "linkedin, linkedin profil, linkedin url, linkedin link, linkedin seite",
    "twitter": "twitter, twitter benutzername, twitter profil, twitter name, twitter konto",
    "birthday": """
        geburtstag, geburtsdatum, geb datum, geboren am, geb, gebdatum, geboren, gebtag
        tag der geburt
    """,
    "lifecycle": """
        lifecycle phase, lebenszyklusphase, lebenszyklus phase, lifecyclephase, kontaktphase
        lebenszyklus, lead phase, lebenszyklus stadium
    """,
    "lead_status": """
        kontaktstatus, lead status, leadstatus, kundenstatus, beziehungsstatus
        interessentenstatus
    """,
    "status": "status, kontakttyp, beziehung, kontaktart",
    "lead_score": """
        lead score, score, leadscore, lead bewertung, leadbewertung, punkte, punktzahl, bewertung
        scoring, lead scoring, lead punkte, leadpunkte, punktestand
    """,
    "source": """
        quelle, herkunft, lead quelle, leadquelle, kontaktquelle, ursprung, ursprüngliche quelle
        akquisequelle, kanal, kundenquelle, akquisitionsquelle, quelle des leads
        kontakt herkunft, aufmerksam geworden durch, wie gefunden, bekannt durch, ursprungsquelle
        herkunftsquelle
        originalquelle, deal quelle, wie haben sie von uns erfahren, kontaktherkunft, datenquelle
        leadherkunft, werbequelle
    """,
    "owner": """
        besitzer, inhaber, eigentümer, zuständig, verantwortlich, verantwortlicher, betreuer
        zugewiesen an, bearbeiter, sachbearbeiter, kundenbetreuer, vertriebsmitarbeiter
        verkäufer, kontaktinhaber, zuständiger mitarbeiter, mitarbeiter, außendienst, vertreter
        verantwortliche person, verantwortlicher mitarbeiter, zuständigkeit, vertriebler
        zuständiger, zugewiesener benutzer, kontakt besitzer, vertriebsbeauftragter, zuordnung
        account manager, accountmanager, vertrieb, kundenberater, berater, zugeordnet
        zuständiger benutzer, zuständige person, zugewiesen, zugeordneter benutzer
        verantwortlicher benutzer, betreuender mitarbeiter, vertriebsverantwortlicher
        datensatzbesitzer, deal inhaber, kontaktverantwortlicher, verkaufsmitarbeiter
        zuständiger betreuer, verantwortliche, benutzer zuständig, deal besitzer, verwalter
    """,
    "tags": """
        tags, schlagwörter, schlagworte, kategorien, kategorie, stichwörter, stichworte, gruppen
        gruppe, labels, etiketten, markierungen, kontaktgruppe, kontaktgruppen, label, verteiler
        gruppenzugehörigkeit, kennzeichen, merkmale, adressgruppe, listen, interessen
        gruppenmitgliedschaft, tag, kontaktkategorie, schlagwort, stichwort, markierung
        verteilerliste, adressgruppen, selektionsmerkmale, kontaktlisten
    """,
    "opt_in": """
        newsletter, newsletter abonniert, einwilligung, opt in, newsletter anmeldung
        werbeeinwilligung, e mail einwilligung, zustimmung, werbung erlaubt, newsletter erhalten
        newsletter einwilligung, newsletterempfänger, newsletter empfänger, double opt in
        einwilligung newsletter, einwilligung werbung, werbung erwünscht, marketing einwilligung
        akzeptiert marketing, e mail marketing zustimmung, datenschutz einwilligung, abonniert
        dsgvo einwilligung, einwilligung marketing, e mail werbung erlaubt, newsletter ja nein
        newsletter erwünscht, einwilligung e mail, werbezustimmung, mailing erwünscht
        newsletter zustimmung, e mail werbung, zustimmung zum newsletter, zustimmung marketing
        newsletterabo, newsletter abo, mailing erlaubt
    """,
    "opt_out": """
        abgemeldet, abbestellt, opt out, keine werbung, kein newsletter, werbesperre
        kontaktsperre, keine e mail, keine e mails, gesperrt, newsletter abgemeldet
        nicht kontaktieren, von e mails abgemeldet, keine mailings, mailsperre, sperrvermerk
        werbesperre email, keine e mails senden, widerspruch, werbewiderspruch
        bounce, blacklist, nicht anschreiben, keine mails, widerruf
        widerspruch werbung, widerspruch gegen werbung
    """,
    "notes": """
        notiz, notizen, bemerkung, bemerkungen, kommentar, kommentare, anmerkung, anmerkungen
        memo, interne notiz, interne notizen, vermerk, notizfeld, hinweise, hinweis, freitext
        interner kommentar, infotext, kontaktnotizen
    """,
    "description": """
        beschreibung, info, zusatzinfo, informationen, zusatzinformationen, hintergrund, details
        firmenbeschreibung, unternehmensbeschreibung, kurzbeschreibung, weitere informationen
        sonstiges, über uns, zusätzliche informationen
    """,
    "id": """
        id, kundennummer, kunden nr, kundennr, kontakt id, kd nr, kdnr, adressnummer, nummer
        datensatz id, debitorennummer, debitor, debitoren nr, externe id, nr, mitgliedsnummer
        adress nr, kunden nummer, kontaktnummer, referenz, referenznummer, eindeutige id
        adressnr, personennummer, partnernummer, satznummer, mitgliedsnr, geschäftspartnernummer
        firmennummer, externe nummer, externe kundennummer, adressid
        debitorennr, kontakt nr, firmen id, deal id, deal nummer, interessentennummer
        lieferantennummer, kreditorennummer, kunden id, personen id, kennung, konto nr
        eindeutige kennung, adress id, externe referenz, projektnummer, debitorkonto
    """,
    "created": """
        erstellt am, angelegt am, eintragsdatum, erstellungsdatum, erstellt, anlagedatum
        anlegedatum
        datum der erstellung, hinzugefügt am, erfasst am, angelegt, erfassungsdatum, erstelldatum
        erstellungszeit, datum erstellt, hinzugefügt, erstellungszeitpunkt, erfasst
        aufgenommen am, datum hinzugefügt, anlage datum, aufnahmedatum, erstelltam, eröffnet am
        erzeugt am, erstanlage, erstellzeit, erstellt um, erstellt datum, datum erfasst
        erstellt uhrzeit, hinzufügedatum
        eingetragen am
    """,
    "signed_up": """
        registriert am, anmeldedatum, angemeldet am, registrierungsdatum, kunde seit
        mitglied seit, eintrittsdatum, registriert, anmeldung, beitrittsdatum, beigetreten am
        registrierung, angemeldet seit, registriert seit, eintritt
    """,
    "modified": """
        geändert am, aktualisiert am, änderungsdatum, letzte änderung, zuletzt geändert
        zuletzt aktualisiert, letzte aktualisierung, geändert, aktualisiert, bearbeitet am
        zuletzt bearbeitet, letzter kontakt, letzte aktivität, zuletzt geändert am, änderung
        letzte bearbeitung, zuletzt kontaktiert
    """,
    "industry": """
        branche, wirtschaftszweig, industrie, branchenname, sektor, gewerbe, branchenbezeichnung
        geschäftszweig, wirtschaftsbranche, tätigkeitsbereich, branche industrie
    """,
    "employees": """
        mitarbeiterzahl, anzahl mitarbeiter, mitarbeiter anzahl, mitarbeiteranzahl, beschäftigte
        anzahl der mitarbeiter, unternehmensgröße, firmengröße, beschäftigtenzahl, größe
        mitarbeitende, anzahl beschäftigte, anzahl mitarbeitende, anzahl der beschäftigten
        unternehmensgrösse, betriebsgröße, mitarbeitergröße, personalstand, anz mitarbeiter
    """,
    "revenue": """
        jahresumsatz, umsatz, umsatz pro jahr, jährlicher umsatz, umsatzvolumen, jahreserlös
        umsatz jahr, umsatzgröße, umsatz p a
    """,
    "type": """
        typ, art, kundentyp, firmentyp, kundenart, unternehmenstyp, accounttyp, unternehmensart
        adresstyp, kontotyp, organisationstyp, beziehungstyp, geschäftspartnertyp
        klassifizierung, firmenart, adressart, kundenkategorie
    """,
    "segment": """
        segment, kundensegment, marktsegment, kundenklasse, abc klasse, kundengruppe, klasse
        abc analyse, zielgruppe, abc kunde, abc klassifizierung, marktsegmentierung
        segmentierung, kundenklassifizierung, abc einstufung
    """,
    "parent": """
        muttergesellschaft, mutterunternehmen, konzern, übergeordnete firma, hauptfirma
        übergeordnetes unternehmen, mutterfirma, übergeordneter account, holding, stammhaus
        übergeordnete organisation, konzernmutter, dachgesellschaft, übergeordnetes konto
        übergeordneter kunde, hauptunternehmen, konzernzugehörigkeit, muttergesellschaft name
    """,
    "value": """
        wert, betrag, summe, volumen, auftragswert, deal wert, auftragsvolumen, dealwert
        angebotssumme, gesamtbetrag, gesamtwert, deal betrag, verkaufswert, chancenwert
        auftragssumme, angebotswert, preis, projektwert, verkaufschance wert, erwarteter wert
        geschätzter wert, wert der verkaufschance, geschäftswert, nettobetrag, projektvolumen
        erwarteter betrag, gesamtsumme, angebotsvolumen, vertragswert, geplanter umsatz
        dealgröße, potenzial, wert netto, auftragsbetrag, betrag netto, opportunity wert
        nettowert, geschätzter umsatz, netto, umsatzpotenzial, potentieller umsatz, dealvolumen
    """,
    "expected_revenue": "erwarteter umsatz, voraussichtlicher umsatz",
    "currency": "währung, währungscode, währungskürzel, währungskennzeichen, whg",
    "stage": """
        phase, stufe, verkaufsphase, vertriebsphase, deal phase, dealphase, pipeline phase
        pipelinephase, verkaufsstufe, angebotsstatus, stadium, verkaufsstadium, deal stufe
        opportunity phase, vertriebsstufe, phase der verkaufschance, status verkaufschance
        auftragsphase, prozessschritt, projektphase, verkaufschancenphase, projektstatus
        dealstatus, deal status, statusspalte, vertriebsstatus
    """,
    "probability": """
        wahrscheinlichkeit, abschlusswahrscheinlichkeit, erfolgswahrscheinlichkeit, chance
        auftragswahrscheinlichkeit, gewinnwahrscheinlichkeit, erfolgschance, erfolgsaussicht
        deal wahrscheinlichkeit, abschlusschance, eintrittswahrscheinlichkeit, chance in
        realisierungswahrscheinlichkeit, dealwahrscheinlichkeit
    """,
    "close_date": """
        abschlussdatum, abschluss, abschlusstermin, schlussdatum, datum abschluss, abschluss am
        datum des abschlusses, closing datum
    """,
    "expected_close": """
        erwartetes abschlussdatum, voraussichtliches abschlussdatum, geplantes abschlussdatum
        erwarteter abschluss, geplanter abschluss, voraussichtlicher abschluss, zieldatum
        abschluss erwartet, fälligkeit, fällig am, fälligkeitsdatum, geschätztes abschlussdatum
        prognostiziertes abschlussdatum, erwartetes auftragsdatum, termin, zieltermin
        geschätztes abschlussdatum der verkaufschance, erwartet am, abschluss voraussichtlich
        erwarteter abschlusstermin, abschluss geplant, auftrag erwartet, auftrag erwartet am
        geplanter abschlusstermin, prognosedatum, enddatum, voraussichtliches auftragsdatum
    """,
    "actual_close": """
        gewonnen um, verloren um, gewonnen am, tatsächliches abschlussdatum, abgeschlossen am
        geschlossen am, verloren am, tatsächlicher abschluss, auftragsdatum, datum gewonnen
        abgeschlossen, geschlossen, abschlusszeitpunkt, gewonnen datum, datum verloren
        gewonnen zeitpunkt
    """,
    "lost_reason": """
        verlustgrund, grund für verlust, absagegrund, grund des verlusts, grund verloren
        ablehnungsgrund, grund, verlustursache, grund für den verlust, grund der absage
        grund für absage, niederlagengrund, abschlussgrund, verloren grund, grund für ablehnung
        verloren weil, grund für abschluss, stornogrund
    """,
    "pipeline": "pipeline, vertriebspipeline, verkaufspipeline, vertriebsprozess, trichter",
    "person": """
        person, kontakt, empfänger, teilnehmer, mitglied, nutzer, abonnent, kontakte, gast
    """,
    "customer": """
        kunde, klient, mandant, auftraggeber, kundenname, name des kunden, geschäftspartner
    """,
    "lead": "lead, interessent",
    "deal": """
        deal, verkaufschance, verkaufsprojekt, opportunity, chance titel, geschäft, dealname
        name der verkaufschance, deal name, titel der verkaufschance, projekt, projektname
        auftrag, auftragsname, deal titel, betreff, thema, vorgang, angebot, verkaufschancenname
        bezeichnung der verkaufschance, vertriebschance, opportunity name, titel des deals
        name des deals, geschäftschance, projekttitel, projektbezeichnung, angebotstitel
    """,
    "work": """
        geschäftlich, arbeit, dienstlich, beruflich, büro, geschäft, gesch, dienst, business
        arbeitsplatz, g
    """,
    "home": "privat, zuhause, zu hause, persönlich, private, heim, priv, p, private adresse",
    "other": """
        weitere, weiterer, weiteres, andere, anderer, anderes, alternative, sonstige, alternativ
    """,
    "primary": """
        primäres, hauptsächliche, haupt, primär, primäre, standard, hauptadresse, bevorzugte
        haupt e, primärer
    """,
    "second": "zweite, zweiter, zweites, sekundär, sekundäre",
    "third": "dritte, dritter, drittes",
    "billing": "rechnung, rechnungs, rechnungsadresse, rechnungsanschrift, rechnungsempfänger",
    "shipping": "liefer, lieferung, versand, lieferadresse, lieferanschrift, versandadresse",
    "mailing": "post, besuchs, besuchsadresse, hausanschrift, korrespondenz",
    "date": "datum, am, zeit, zeitpunkt, uhrzeit",
    "url": "url, link, profil, adresse link",
    "number": "nummer, nr, num",
    "code": "code, kürzel, iso, kennzeichen code, länderkürzel, schlüssel",
    "honorific_or_title": "titel",
    "filler": """
        zugehörig, zugehörige, zugehöriges, zugehöriger, verknüpft, verknüpftes, verknüpfte
        verbundenes, wie, lautet, ihr, ihre, bitte, ist, welche, welches, sind, ihren, geben sie
        ein, an, der, die, das, des, und, in, von, für, aktuell, eur, euro, chf, pflichtfeld
        optional, angabe, feld, r, s, wert
    """,
    "refused": """
        notfall, notfallkontakt, erziehungsberechtigter, begleitperson
        team, fax, telefax, faxnummer, assistent, assistentin, assistenz, vorgesetzter
        vorgesetzten, partner, partnerin, kinder, sprache, zeitzone, hobby, jahrestag
        hochzeitstag, pager, rückmeldung, autotelefon, telex, isdn, hörbehinderte, angezeigter
        postfach, empfohlen, priorität, vertraulichkeit, verzeichnisserver, reisekilometer
        regierung, organisations, erstellt von, geändert von, angelegt von, bearbeitet von
        ust id, ustid, ust idnr, steuernummer, umsatzsteuer id, umsatzsteuer, iban, bic, bank
        bankname, blz, kreditinstitut, konto nummer, zahlungsbedingungen, zahlungsziel, rabatt
        skonto, kreditlimit, saldo, lieferant, kreditor, handelsregister, registergericht, hrb
        gläubiger, mwst, mandatsreferenz, kontoinhaber, gewichtet, gewichteter, gewichteter wert
        anzahl, letzte, letzter, letztes, nächste, nächster, typ der, benutzer
        abrechnungsinformation, sperre, gelöscht, archiviert, aktiv, telefon firma, skype
        whatsapp, xing, facebook, instagram, bild, foto, koordinaten, breitengrad, längengrad
        geburtsort, nationalität, staatsangehörigkeit, familienstand, ortsvorwahl, vorwahl
        ländervorwahl, briefkopf, gruß, konfession
        lfd nr, laufende nummer, lfdnr
        nicht anrufen, inaktiv
    """,
}
