"""Whole headers of single products, where the words alone would mislead.

A product is believed when two of the headers in `recognised_by` stand in the row. A key may say
which of several before what: "home phone".
"""

PRODUCTS: dict[str, dict[str, str]] = {
    "Odoo": {
        "recognised_by": """
            display name, partner name, email from, is company, company type, user id, stage id
            partner id, tag ids, category id, team id, expected revenue, date deadline
            company id, country id, state id, parent id, create date, write date, child ids
            email normalized
        """,
        "website": "website, partner website",
        "name": "display name, name",
        "company": "partner name, parent, parent id, commercial company name, parent name",
        "full_name": "contact name",
        "email": "email from, email, email normalized",
        "job_title": "function",
        "owner": "user, user id, user login",
        "notes": "comment",
        "tags": "tag ids, category id, tag, category ids, category",
        "country": "country id, country",
        "state": "state id, state",
        "street2": "street2",
        "postal_code": "zip",
        "stage": "stage id, stage",
        "value": "expected revenue, planned revenue",
        "expected_close": "date deadline",
        "actual_close": "date closed",
        "lost_reason": "lost reason id",
        "source": "source id",
        "created": "create date",
        "refused": """
            is company, company type, team id, priority, ref, vat, lang, partner id, partner
            campaign id, medium id, company, company id, title, type, write date, active
        """,
    },
    "Mailchimp": {
        "recognised_by": """
            member rating, optin time, optin ip, confirm time, confirm ip, gmtoff, dstoff, euid
            leid
        """,
        "refused": """
            member rating, optin ip, confirm time, confirm ip, latitude, longitude, gmtoff
            dstoff, timezone, cc, region, last changed
        """,
        "id": "euid",
        "signed_up": "optin time",
        "tags": "tags",
        "notes": "notes",
    },
    "Outlook": {
        "recognised_by": """
            telex, isdn, rnis, rdsi, rdis, pager, callback, car phone, radio phone, tty tdd phone
            rückmeldung, autotelefon, rappel, téléphone voiture, tty tdd, terugbellen
            autotelefoon, semafoon, cercapersone, localizador, teléfono del automóvil
            directory server, personsökare, biltelefon, telefon w samochodzie, ポケットベル
            telefone do carro, e mail type, e mail typ, type de messagerie, e mailtype
            typ e mail, typ av e post, tipo de correo electrónico, tipo de e mail, tipo de email
            tipo posta elettronica, 電子メールの種類, e posttype, typ e mailu, e mail típusa
            free busy, internet free busy
        """,
        "work phone": "ufficio, arbete",
        "home phone": "abitazione, hem, particular",
        "work postal_code": "postadress arbete",
        "work country": "firmaland område",
        "work state": "sijaintitiedot työ",
        "refused": """
            partner, nome do gestor, aniversário, 거리, 거리 단위, 職業, 專業, счет, 帐户, 帳戶
            계정, アカウント, account, konto, compte, cuenta, conta, conto, account 1, fiók, účet
            tili, profession, beruf, profesión, professione, profissão, beroep, yrke, zawód
            povolání, erhverv, foglalkozás, location, ort, lieu, emplacement, ubicación, località
            local, locatie, plats, lokalizacja, sted, místo, 場所, hely, localização, luogo
            lugar, responsable, manager, keywords, stichwörter, mots clés, palabras clave
            parole chiave, palavras chave, trefwoorden, nyckelord, słowa kluczowe, büro, bureau
            oficina, kantoor, title, titel, tittel, tytuł, titul, título, titolo, 肩書き, cím
            titulus, hoofdtelefoon, haupttelefon, private, privé, privat, privado, privato
            language, langue
        """,
    },
    "Xero": {
        "recognised_by": """
            po attention to, sa attention to, po address line 1, sa address line 1, ddi number
        """,
        "company": "contact name",
        "street": "po address line 1",
        "city": "po city",
        "state": "po region",
        "postal_code": "po postal code",
        "country": "po country",
        "id": "account number",
        "refused": "company number",
    },
    "Thunderbird": {
        "recognised_by": """
            birth year, birth month, geburtsjahr, geburtsmonat, screen name, custom 1
        """,
        "refused": "birth day, geburtstag, web page 2, webseite 2",
    },
}
