"""What people of several languages write for yes and no, and for the words of our picklists."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TRUE = _set("""
    1 y yes true t on x ja j oui o sí si s sim vrai wahr ✓ ✔ はい tak verdadero verdadeiro vero
    prawda sant waar igen igaz evet doğru kyllä ano да истина так 是 真 예 네 有 希望する checked
    enabled áno sì granted 許可
""")
FALSE = _set("""
    0 n no false f off nein non não nao nee nej nei faux falsch いいえ nie falso falskt onwaar nem
    hamis hayır yanlış ei ne нет ложь ні 否 假 아니오 아니요 無 希望しない unchecked disabled fałsz
    niet nicht denied 拒否
""")
# How people stand to a newsletter: the first have agreed, the last have not said.
SUBSCRIBED = _set("""
    subscribed subscriber confirmed opted-in opted_in optin opt-in angemeldet abonniert abonné
    abonnée inscrit inscrite suscrito suscrita iscritto iscritta inscrito inscrita ingeschreven
    aangemeld prenumererar zapisany zapisana 購読中 購読する 受け取る 希望
""")
UNSUBSCRIBED = _set("""
    unsubscribed cleaned bounced hard-bounced soft-bounced complained suppressed blocked blacklisted
    spam opted-out opted_out optout opt-out abgemeldet abbestellt ausgetragen gesperrt désabonné
    désabonnée désinscrit désinscrite cancelado cancelada disiscritto disiscritta descadastrado
    descadastrada uitgeschreven afgemeld avregistrerad avprenumererad wypisany wypisana 配信停止
    non-abonné non-abonnée non-inscrit non-inscrite no-suscrito no-suscrita non-iscritto
    non-iscritta não-inscrito não-inscrita 購読しない 受け取らない 不要
    never-subscribed never_subscribed non-subscribed do-not-contact do-not-email
""")
UNDECIDED = _set("pending unconfirmed unknown archived transactional double-opt-in not-set")

# {field: {our word: what others write for it}}, parted by commas.
CHOICES = {
    "lifecycle": {
        "subscriber": "newsletter, abonnent, abonné, suscriptor, iscritto, assinante, abonnee",
        "lead": """
            interessent, prospect, prospects, prospecto, potenziale, potential, potentieel, new,
            open, contacted, attempted to contact, attempted, working, in progress, nurturing,
            connected, not contacted, contact in future, neu, offen, nouveau, nuevo, nuovo, novo,
            nieuw, ny, nowy, kontaktiert, contacté, contactado, contattato, piste, leads,
            lead nuevo, interessado, intressent, potencjalny, リード, 見込み客, 潜在客户,
            contacto, pre qualified, prequalified, raw
        """,
        "marketing_qualified": """
            marketing qualified lead, mql, marketing qualifizierter lead, lead qualifié marketing,
            lead calificado por marketing, engaged, marketingqualifizierter lead
        """,
        "sales_qualified": """
            sales qualified lead, sql, qualified, qualifiziert, qualifié, calificado, cualificado,
            qualificato, qualificado, gekwalificeerd, kvalificerad, sales accepted lead, sal,
            vertriebsqualifizierter lead, sales qualifizierter lead
        """,
        "opportunity": """
            opportunity, chance, verkaufschance, opportunité, oportunidad, opportunità,
            oportunidade, verkoopkans, affärsmöjlighet, szansa, 商談, deal, open deal
        """,
        "customer": """
            customers, client, clients, kunde, kunden, bestandskunde, cliente, clientes, clienti,
            klant, kund, klient, klienci, 顧客, 客户, 고객, клиент, müşteri, asiakas, zákazník,
            ügyfél, converted, won, active customer, existing customer, aktivkunde, konvertiert
        """,
        "evangelist": "fürsprecher, ambassadeur, embajador, promoter, advocate, ambassador",
        "other": """
            sonstige, sonstiges, andere, autre, otro, otros, altro, outro, anders, overig, annan,
            inne, inny, その他, unqualified, junk, junk lead, bad timing, lost, lost lead, partner,
            vendor, supplier, lieferant, former customer, unqualifiziert, disqualified, not
            qualified, non qualifié, no calificado, churned, do not contact
        """,
    },
    "type": {
        "prospect": """
            prospects, interessent, prospecto, potential customer, potential, lead, potenziale,
            intressent, potencjalny, 見込み客
        """,
        "customer": """
            customers, client, kunde, bestandskunde, cliente, klant, kund, klient, 顧客, 客户, 고객,
            клиент, müşteri, customer direct, customer channel, direct customer
        """,
        "partner": """
            partners, partenaire, socio, parceiro, reseller, technology partner, channel partner,
            channel partner reseller, integrator, distributor, wiederverkäufer, パートナー
        """,
    },
    "segment": {
        "smb": "small, small business, sme, kmu, pme, pyme, pmi, mkb, klein, startup, micro",
        "mid-market": "midmarket, mid, medium, mittelstand, medium business, mittel, eti, mediana",
        "enterprise": "large, corporate, großkunde, konzern, grand compte, large business, groß",
    },
    "stage": {
        "lead": "new, neu, nouveau, nuevo, nuovo, novo, nieuw, lead in, prospecting, incoming",
        "qualified": """
            qualification, qualified to buy, qualifiedtobuy, qualifiziert, qualifizierung, qualifié,
            calificado, cualificado, qualificato, qualificado, gekwalificeerd, kvalificerad
        """,
        "proposal": """
            proposal made, proposal sent, proposal/price quote, quote, quote sent, angebot, offerte,
            angebot gesendet, proposition, devis, devis envoyé, propuesta, presupuesto, proposta,
            preventivo, orçamento, offert, oferta, 提案, 見積, needs analysis, value proposition
        """,
        "negotiation": """
            negotiations started, negotiation/review, verhandlung, in verhandlung, négociation,
            negociación, negoziazione, trattativa, negociação, onderhandeling, förhandling,
            negocjacje, 交渉, contract sent, in negotiation
        """,
        "won": """
            closed won, closedwon, gewonnen, abgeschlossen gewonnen, gagné, gagnée, conclu, ganado,
            ganada, cerrada ganada, vinto, vinta, chiusa vinta, ganho, vendido, vunnen, wygrana,
            wygrany, 受注, 成約, выиграна, kazanıldı
        """,
        "lost": """
            closed lost, closedlost, verloren, abgeschlossen verloren, perdu, perdue, perdido,
            perdida, cerrada perdida, perso, persa, chiusa persa, perdeu, förlorad, przegrana,
            przegrany, 失注, проиграна, kaybedildi, abandoned
        """,
    },
}


def spellings() -> dict[str, dict[str, str]]:
    """{field: {what others write: our word}}."""
    return {name: _by_spelling(choices) for name, choices in CHOICES.items()}


def _by_spelling(choices: dict[str, str]) -> dict[str, str]:
    return {
        word.strip(): ours
        for ours, written in choices.items()
        for word in written.replace("\n", " ").split(",")
        if word.strip()
    }
