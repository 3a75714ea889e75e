"""Finnish column names."""

LANGUAGE = "Finnish"
COMPOUNDS = True
WORDS = {
    "first_name": "etunimi, etunimet, kutsumanimi",
    "last_name": "sukunimi, sukunimet",
    "full_name": """
        koko nimi, näyttönimi, yhteyshenkilö, kontaktihenkilö, etunimi ja sukunimi
        yhteyshenkilön nimi, nimi kokonaan, etu ja sukunimi, täydellinen nimi, kontaktin nimi
    """,
    "name": "nimi, nimike nimi",
    "middle_name": "toinen nimi, toinen etunimi, keskimmäinen nimi",
    "honorific": "puhuttelu, etuliite, tervehdys, titteli, arvonimi, puhuttelunimi",
    "suffix": "jälkiliite, loppuliite",
    "nickname": "lempinimi, kutsumanimi lyhyt, nimikirjaimet, käyttäjätunnus, käyttäjänimi",
    "email": """
        sähköposti, sähköpostiosoite, email, e mail, s posti, sposti, maili, s postiosoite, meili
        sähköpostiosoitteet
    """,
    "phone": """
        puhelin, puhelinnumero, puh, puhelinnro, lankapuhelin, puhelin nro, puh nro, suora numero
        puhelinvaihde, vaihde, puhnro, puh numero, tel, yritysnumero, suora puhelin
        ensisijainen puhelin
    """,
    "mobile": """
        matkapuhelin, matkapuhelinnumero, kännykkä, gsm, mobiili, gsm numero, kännykkänumero
        mobiilinumero, matkapuh
    """,
    "job_title": """
        ammattinimike, tehtävänimike, titteli työ, asema, rooli, työnimike, virka, tehtävä, toimi
        nimike, työtehtävä, positio
    """,
    "occupation": "ammatti",
    "department": "osasto, yksikkö, jaosto",
    "company": """
        yritys, yrityksen nimi, organisaatio, yhtiö, firma, organisaation nimi, työnantaja, tili
        yritysnimi, toiminimi, yhteisö, tilin nimi, asiakasyritys, yhtiön nimi, yhdistys
    """,
    "domain": """
        verkkotunnus, toimialue, domain, yrityksen verkkotunnus, yrityksen verkkotunnuksen nimi
    """,
    "website": """
        verkkosivusto, kotisivu, www sivu, verkkosivut, url, kotisivut, www, web sivu, verkkosivu
        www sivut, www osoite, nettisivu, nettisivut, verkko osoite, internet osoite
        verkkosivuston url
    """,
    "address": "osoite, osoitetiedot, täydellinen osoite",
    "street": "katuosoite, katu, lähiosoite, kadun nimi, osoiterivi, kadunnimi, jakeluosoite",
    "street2": "talon numero, postilokero, kerros, huoneisto, asunto, lisäosoite, pl",
    "city": "kaupunki, postitoimipaikka, paikkakunta, kunta, kaupunki paikkakunta, toimipaikka",
    "state": """
        maakunta, osavaltio, alue, lääni, osavaltio alue, osavaltio maakunta, alue maakunta
        provinssi, osavaltio provinssi, lääni tai osavaltio
    """,
    "postal_code": "postinumero, postinro, posti nro, zip",
    "country": "maa, maa alue, valtio, maan nimi, asuinmaa, maa tai alue",
    "linkedin": "linkedin, linkedin profiili, linkedin url, linkedin sivu",
    "twitter": "twitter, twitter käyttäjänimi",
    "birthday": "syntymäpäivä, syntymäaika, syntynyt, syntymäpvm",
    "lifecycle": "elinkaaren vaihe, elinkaarivaihe",
    "lead_status": """
        liidin tila, asiakkaan tila, yhteystiedon tila, asiakkuuden tila, kontaktin tila
        liidin status, liidistatus
    """,
    "status": "tila, status, kontaktityyppi",
    "lead_score": "pisteet, liidipisteet, lead score, liidin pisteet, pisteytys, pistemäärä",
    "source": """
        lähde, liidin lähde, alkuperä, liidilähde, kanava, alkuperäinen lähde, asiakkuuden lähde
        kontaktin lähde
    """,
    "owner": """
        omistaja, vastuuhenkilö, myyjä, vastuumyyjä, yhteystiedon omistaja, asiakasvastaava
        asiakaspäällikkö, vastuukäyttäjä, tilin omistaja, kaupan omistaja, kontaktin omistaja
        vastaava, yhteyspäällikkö, vastuussa, määritetty käyttäjälle, edustaja
        asiakkaan omistaja
    """,
    "tags": """
        tunnisteet, tagit, luokat, luokka, ryhmät, avainsanat, ryhmä, kategoriat, luokitukset
        listat, kategoria, tunniste, kiinnostuksen kohteet
    """,
    "opt_in": """
        uutiskirje, suostumus, markkinointilupa, markkinointisuostumus, opt in
        tilaa uutiskirjeen, uutiskirjeen tilaaja, sähköpostimarkkinointi, sähköpostilupa
        uutiskirje tilattu, suoramarkkinointilupa, sähköinen markkinointilupa
        hyväksyy markkinoinnin, sähköpostimarkkinointilupa
    """,
    "opt_out": """
        markkinointikielto, peruutettu, kielto, opt out, suoramarkkinointikielto, ei sähköpostia
        tilaus peruttu, ei markkinointia, estetty, älä lähetä sähköpostia, peruttu
        sähköpostikielto, ei saa soittaa, älä soita
    """,
    "notes": """
        muistilaput, muistiinpanot, huomautukset, huomautus, kommentit, kommentti, lisätiedot
        muistiinpano, huomiot, huom, merkinnät, muistio, sisäiset muistiinpanot
    """,
    "description": "kuvaus, lisätieto, tiedot, tausta, taustatiedot, yrityskuvaus, selite",
    "id": """
        id, asiakasnumero, asiakasnro, tunnus, jäsennumero, asiakastunnus, viite, ulkoinen tunnus
        tietueen id, asiakas id, henkilötunniste, ulkoinen id, yksilöivä tunnus
        yhteystiedon tunnus
    """,
    "created": """
        luotu, luontipäivä, luontiaika, lisätty, luotu pvm, luontipvm, luomispäivä, lisäyspäivä
        luomisaika, lisätty pvm, perustettu tietue, luontipäivämäärä
    """,
    "signed_up": """
        rekisteröitynyt, liittymispäivä, asiakas alkaen, liittynyt, rekisteröintipäivä, tilattu
        jäsen alkaen, tilauspäivä, rekisteröitymispäivä
    """,
    "modified": """
        muokattu, päivitetty, viimeksi muokattu, muokkauspäivä, viimeksi päivitetty, muutettu
        viimeisin toiminta, viimeisin yhteydenotto, viimeksi muutettu
    """,
    "industry": "toimiala, ala, teollisuudenala, toimialan nimi",
    "employees": """
        henkilöstömäärä, työntekijämäärä, työntekijöitä, henkilöstön määrä, työntekijöiden määrä
        yrityksen koko, henkilöstö, koko, työntekijät, henkilömäärä
    """,
    "revenue": """
        liikevaihto, vuosiliikevaihto, vuosittainen liikevaihto, vuositulot, liikevaihto vuodessa
    """,
    "type": """
        tyyppi, asiakastyyppi, tilin tyyppi, yritystyyppi, yrityksen tyyppi, luokittelu
        tilityyppi, asiakkaan tyyppi
    """,
    "segment": "segmentti, asiakassegmentti, asiakasryhmä, kohderyhmä, asiakasluokka",
    "parent": """
        emoyhtiö, emoyritys, ylätili, konserni, pääyritys, emo, emo organisaatio, ylätason tili
        päätili
    """,
    "value": """
        arvo, summa, kaupan arvo, määrä, hinta, kokonaissumma, myyntimahdollisuuden arvo
        tarjouksen arvo, yhteensä, arvioitu arvo, kokonaisarvo, sopimuksen arvo, kaupan summa
    """,
    "expected_revenue": "odotettu tuotto, odotetut tulot, odotettu liikevaihto",
    "currency": "valuutta, valuuttakoodi",
    "stage": """
        vaihe, myyntivaihe, kaupan vaihe, myyntiputken vaihe, myyntimahdollisuuden vaihe
        kaupan tila
    """,
    "probability": """
        todennäköisyys, voittotodennäköisyys, kaupan todennäköisyys, onnistumistodennäköisyys, tn
    """,
    "close_date": """
        päättymispäivä, sulkemispäivä, sulkeutumispäivä, päätöspäivä, kaupan päättymispäivä
    """,
    "expected_close": """
        arvioitu päättymispäivä, odotettu sulkemispäivä, odotettu päättymispäivä, määräaika
        eräpäivä, arvioitu sulkemispäivä, odotettu päätöspäivä, arvioitu päätöspäivä
        tavoitepäivä, arvioitu sulkeutumispäivä
    """,
    "actual_close": """
        todellinen päättymispäivä, voitettu, suljettu, voitettu pvm, todellinen sulkemispäivä
        suljettu pvm, hävitty pvm
    """,
    "lost_reason": """
        häviön syy, syy häviöön, menetyksen syy, syy, häviämisen syy, menettämisen syy
        hävityn syy, sulkemisen syy, tappion syy
    """,
    "pipeline": "myyntiputki, putki, myyntiprosessi, pipeline",
    "person": """
        henkilö, yhteystieto, kontakti, vastaanottaja, jäsen, käyttäjä, osallistuja, tilaaja
        yhteystiedot
    """,
    "customer": "asiakas, asiakkaan nimi, asiakasnimi, kumppani",
    "lead": "liidi, lead, prospekti",
    "deal": """
        kauppa, myyntimahdollisuus, mahdollisuus, kaupan nimi, diili, aihe, projekti
        projektin nimi, myyntimahdollisuuden nimi, tarjous, kaupan otsikko, otsikko, hanke
        sopimus
    """,
    "work": "työ, toimisto, yrityksen, työpaikka, työpaikan, konttori",
    "home": "koti, yksityinen, henkilökohtainen, kodin",
    "other": "muu, toinen, vaihtoehtoinen, lisä",
    "primary": "ensisijainen, pää, oletus, ensisijaisen",
    "second": "toissijainen, toissijaisen, toinen toissijainen",
    "third": "kolmas",
    "billing": "laskutus, lasku, laskutusosoite, laskutusosoitteen",
    "shipping": "toimitus, toimitusosoite, toimitusosoitteen",
    "mailing": "posti, postitus, käynti, käyntiosoite, postiosoite",
    "date": "päivämäärä, pvm, aika, päivä",
    "url": "url, linkki, profiili",
    "number": "numero, nro, lukumäärä",
    "code": "koodi, iso, maakoodi lyhenne",
    "filler": "ja, tai, eur, euroa, nykyinen, pakollinen, valinnainen, kenttä",
    "refused": """
        tiimi, faksi, fax, avustaja, avustajan, esimies, puoliso, lapset, kieli, aikavyöhyke
        sukupuoli, harrastus, vuosipäivä, hakulaite, autopuhelin, teleksi, isdn, takaisinsoitto
        sähköpostin tyyppi, luoja, muokkaaja, y tunnus, ytunnus, alv, henkilötunnus, pankki
        tilinumero, maksuehto, alennus, saldo, painotettu, painotettu arvo, viimeisin, seuraava
        facebook, instagram, skype, kuva, prioriteetti, sijainti, aktiivinen, arkistoitu
        poistettu, toimittaja, alanumero, verkkolaskuosoite, ovt tunnus, suosittelija
    """,
}
