"""Swedish column names."""

LANGUAGE = "Swedish"
COMPOUNDS = True
WORDS = {
    "first_name": "förnamn, tilltalsnamn, kontakt förnamn, kontaktperson förnamn",
    "last_name": "efternamn, familjenamn, kontakt efternamn, kontaktperson efternamn, släktnamn",
    "full_name": """
        fullständigt namn, hela namnet, visningsnamn, kontaktperson, kontaktnamn, namn på kontakt
        fullt namn, för och efternamn, förnamn och efternamn, kontaktpersonens namn
        förnamn efternamn, namn kontaktperson, er referens, namn på kontaktperson, komplett namn
    """,
    "name": "namn, benämning",
    "middle_name": "mellannamn, andra namn, andra förnamn",
    "honorific": "tilltal, hälsningsfras, prefix, tilltalsord, namnprefix, hälsning",
    "suffix": "suffix, efterled",
    "nickname": "smeknamn, initialer, användarnamn, alias, signatur, kortnamn",
    "email": """
        e post, epost, e postadress, epostadress, mejl, mail, e mail, email, mejladress
        mailadress, e postadresser, e post adress, email adress, epost adress, e mailadress
        elektronisk post
    """,
    "phone": """
        telefon, telefonnummer, tel, fast telefon, tel nr, telefonnr, tfn, fast telefonnummer
        telefon nr, direktnummer, direkttelefon, växel, tele, telnr, telefon växel, tel nummer
        fasttelefon, direktnr, telefon direkt, växelnummer, huvudtelefon, fast nummer
    """,
    "mobile": """
        mobil, mobiltelefon, mobilnummer, mobilnr, mobiltelefonnummer, mobil nr, mob
        mobil nummer, telefon mobil, tel mobil, mobiltel, mobiltfn, mobiltelefonnr, sms nummer
        cell
    """,
    "title": "titel",
    "job_title": """
        befattning, jobbtitel, roll, position, yrkestitel, arbetstitel, funktion, tjänst
        yrkesroll, tjänstetitel, befattning titel, titel befattning, anställning
        roll i företaget
    """,
    "occupation": "yrke",
    "department": "avdelning, enhet, division, sektion, avd",
    "company": """
        företag, företagsnamn, organisation, bolag, firma, konto, organisationsnamn, kontonamn
        bolagsnamn, arbetsgivare, firmanamn, företagets namn, namn på företag, kopplat företag
        verksamhet, organisation namn, namn på företaget, förening, företag organisation
        företag namn, koncernföretag, organisationens namn, namn på organisation, företagskonto
    """,
    "domain": "domän, domännamn, företagsdomän, företagets domän, webbdomän, e postdomän",
    "website": """
        webbplats, hemsida, webbsida, webb, url, webbadress, webbplats url, hemsideadress, www
        sajt, internetadress, webbsajt, webbsite, internet
    """,
    "address": "adress, fullständig adress, adressuppgifter, adresser",
    "street": """
        gata, gatuadress, gatunamn, gata och nummer, adressrad, gata nr, gata och husnummer
        vägadress, gatadress
    """,
    "street2": """
        c o, husnummer, postbox, box, lägenhet, lägenhetsnummer, våning, portkod, co, co adress
        c o adress, gatunummer, utdelningsadress
    """,
    "city": "ort, stad, postort, kommun, ortnamn, ort stad, stad ort",
    "state": """
        län, region, delstat, landskap, provins, län region, delstat provins, delstat län
        region län, delstat region, område län, län provins, stat provins, delstat landskap, stat
    """,
    "county": "distrikt, härad",
    "postal_code": "postnummer, postnr, post nr, zip, postkod, post nummer",
    "country": "land, land region, nation, land eller region, landsnamn, land område, hemland",
    "linkedin": """
        linkedin, linkedin profil, linkedin url, linkedin sida, linkedin länk
        linkedin företagssida
    """,
    "twitter": "twitter, twitter användarnamn, twitterkonto, twitternamn, twitter profil",
    "birthday": """
        födelsedag, födelsedatum, född, född datum, födelsedag datum, födelsetid, födelsedata
    """,
    "lifecycle": """
        livscykelfas, livscykelstadium, livscykel
        livscykelsteg
    """,
    "lead_status": """
        leadstatus, kontaktstatus, kundstatus, lead status, prospektstatus, status lead
    """,
    "status": "status, tillstånd, kontakttyp, relationstyp, typ av kontakt, relation",
    "lead_score": """
        leadpoäng, poäng, lead score, score, leadscore, scoring, lead poäng, betyg lead
    """,
    "source": """
        källa, leadkälla, ursprung, lead källa, kundkälla, kanal, ursprunglig källa, kontaktkälla
        ursprungskälla, hur hittade du oss, affärskälla, källa till lead, prospektkälla
        leadsursprung, leadsource, förvärvskälla, anskaffningskälla
    """,
    "owner": """
        ägare, ansvarig, tilldelad, kontaktägare, säljare, kundansvarig, ansvarig säljare
        handläggare, tilldelad till, kontoägare, ägare namn, affärsägare, ansvarig användare
        kundägare, leadägare, företagsägare, vår referens, kontaktansvarig, ansvarig person
        säljansvarig, affärsansvarig, account manager, ägare av kontakt, säljrepresentant
        ägarens namn, tilldelad användare, ansvarig handläggare, representant
        ansvarig medarbetare
        vår kontakt
    """,
    "tags": """
        taggar, etiketter, kategorier, kategori, grupper, nyckelord, tagg, grupp, etikett, listor
        intressen, lista, kontaktgrupper, gruppmedlemskap, märkord, kontaktgrupp, intresseområden
        stödord, kontaktkategori, adresslistor
    """,
    "opt_in": """
        nyhetsbrev, samtycke, opt in, prenumererar, godkänner utskick, marknadsföringssamtycke
        prenumerant, prenumererar på nyhetsbrev, godkänt utskick, accepterar marknadsföring
        vill ha nyhetsbrev, gdpr samtycke, e postsamtycke, samtycke till marknadsföring
        tackat ja till nyhetsbrev, samtycke e post, tillåt e post, tar emot nyhetsbrev
        får nyhetsbrev, accepterar e postmarknadsföring, e postmarknadsföring
        nyhetsbrev samtycke, samtycke nyhetsbrev, godkänner marknadsföring, ta emot nyhetsbrev
        samtycke till utskick, godkänner nyhetsbrev
    """,
    "opt_out": """
        avregistrerad, avprenumererad, avanmäld, opt out, ej utskick, kontakta ej
        inga utskick, ingen e post, avregistrerad från e post, blockerad, spärrad, avböjt e post
        inga nyhetsbrev, skicka inte e post, nix, avsagt, ej e post, kontakta inte
        avregistrerad från all e post, avböjt utskick, studsade, ej nyhetsbrev, nixad
        svartlistad
    """,
    "notes": """
        anteckningar, anteckning, kommentar, kommentarer, noteringar, notering, anmärkning
        anmärkningar, memo, interna anteckningar, övrigt, fritext, noter, intern kommentar
        intern anteckning, intern notering
    """,
    "description": """
        beskrivning, information, övrig information, bakgrund, info, ytterligare information
        detaljer, om, företagsbeskrivning, mer information, om företaget, sammanfattning
    """,
    "id": """
        id, kundnummer, kundnr, kund nr, kontakt id, referens, kund id, medlemsnummer, externt id
        nummer id, identifierare, post id, unikt id, kontaktnummer, extern referens, medlemsnr
        anläggningsnummer, kundkod, affärs id, post nr id, företags id, extern id, kontakt nr
        leverantörsnummer, affärsnummer, externt nummer, referensnummer, identitet, medlems id
        kund nummer, internt id, projektnummer, registernummer
        försäljningsnummer
    """,
    "created": """
        skapad, skapad den, skapat, skapandedatum, datum skapad, skapad datum, tillagd
        tillagd den, registreringsdatum i systemet, skapades, skapat datum, datum tillagd
        skapad tid, upplagd, upplagd datum, tillagd datum, inlagd, datum för skapande
        skapad tidpunkt, skapelsedatum, inlagd datum, skapandetid, skapat den, tid skapad
        reg datum, regdatum, upplagt, inmatad, upplagd den, lades till
    """,
    "signed_up": """
        registreringsdatum, registrerad, kund sedan, medlem sedan, prenumererar sedan
        anmälningsdatum, registrerad den, anmäld, gick med, inträdesdatum, anslutningsdatum
        anmäld den, medlem från, datum registrerad, prenumerant sedan
    """,
    "modified": """
        ändrad, senast ändrad, uppdaterad, senast uppdaterad, ändringsdatum, ändrad den
        senaste kontakt, senaste aktivitet, uppdaterad den, senast ändrad datum, datum ändrad
        senaste ändring, modifierad, senaste uppdatering, senast kontaktad, ändrat
        senast modifierad
    """,
    "industry": """
        bransch, industri, sektor, näringsgren, branschnamn, verksamhetsområde, branschkategori
        bransch namn, branschområde
    """,
    "employees": """
        antal anställda, anställda, företagsstorlek, storlek, medarbetare, personal
        antal medarbetare, antal anst, personalstyrka, antalet anställda, anställda antal
        företagets storlek
    """,
    "revenue": """
        omsättning, årsomsättning, årlig omsättning, nettoomsättning, intäkter, årsintäkt
        årliga intäkter, omsättning per år, årliga intäkt, intäkt per år, omsättning tkr
    """,
    "type": """
        typ, kundtyp, företagstyp, kontotyp, typ av konto, typ av företag, typ av kund
        klassificering, organisationstyp, kundkategori, bolagstyp, företagskategori
        typ av organisation, typ av relation, typ av bolag
    """,
    "segment": """
        segment, kundsegment, marknadssegment, klass, målgrupp, kundklass, abc klass, kundgrupp
        segmentering, kundklassificering, kundklassning
    """,
    "parent": """
        moderbolag, moderföretag, överordnat konto, koncern, överordnat företag, huvudkonto
        moderorganisation, överordnad organisation, holdingbolag, koncernmoder, huvudföretag
        koncernnamn, tillhör koncern, överordnad, ingår i koncern
    """,
    "value": """
        värde, belopp, affärsvärde, summa, totalt värde, totalbelopp, pris, ordervärde
        uppskattat värde, beräknat värde, affärsbelopp, offertbelopp, offertvärde, avtalsvärde
        totalsumma, totalt, kontraktsvärde, affärens värde, förväntat värde, möjlighetens värde
        totalpris, försäljningsvärde, projektvärde, värde på affär, uppskattat belopp
        orderbelopp, affärsstorlek, potential
    """,
    "expected_revenue": """
        förväntad intäkt, förväntade intäkter, beräknad intäkt, förväntad omsättning
    """,
    "currency": "valuta, valutakod",
    "stage": """
        fas, steg, säljfas, försäljningsfas, affärsfas, pipelinefas, säljsteg, affärssteg
        stadium, försäljningssteg, pipelinesteg, affärsstatus, offertstatus, status affär, kolumn
        affärsstadium, etapp, affärsmöjlighetsfas, affärsskede, skede, försäljningsstadium
        fas i affären
    """,
    "probability": """
        sannolikhet, vinstsannolikhet, sannolikhet för avslut, chans, chans att vinna
        avslutschans, sannolikhet att vinna, vinstchans, sannolikhetsgrad, procent
        sannolikhet procent, avslutssannolikhet, affärssannolikhet
    """,
    "close_date": """
        avslutsdatum, stängningsdatum, avslutningsdatum, stängd datum, avslut, slutdatum
        datum för avslut, avslut datum, avslutningsdag
    """,
    "expected_close": """
        förväntat avslutsdatum, förväntat stängningsdatum, beräknat avslut, förväntat avslut
        beräknat avslutsdatum, deadline, förfallodatum, uppskattat avslutsdatum, planerat avslut
        prognostiserat avslut, förväntat slutdatum, beräknat slutdatum, prognosdatum, måldatum
        beräknat stängningsdatum, förväntat orderdatum, beslutsdatum, planerat avslutsdatum
        uppskattat stängningsdatum, preliminärt avslutsdatum, beräknad order, beräknad stängning
        beräknat orderdatum, förväntat datum, beräknat datum
    """,
    "actual_close": """
        faktiskt avslutsdatum, vunnen, vunnen datum, stängd, stängd den, avslutad, vunnen den
        orderdatum, faktiskt stängningsdatum, avslutad den, verkligt avslutsdatum, förlorad datum
        datum vunnen, faktiskt slutdatum, datum förlorad, förlorad den
    """,
    "lost_reason": """
        förlustorsak, orsak till förlust, anledning till förlust, förlorad anledning, orsak
        anledning, skäl till förlust, förlustanledning, förlorad orsak, avslutsorsak
        anledning till avslag, varför förlorad, stängningsorsak, orsak till avslut
        anledning förlorad, orsak förlorad, orsak till förlorad affär, förlustskäl
    """,
    "pipeline": """
        pipeline, säljtratt, säljprocess, försäljningspipeline, säljpipeline, försäljningsprocess
        tratt
    """,
    "person": """
        person, kontakt, mottagare, deltagare, medlem, användare, kontakter, gäst, privatperson
    """,
    "customer": """
        kund, kundnamn, klient, partner, kunder, kundens namn, namn på kund, kundföretag
    """,
    "lead": "lead, prospekt, potentiell kund, leads",
    "deal": """
        affär, affärsmöjlighet, affärsnamn, affärens namn, möjlighet, projekt, projektnamn, deal
        ämne, affärstitel, säljmöjlighet, rubrik, ärende, offert, affärsmöjlighetsnamn
        namn på affär, affärer, titel på affär, försäljningsmöjlighet, säljprojekt, säljchans
        uppdrag, affärens titel
    """,
    "work": "arbete, arbets, jobb, kontor, företags, tjänste, arb, affärs, arbetsplats",
    "home": "hem, privat, bostad, personlig, bostads, hemma, privata",
    "other": """
        annan, övrig, övriga, annat, alternativ, andra, extra, alternativt, övrigt annat
        annan adress
    """,
    "primary": "primär, huvud, primärt, förvald, standard, primära, huvudsaklig",
    "second": "sekundär, sekundärt, andra hand, sekundära",
    "third": "tredje",
    "billing": "faktura, fakturering, fakturerings, fakturaadress, faktureringsadress",
    "shipping": "leverans, frakt, leveransadress, fraktadress",
    "mailing": "post, besöks, postadress, besöksadress, utskick",
    "date": "datum, den, tid, tidpunkt, datum och tid",
    "url": "url, länk, profil",
    "number": "nummer, nr, num, antal",
    "code": "kod, iso, förkortning",
    "filler": """
        vad, är, din, ditt, dina, ange, vad är, och, av, för, i, på, till, sek, kr, nuvarande
        obligatoriskt, valfritt, fält, aktuell, från, med, hos, exkl, moms, s, uppgifter, eller
    """,
    "refused": """
        målsman, vårdnadshavare, anhörig, nödkontakt
        team, fax, assistent, chef, make, maka, partner namn, barn, språk, tidszon, kön, hobby
        årsdag, personsökare, biltelefon, telex, isdn, motringning, återuppringning, texttelefon
        typ av e post, skapad av, ändrad av, uppdaterad av, organisationsnummer, orgnr, org nr
        org nummer, personnummer, personnr, momsnummer, momsregistreringsnummer, vat nr, bankgiro
        plusgiro, iban, bic, bank, betalningsvillkor, rabatt, kreditgräns, saldo, viktat
        viktat värde, vägt värde, antal av, senaste, nästa, födelseort, nationalitet, facebook
        instagram, skype, whatsapp, foto, bild, latitud, longitud, prioritet, känslighet
        kontorsplats, aktiv, inaktiv, arkiverad, borttagen, dubblett, klick, leverantör
        anknytning, rekommenderad av, sni, sni kod, bolagsform, plats, sökord, kontrollchef
        körsträcka, radio, katalogserver, företagets huvudtelefon
        ring ej
    """,
}
