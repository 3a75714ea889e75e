"""Czech and Slovak column names."""

LANGUAGE = "Czech"
COMPOUNDS = False
WORDS = {
    "first_name": "křestní jméno, křestní, krstné meno, jméno křestní, jméno kontaktu",
    "last_name": "příjmení, priezvisko, příjmení kontaktu",
    "full_name": """
        celé jméno, jméno a příjmení, zobrazované jméno, kontaktní osoba, meno a priezvisko
        příjmení a jméno, celé meno, kontaktná osoba, jméno příjmení, příjmení jméno
        jméno kontaktní osoby, zobrazované meno, kontaktní jméno
    """,
    "name": "jméno, název, meno, názov",
    "middle_name": "prostřední jméno, druhé jméno, stredné meno, druhé křestní jméno",
    "honorific": "oslovení, titul před jménem, oslovenie, předpona, tituly, pozdrav",
    "suffix": "přípona, titul za jménem, prípona",
    "nickname": "přezdívka, iniciály, uživatelské jméno, prezývka, zkratka, rodné příjmení",
    "email": """
        e mail, email, mail, e mailová adresa, emailová adresa, adresa e mailu
        elektronická pošta, kontaktní e mail, e maily, emaily, mailová adresa, kontaktní email
    """,
    "phone": """
        telefon, telefonní číslo, tel, telefón, číslo telefonu, tel číslo, pevná linka
        telefonné číslo, tel č, telefony, přímá linka, pevný telefon, kontaktní telefon
        hlavní telefon, ústředna
    """,
    "mobile": """
        mobil, mobilní telefon, mobilní číslo, mobilní, mobilný telefón, číslo mobilu
        mobilní tel, mobil tel, mobilní telefonní číslo, mobilné číslo
    """,
    "job_title": """
        pozice, funkce, pracovní pozice, zaměstnání, pozícia, funkcia, pracovní zařazení, role
        název pozice, pracovná pozícia
    """,
    "occupation": "povolání, profese",
    "department": "oddělení, útvar, divize, oddelenie, odbor",
    "company": """
        společnost, firma, organizace, název firmy, název společnosti, podnik, účet
        zaměstnavatel, spoločnosť, název organizace, obchodní firma, název účtu, názov firmy
        obchodní jméno, názov spoločnosti, organizácia, jméno firmy, instituce, subjekt
    """,
    "domain": "doména, název domény, doména společnosti, doména firmy, název domény společnosti",
    "website": """
        web, webová stránka, webové stránky, www, url, internetové stránky, www stránky
        webová adresa, webstránka, internetová stránka, webová stránka url, adresa webu, stránky
        adresa url webu
    """,
    "address": "adresa, celá adresa, úplná adresa, sídlo, poštovní adresa celá",
    "street": """
        ulice, ulice a číslo, ulica, ulice č p, ulice a č p, ulice číslo, ulice a číslo popisné
        název ulice, řádek adresy, ulica a číslo, ulice a čp
    """,
    "street2": """
        číslo popisné, čp, číslo domu, po box, číslo orientační, patro, byt, poštovní přihrádka
        č p, č o, městská část
    """,
    "city": "město, obec, mesto, město obec, místo, obec město",
    "state": """
        kraj, region, stát provincie, provincie, země kraj, oblast, kraj region, kraj okres
        stát kraj, stát oblast, kraj oblast
    """,
    "county": "okres",
    "postal_code": "psč, poštovní směrovací číslo, psc, poštovní kód, zip",
    "country": """
        země, stát, krajina, štát, země oblast, země region, název země, země nebo oblast
        země stát, krajina oblast
    """,
    "linkedin": "linkedin, linkedin profil, profil linkedin, linkedin url",
    "twitter": "twitter, twitter účet, uživatelské jméno twitter",
    "birthday": "datum narození, narozeniny, dátum narodenia, narozen, den narození, narodeniny",
    "lifecycle": "fáze životního cyklu, životní cyklus, fáze kontaktu",
    "lead_status": """
        stav leadu, stav kontaktu, stav zákazníka, stav klienta, stav potenciálního zákazníka
    """,
    "status": "stav, status, typ kontaktu, vztah",
    "lead_score": """
        skóre, lead score, skóre leadu, body, hodnocení leadu, skóre kontaktu, počet bodů
    """,
    "source": """
        zdroj, zdroj leadu, původ, zdroj kontaktu, zdroj zákazníka, původní zdroj, kanál, pôvod
        zdroj příležitosti, zdroj poptávky
    """,
    "owner": """
        vlastník, odpovědná osoba, obchodník, přiřazeno, zodpovědná osoba, majitel
        vlastník kontaktu, přiděleno, správce, obchodní zástupce, odpovědný, zodpovědný
        vlastník obchodu, přiřazený uživatel, vlastník účtu, odpovědný uživatel, řešitel
        přiřazeno komu, zástupce, odpovědný obchodník, vlastník společnosti
    """,
    "tags": """
        štítky, kategorie, skupiny, klíčová slova, tagy, značky, skupina, kategória, štítek
        seznamy, kategórie, zájmy, kľúčové slová, seznam, nálepky
    """,
    "opt_in": """
        newsletter, souhlas, souhlas se zasíláním, odběr newsletteru, přihlášen k odběru
        marketingový souhlas, opt in, souhlas s marketingem, odběr novinek, súhlas, gdpr souhlas
        souhlas s newsletterem, souhlas se zasíláním newsletteru, zasílat newsletter
        odebírá newsletter, souhlas s e mailem, přijímá newsletter
        souhlas se zasíláním obchodních sdělení, odběratel newsletteru
    """,
    "opt_out": """
        odhlášen, odhlášeno, nezasílat, opt out, odhlášený, nekontaktovat, nevolat
        neposílat e maily, zablokován, odhlášen z odběru, nesouhlas, nezasílat e maily
        nezasielať, blokovaný
    """,
    "notes": """
        poznámky, poznámka, komentář, komentáře, interní poznámka, komentár, pozn
        interní poznámky
    """,
    "description": """
        popis, doplňující informace, další informace, informace, podrobnosti, info, detaily
        popis firmy, o společnosti
    """,
    "id": """
        id, číslo zákazníka, identifikátor, kód, kód zákazníka, id kontaktu, zákaznické číslo
        externí id, číslo klienta, id záznamu, id zákazníka, jedinečné id, členské číslo
        číslo kontaktu, referenční číslo, externí kód
    """,
    "created": """
        vytvořeno, datum vytvoření, přidáno, vytvořen, datum přidání, dátum vytvorenia
        datum založení, založeno, čas vytvoření, vytvorené, datum vložení, přidán, založen
        vytvořeno dne
    """,
    "signed_up": """
        datum registrace, registrován, zákazník od, datum přihlášení, registrace, členem od
        člen od, datum přihlášení k odběru, registrováno, přihlášen
    """,
    "modified": """
        změněno, upraveno, naposledy upraveno, aktualizováno, datum změny, datum úpravy
        poslední změna, poslední aktivita, poslední kontakt, datum poslední změny
        datum aktualizace, poslední aktualizace, naposledy změněno
    """,
    "industry": """
        odvětví, obor, průmysl, obor podnikání, odvetvie, sektor, obor činnosti, odvětví firmy
    """,
    "employees": """
        počet zaměstnanců, zaměstnanci, velikost firmy, počet zamestnancov, velikost společnosti
        počet pracovníků, velikost
    """,
    "revenue": """
        roční obrat, obrat, tržby, roční tržby, ročný obrat, roční příjem, roční výnosy, výnosy
        příjmy
    """,
    "type": """
        typ, typ zákazníka, typ účtu, typ firmy, druh, typ společnosti, klasifikace, typ klienta
        kategorie zákazníka, typ organizace
    """,
    "segment": """
        segment, tržní segment, segment zákazníka, třída, zákaznický segment, cílová skupina
        skupina zákazníků
    """,
    "parent": """
        mateřská společnost, nadřazený účet, mateřská firma, nadřazená společnost
        nadřízená společnost, nadřazená firma, holding, materská spoločnosť, nadřazená organizace
        koncern
    """,
    "value": """
        hodnota, částka, hodnota obchodu, cena, celková částka, suma, objem, celková cena
        hodnota příležitosti, celkem, celková hodnota, odhadovaná hodnota, částka obchodu
        předpokládaná hodnota, výše obchodu, odhadovaná částka, rozpočet, hodnota zakázky
    """,
    "expected_revenue": """
        očekávaný výnos, očekávané tržby, očekávaný příjem, předpokládaný výnos, očekávaný obrat
    """,
    "currency": "měna, mena, kód měny",
    "stage": """
        fáze, stupeň, fáze obchodu, fáze prodeje, etapa, stav obchodu, stav příležitosti, krok
        fáze příležitosti, obchodní fáze, fáze zakázky, stav zakázky
    """,
    "probability": """
        pravděpodobnost, pravděpodobnost úspěchu, šance, pravdepodobnosť
        pravděpodobnost uzavření, pravděpodobnost výhry, šance na úspěch
    """,
    "close_date": """
        datum uzavření, datum ukončení, datum zavření, datum uzavření obchodu, dátum uzavretia
        konec
    """,
    "expected_close": """
        předpokládané datum uzavření, očekávané datum uzavření, termín, očekávané uzavření
        plánované uzavření, předpokládané uzavření, plánované datum uzavření
        odhadované datum uzavření, datum předpokládaného uzavření, předpokládaný termín uzavření
        odhadované uzavření, termín uzavření, předpokládaný konec
    """,
    "actual_close": """
        skutečné datum uzavření, vyhráno dne, uzavřeno, vyhráno, datum výhry, uzavřeno dne
        datum prohry, prohráno dne, skutečné uzavření
    """,
    "lost_reason": """
        důvod ztráty, důvod prohry, důvod neúspěchu, důvod, důvod odmítnutí, příčina ztráty
        dôvod straty, důvod zamítnutí, důvod uzavření, důvod prohraného obchodu
    """,
    "pipeline": "pipeline, obchodní proces, prodejní trychtýř, trychtýř, prodejní proces",
    "person": "osoba, kontakt, příjemce, účastník, člen, uživatel, kontakty, odběratel osoba",
    "customer": """
        zákazník, klient, odběratel, jméno zákazníka, zákazníci, partner, obchodní partner
        název klienta, název zákazníka
    """,
    "lead": "lead, potenciální zákazník, zájemce",
    "deal": """
        obchod, obchodní příležitost, příležitost, název obchodu, zakázka, projekt, předmět
        obchodný prípad, název příležitosti, obchodní případ, deal, název obchodního případu
        název zakázky, název projektu, téma, nabídka, název obchodní příležitosti
        titulek obchodu
    """,
    "work": """
        práca, do práce, zam, zaměstnání kontakt, práce, pracovní, kancelář, firemní
        zaměstnání adresa, služební, pracovný, do zaměstnání, obchodní
    """,
    "home": """
        dom, domů, domácí, bydliště, soukromý, osobní, soukromé, domov, soukromá, domácnost
        súkromný
    """,
    "other": "jiný, jiná, jiné, další, ostatní, alternativní, iný, iná",
    "primary": "hlavní, primární, výchozí, hlavný, preferovaný, primárny",
    "second": "druhý, druhá, sekundární, druhé",
    "third": "třetí, tretí",
    "billing": "fakturační, faktura, fakturačná, fakturace",
    "shipping": "dodací, doručovací, dodacia, dodání, doručení",
    "mailing": "korespondenční, poštovní, korešpondenčná",
    "date": "datum, čas, dne, dátum, datum a čas",
    "url": "url, odkaz, profil",
    "number": "číslo, č, počet",
    "code": "iso, zkratka názvu, kód země",
    "honorific_or_title": "titul",
    "filler": """
        alebo, pre, a, v, z, na, do, kč, czk, aktuální, povinné, nepovinné, pole, nebo, s, k, o
    """,
    "refused": """
        tým, fax, asistent, asistentka, nadřízený, manžel, děti, jazyk, časové pásmo, pohlaví
        záliba, výročí, pager, telefon v autě, telefon asistent, dálnopis, isdn, zpětné volání
        typ e mailu, vytvořil, upravil, ičo, dič, ič, ič dph, dph, iban, banka, číslo účtu
        splatnost, sleva, saldo, vážená, vážená hodnota, poslední, další krok, facebook
        instagram, skype, fotka, fotografie, obrázek, priorita, umístění, aktivní, neaktivní
        archivováno, smazáno, dodavatel, linka, doporučil, rodné číslo, datová schránka
        datum splatnosti
    """,
}
