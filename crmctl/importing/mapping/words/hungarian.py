"""Hungarian column names."""

LANGUAGE = "Hungarian"
COMPOUNDS = True
WORDS = {
    "first_name": """
        utónév, keresztnév, személynév keresztnév, kapcsolattartó keresztneve, utónevek
    """,
    "last_name": "vezetéknév, családnév, családi név, kapcsolattartó vezetékneve",
    "full_name": """
        teljes név, megjelenített név, kapcsolattartó, kapcsolattartó neve
        vezetéknév és keresztnév, megjelenő név, kapcsolattartó személy, vezeték és keresztnév
        kapcsolat neve, név teljes
    """,
    "name": "név, megnevezés, elnevezés",
    "middle_name": "középső név, második keresztnév, második név",
    "honorific": "megszólítás, titulus, előtag, névelőtag, cím megszólítás, udvarias megszólítás",
    "suffix": "utótag, névutótag",
    "nickname": "becenév, monogram, felhasználónév, születési név, leánykori név, kezdőbetűk",
    "email": """
        e mail, email, e mail cím, email cím, e mailcím, elektronikus levélcím, mail, emailcím
        elektronikus cím, levelezési e mail
    """,
    "phone": """
        telefon, telefonja, telefonszám, tel, vezetékes telefon, telefonszáma
        vezetékes telefonszám, tel szám, vezetékes, közvetlen telefon, központi telefon
        elsődleges telefon, közvetlen telefonszám, telefonszámok
    """,
    "mobile": """
        mobil, mobilja, mobiltelefonja, mobiltelefon, mobilszám, mobiltelefonszám, mobil telefon
        mobil telefonszám, mobil szám
    """,
    "job_title": """
        beosztás, munkakör, pozíció, titulus munka, szerepkör, munkaköri cím, beosztása, szerep
        tisztség
    """,
    "occupation": "foglalkozás",
    "department": "osztály, részleg, szervezeti egység, divízió",
    "company": """
        cég, cégnév, vállalat, szervezet, cég neve, vállalat neve, fiók, partner cég, munkahely
        munkáltató, vállalkozás, szervezet neve, cégneve, fióknév, vállalkozás neve, intézmény
        társaság
    """,
    "domain": "domain, tartomány, domainnév, céges domain, domain név, tartománynév",
    "website": """
        weboldal, honlap, webhely, weblap, url, honlap címe, web, weboldal url, internetcím
        webcím, www, honlapcím
    """,
    "address": "cím, címe, teljes cím, postacím teljes, székhely",
    "street": """
        utca, utcája, utca házszám, közterület, közterület neve, címsor, utca és házszám, utcanév
        utca hsz, utca cím
    """,
    "street2": """
        házszám, emelet, ajtó, postafiók, épület, közterület jellege, hsz, lépcsőház
        cím kiegészítés
    """,
    "city": """
        város, városa, települése, település, helység, helyiség, település neve, város neve
        helységnév
    """,
    "state": """
        megye, megyéje, régiója, tartománya, régió, állam, tartomány megye, állam megye
        megye állam, állam tartomány, megye régió, állam vagy megye, tartomány állam
    """,
    "county": "járás, kerület, körzet",
    "postal_code": "irányítószám, irányítószáma, irsz, ir szám, postai irányítószám, zip, ir sz",
    "country": """
        ország, országa, országa régiója, ország régió, ország neve, ország terület
        ország vagy régió, ország térség
    """,
    "linkedin": "linkedin, linkedin profil, linkedin url, linkedin oldal",
    "twitter": "twitter, twitter felhasználónév",
    "birthday": """
        születésnap, születési dátum, születési idő, szül dátum, született, születés dátuma
        születési nap
    """,
    "lifecycle": "életciklus szakasz, életciklus",
    "lead_status": """
        lead státusz, kapcsolat státusza, ügyfél státusz, életciklus állapot, lead állapota
        ügyfélstátusz
    """,
    "status": "állapot, státusz, status, kapcsolat típusa",
    "lead_score": "pontszám, lead pontszám, lead score, pontok, pont",
    "source": """
        forrás, lead forrás, eredet, eredeti forrás, csatorna, kapcsolat forrása, lead forrása
        érdeklődő forrása, honnan hallott rólunk
    """,
    "owner": """
        tulajdonos, felelős, értékesítő, ügyfélfelelős, hozzárendelve, kapcsolattartó felelős
        ügyintéző, kapcsolat tulajdonosa, üzletkötő, felelős személy, hozzárendelt felhasználó
        felelős felhasználó, értékesítési képviselő, üzlet tulajdonosa, fiók tulajdonosa
        képviselő
    """,
    "tags": """
        címkék, kategóriák, csoportok, kulcsszavak, csoport, kategória, listák, címke
        érdeklődési kör, lista, tagek
    """,
    "opt_in": """
        hírlevél, hozzájárulás, feliratkozott, hírlevél feliratkozás, marketing hozzájárulás
        opt in, hírlevelet kér, hírlevélre feliratkozott, e mail hozzájárulás, kér hírlevelet
        hozzájárulás hírlevélhez, elfogadja a marketinget
    """,
    "opt_out": """
        leiratkozott, leiratkozás, opt out, ne küldjön e mailt, ne keresse, tiltott
        nem kér hírlevelet, letiltva, tiltólista, ne hívja
    """,
    "notes": """
        megjegyzés, megjegyzések, jegyzet, jegyzetek, feljegyzés, feljegyzések, komment
        belső megjegyzés, belső jegyzet
    """,
    "description": """
        leírás, egyéb információ, részletek, további információ, információ, bemutatkozás
        információk
    """,
    "id": """
        azonosító, id, ügyfélszám, ügyfélkód, partnerkód, külső azonosító, ügyfélazonosító
        kapcsolat azonosító, egyedi azonosító, rekord azonosító, partner azonosító, vevőkód
        ügyfél azonosító, tagsági szám, rekordazonosító, kód, sorszám
    """,
    "created": """
        létrehozva, létrehozás dátuma, létrehozás ideje, hozzáadva, rögzítés dátuma
        felvétel dátuma, létrehozás, létrehozás időpontja, hozzáadás dátuma, rögzítve, felvéve
        felvitel dátuma, rögzítés ideje, létrehozási dátum
    """,
    "signed_up": """
        regisztráció dátuma, feliratkozás dátuma, ügyfél mióta, regisztrált, feliratkozás ideje
        regisztráció ideje, csatlakozás dátuma, regisztráció, regisztrálva
    """,
    "modified": """
        módosítva, utolsó módosítás, frissítve, módosítás dátuma, utolsó frissítés
        utolsó kapcsolat, utolsó aktivitás, módosítás ideje, utoljára módosítva, frissítés dátuma
    """,
    "industry": """
        iparág, ágazat, szektor, tevékenység, tevékenységi kör, szakterület, fő tevékenység
    """,
    "employees": """
        alkalmazottak száma, létszám, dolgozók száma, munkavállalók száma, cégméret
        alkalmazottak, méret, vállalat mérete, foglalkoztatottak száma, dolgozói létszám
    """,
    "revenue": """
        éves árbevétel, árbevétel, éves bevétel, bevétel, forgalom, éves forgalom
        nettó árbevétel
    """,
    "type": """
        típus, ügyféltípus, cég típusa, fiók típusa, fajta, ügyfél típusa, partner típusa
        vállalat típusa, besorolás, szervezet típusa
    """,
    "segment": "szegmens, piaci szegmens, ügyfélszegmens, osztályozás, célcsoport, ügyfélcsoport",
    "parent": """
        anyavállalat, anyacég, szülő cég, cégcsoport, fölérendelt cég, szülő fiók
        fölérendelt fiók, holding, szülővállalat
    """,
    "value": """
        érték, összeg, üzlet értéke, ár, végösszeg, teljes összeg, lehetőség értéke
        ajánlat értéke, becsült érték, összesen, várható érték, teljes érték, szerződés értéke
        összérték, üzlet összege
    """,
    "expected_revenue": "várható bevétel, várható árbevétel, tervezett bevétel",
    "currency": "pénznem, deviza, valuta, pénznem kód, devizanem",
    "stage": """
        szakasz, fázis, értékesítési szakasz, üzlet szakasza, értékesítési fázis, lépés
        lehetőség szakasza, üzleti szakasz, üzlet állapota, lehetőség állapota
    """,
    "probability": """
        valószínűség, esély, siker valószínűsége, nyerési esély, lezárás valószínűsége
        sikeresség valószínűsége
    """,
    "close_date": """
        zárás dátuma, lezárás dátuma, zárás, lezárás, zárási dátum, lezárási dátum, lezárás ideje
        zárás ideje
    """,
    "expected_close": """
        várható zárás, várható lezárás, várható zárás dátuma, határidő, tervezett zárás
        várható lezárás dátuma, várható zárási dátum, tervezett lezárás, becsült zárás dátuma
        becsült lezárás, várható lezárási dátum, tervezett zárás dátuma
    """,
    "actual_close": """
        tényleges zárás, megnyerve, lezárva, tényleges zárás dátuma, megnyerés dátuma
        elvesztés dátuma, tényleges lezárás, tényleges lezárás dátuma
    """,
    "lost_reason": """
        elvesztés oka, vesztés oka, elutasítás oka, ok, indok, sikertelenség oka, veszteség oka
        bukás oka, lezárás oka, elveszítés oka
    """,
    "pipeline": """
        értékesítési csatorna, pipeline, értékesítési tölcsér, értékesítési folyamat, tölcsér
    """,
    "person": """
        személy, kapcsolat, névjegy, címzett, résztvevő, tag, felhasználó, kapcsolatok
        ügyfélkapcsolat, feliratkozó
    """,
    "customer": """
        ügyfél, vevő, partner, ügyfélnév, ügyfél neve, partner neve, vevő neve, megrendelő
    """,
    "lead": "lead, érdeklődő, potenciális ügyfél",
    "deal": """
        üzlet, lehetőség, értékesítési lehetőség, üzlet neve, lehetőség neve, projekt, tárgy
        ajánlat, projekt neve, üzlet címe, üzleti lehetőség, téma, ügylet, ügylet neve, deal
    """,
    "work": "munkahely, munkahelyi, hivatal, üzleti, irodai, hivatali, iroda, céges, munka",
    "home": "lakcím, lakóhely, otthoni, lakás, magán, személyes, privát, otthon",
    "other": "más, egyéb, további, alternatív, másik, egyéb cím",
    "primary": "elsődleges, fő, alapértelmezett, elsőrendű",
    "second": "második, másodlagos",
    "third": "harmadik, harmadlagos",
    "billing": "számlázási, számla, számlázás",
    "shipping": "szállítási, szállítás, kézbesítési",
    "mailing": "levelezési, postázási, postacím, levelezés",
    "date": "dátum, idő, időpont, dátuma, ideje, napja",
    "url": "url, link, profil, hivatkozás",
    "number": "szám, száma, sz",
    "code": "kódja, iso, rövidítés, országkód",
    "filler": "és, a, az, huf, ft, jelenlegi, kötelező, opcionális, mező, vagy, szerinti",
    "refused": """
        csapat, fax, faxszám, asszisztens, titkár, felettes, házastárs, gyermekek, nyelv, időzóna
        nem, hobbi, évforduló, személyhívó, autótelefon, telex, isdn, visszahívás, e mail típusa
        e mail típus, létrehozta, módosította, adószám, bankszámlaszám, bank, cégjegyzékszám, áfa
        kedvezmény, egyenleg, súlyozott, súlyozott érték, utolsó, következő, facebook, instagram
        skype, fénykép, kép, prioritás, fontosság, hely, aktív, inaktív, archivált, törölve
        szállító, beszállító, mellék, ajánló, fizetési határidő, anyja neve, születési hely
        irodahelyiség, kulcsszó
    """,
}
