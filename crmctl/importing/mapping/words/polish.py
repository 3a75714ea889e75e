"""Polish column names."""

LANGUAGE = "Polish"
COMPOUNDS = False
WORDS = {
    "first_name": """
        imię, imiona, pierwsze imię, imię kontaktu, imię osoby, imię osoby kontaktowej
    """,
    "last_name": """
        nazwisko, nazwisko kontaktu, nazwisko osoby, nazwiska, nazwisko osoby kontaktowej
    """,
    "full_name": """
        imię i nazwisko, pełne imię i nazwisko, nazwa wyświetlana, osoba kontaktowa
        nazwisko i imię, pełna nazwa osoby, imię nazwisko, nazwa kontaktu, pełne nazwisko
        nazwisko imię, imię i nazwisko kontaktu, imię i nazwisko osoby kontaktowej, pełne imię
        osoba do kontaktu, imię i nazwisko osoby
    """,
    "name": "nazwa, miano, pełna nazwa",
    "middle_name": "drugie imię, inne imiona",
    "honorific": """
        zwrot grzecznościowy, forma grzecznościowa, przedrostek, prefiks, zwrot, pan pani
        tytuł grzecznościowy, tytuł naukowy
    """,
    "suffix": "sufiks, przyrostek",
    "nickname": """
        pseudonim, ksywa, inicjały, nazwa użytkownika, login, nick, skrót, nazwa skrócona
        nazwisko rodowe
    """,
    "email": """
        e mail, email, mail, adres e mail, adres email, poczta elektroniczna
        adres poczty elektronicznej, adres mailowy, adresy e mail, e maile, adres poczty e mail
        poczta e mail, adres mail, e mail kontaktowy, email kontaktowy, adres elektroniczny
    """,
    "phone": """
        telefon, numer telefonu, tel, nr telefonu, telefon stacjonarny, nr tel, numer tel
        telefony, telefon kontaktowy, telefon bezpośredni, tel stacjonarny, numer stacjonarny
        stacjonarny, numer kontaktowy, centrala, telefon główny, tel kontaktowy, numery telefonów
        numer telefonu stacjonarnego
    """,
    "mobile": """
        telefon komórkowy, komórka, kom, numer komórkowy, tel komórkowy, tel kom, nr komórkowy
        komórkowy, numer komórki, numer telefonu komórkowego, nr komórki, mobile
        nr telefonu komórkowego, telefony komórkowe, nr kom, komórki
    """,
    "job_title": """
        stanowisko, funkcja, pozycja, stanowisko pracy, rola, tytuł zawodowy, nazwa stanowiska
        stanowisko służbowe, tytuł stanowiska, stanowisko kontaktu, pełniona funkcja
    """,
    "occupation": "zawód",
    "department": "dział, wydział, departament, oddział, pion, komórka organizacyjna",
    "company": """
        firma, nazwa firmy, przedsiębiorstwo, organizacja, nazwa organizacji, spółka, konto
        nazwa konta, pracodawca, nazwa przedsiębiorstwa, instytucja, zakład pracy
        powiązana firma, firmy, nazwa spółki, podmiot, nazwa podmiotu, firma organizacja
        nazwa firmy organizacji, nazwa instytucji, zakład
    """,
    "domain": "domena, nazwa domeny, domena firmy, domena internetowa, domena firmowa",
    "website": """
        strona internetowa, strona www, witryna, www, adres www, strona, url, witryna internetowa
        strona web, adres strony, adres strony www, adres url, witryna sieci web
        strony internetowe, adres strony internetowej, url strony, adres witryny
        strona sieci web, strona domowa, web, internet
    """,
    "address": "adres, pełny adres, adres siedziby, adresy, siedziba, dane adresowe",
    "street": """
        ulica, ulica i numer, ul, ulica numer, ulica nr, nazwa ulicy, adres ulica, ulica i nr
        ulica i numer domu, ulica i nr domu, wiersz adresu, linia adresu, adres linia
        ulica adres
    """,
    "street2": """
        numer domu, nr domu, numer lokalu, nr lokalu, numer mieszkania, mieszkanie
        skrytka pocztowa, numer budynku, nr budynku, nr mieszkania, dzielnica, piętro, lokal
        budynek, dom, uzupełnienie adresu, nr mieszk
    """,
    "city": """
        miasto, miejscowość, miejscowość miasto, miasto miejscowość, poczta, nazwa miasta
        nazwa miejscowości
    """,
    "state": """
        województwo, region, stan, prowincja, stan województwo, województwo region
        region województwo, stan prowincja, województwo stan, stan region, stan lub województwo
        województwo prowincja
    """,
    "county": "powiat, gmina, okręg, hrabstwo",
    "postal_code": "kod pocztowy, kod poczt, kod, zip, kod zip, kody pocztowe",
    "country": """
        kraj, państwo, kraj region, nazwa kraju, kraj lub region, państwo region
        kraj zamieszkania, państwo kraj
        kod kraju
    """,
    "linkedin": """
        linkedin, profil linkedin, adres linkedin, url linkedin, link do linkedin
        strona linkedin, profil na linkedin
    """,
    "twitter": "twitter, profil twitter, konto twitter, nazwa użytkownika twitter",
    "birthday": """
        data urodzenia, urodziny, dzień urodzin, data urodzin, urodzony, data ur, urodzony a
        dzień urodzenia
    """,
    "lifecycle": """
        etap cyklu życia, cykl życia, faza cyklu życia, etap życia klienta, etap klienta
    """,
    "lead_status": "status leada, status kontaktu, status klienta, status lead, status relacji",
    "status": "status, stan bieżący, typ kontaktu, rodzaj kontaktu, rodzaj relacji, relacja",
    "lead_score": """
        punktacja, scoring, ocena leada, lead score, punkty, wynik, ocena lead, scoring leada
        punktacja leada, liczba punktów, score, wynik leada
    """,
    "source": """
        źródło, skąd, źródło leada, pochodzenie, źródło pozyskania, źródło kontaktu
        pierwotne źródło
        kanał, źródło klienta, źródło pochodzenia, skąd o nas wiesz, źródło pierwotne
        źródło potencjalnego klienta, źródło szansy, kanał pozyskania, źródło szansy sprzedaży
        źródło lead, oryginalne źródło, źródło pozyskania klienta, źródło transakcji
        źródło zapisu
    """,
    "owner": """
        właściciel, opiekun, przypisany do, odpowiedzialny, handlowiec, opiekun klienta
        właściciel kontaktu, sprzedawca, osoba odpowiedzialna, przedstawiciel handlowy
        przypisany użytkownik, opiekun handlowy, właściciel konta, doradca, właściciel leada
        właściciel szansy, opiekun kontaktu, prowadzący, opiekun firmy, właściciel firmy
        użytkownik odpowiedzialny, agent, konsultant, odpowiedzialny użytkownik
        właściciel transakcji, przedstawiciel, właściciel rekordu, przypisana osoba
        opiekun szansy, właściciel szansy sprzedaży, specjalista, przypisany, osoba prowadząca
        przypisano do, właściciel umowy
    """,
    "tags": """
        tagi, etykiety, kategorie, kategoria, grupy, słowa kluczowe, grupa, etykieta, znaczniki
        listy, zainteresowania, tag, lista, grupa kontaktów, grupy kontaktów
        przynależność do grup, oznaczenia, grupa klientów tagi, grupy kontrahentów
        listy mailingowe
    """,
    "opt_in": """
        newsletter, zgoda, zgoda marketingowa, zgoda na newsletter, subskrybuje, opt in
        zapisany do newslettera, zgoda na e mail, zgoda na marketing, zgoda email
        zgoda na mailing, zgoda na kontakt, zgoda e mail, zgoda handlowa, zgoda rodo
        zgoda na otrzymywanie newslettera, subskrypcja, subskrybent newslettera
        akceptuje marketing, zgoda na przetwarzanie marketing, zgoda na kontakt e mail
        zgoda na komunikację e mail, zgoda na e maile, zgoda na kontakt mailowy
        zgody marketingowe, subskrypcja newslettera, zgoda na wysyłkę
        zgoda na przesyłanie informacji handlowych, zgoda na informacje handlowe
        otrzymuje newsletter, akceptuje newsletter, zgoda mailing
    """,
    "opt_out": """
        wypisany, rezygnacja, opt out, nie wysyłać, nie kontaktować, wypisany z newslettera
        brak zgody, zablokowany, czarna lista, wycofanie zgody, wypisano
        rezygnacja z e mail, rezygnacja z newslettera, nie wysyłaj e maili
        rezygnacja z otrzymywania e maili, nie wysyłaj, cofnięcie zgody, sprzeciw
        nie wysyłać e maili, odsubskrybowany, anulował subskrypcję, odbicia
    """,
    "notes": """
        notatki, notatka, uwagi, komentarz, komentarze, uwaga, adnotacje, notatki wewnętrzne
        adnotacja, zapiski, notatka wewnętrzna, uwagi wewnętrzne, memo
    """,
    "description": """
        opis, dodatkowe informacje, informacje dodatkowe, szczegóły, informacje, o firmie
        inne informacje, opis firmy, info, biografia, dodatkowe info, pozostałe informacje
    """,
    "id": """
        id, identyfikator, numer klienta, nr klienta, kod klienta, id kontaktu, symbol
        zewnętrzne id, numer, id klienta, identyfikator zewnętrzny, id rekordu, kod kontrahenta
        nr kontrahenta, numer kontrahenta, zewnętrzny identyfikator, unikalny identyfikator
        id zewnętrzne, numer członkowski, id firmy, nr, identyfikator kontaktu
        identyfikator rekordu, numer referencyjny, akronim, symbol kontrahenta, id szansy
        id kontrahenta, kod zewnętrzny, id transakcji, identyfikator klienta, numer kontaktu
        numer szansy, klucz, referencja, numer ewidencyjny, id umowy
    """,
    "created": """
        data utworzenia, utworzono, data dodania, utworzony, dodano, data wprowadzenia
        czas utworzenia, utworzone, data założenia, dodany, data rejestracji w systemie, dodane
        data stworzenia, data powstania, utworzono dnia, data i godzina utworzenia, stworzono
        wprowadzono, data utworzenia kontaktu, dodano dnia, utworzona, stworzony
        data utworzenia rekordu, data pozyskania, data zgłoszenia
    """,
    "signed_up": """
        data rejestracji, data zapisu, klient od, zarejestrowany, data zapisania, członek od
        data subskrypcji, data przystąpienia, zapisany, zarejestrowano, data zapisania się
        data dołączenia, zapisano
    """,
    "modified": """
        data modyfikacji, zmodyfikowano, ostatnia modyfikacja, zaktualizowano, data aktualizacji
        ostatnia aktualizacja, data zmiany, ostatni kontakt, ostatnia aktywność, zmieniono
        data ostatniej modyfikacji, ostatnio zmodyfikowano, data ostatniej aktywności
        data ostatniego kontaktu, edytowano, ostatnia zmiana, data ostatniej aktualizacji
    """,
    "industry": """
        branża, sektor, przemysł, profil działalności, rodzaj działalności, gałąź przemysłu
        dziedzina, branża firmy, sektor działalności, branże
    """,
    "employees": """
        liczba pracowników, zatrudnienie, pracownicy, wielkość firmy, ilość pracowników
        liczba zatrudnionych, wielkość zatrudnienia, rozmiar firmy, stan zatrudnienia, wielkość
        wielkość przedsiębiorstwa, liczba osób
    """,
    "revenue": """
        roczny przychód, przychód roczny, obrót, przychody, obroty, roczne przychody
        roczny obrót, obroty roczne, przychód, przychody roczne, roczne obroty, dochód roczny
        roczny dochód
    """,
    "type": """
        typ, rodzaj, typ klienta, typ firmy, rodzaj klienta, typ konta, rodzaj firmy
        typ kontrahenta, rodzaj kontrahenta, klasyfikacja, typ organizacji, kategoria klienta
        typ podmiotu, typ relacji, kategoria firmy, kategoria kontrahenta
    """,
    "segment": """
        segment, segment klienta, segment rynku, klasa, segmentacja, klasa klienta
        grupa klientów, grupa docelowa, segment rynkowy, rynek, grupa klienta, segment klientów
    """,
    "parent": """
        firma nadrzędna, spółka matka, konto nadrzędne, firma matka, organizacja nadrzędna
        grupa kapitałowa, podmiot nadrzędny, jednostka dominująca, spółka dominująca
        kontrahent nadrzędny, nadrzędna firma, przedsiębiorstwo macierzyste, nadrzędne konto
        holding, organizacja macierzysta, firma macierzysta
    """,
    "value": """
        wartość, kwota, wartość szansy, wartość transakcji, suma, cena, wartość całkowita
        wartość netto, kwota netto, wartość umowy, wartość kontraktu, szacowana wartość
        wartość oferty, całkowita wartość, wartość szansy sprzedaży, kwota transakcji
        przewidywana wartość, spodziewana wartość, oczekiwana wartość, budżet, kwota umowy
        szacowana kwota, razem, wartość leada, wartość projektu, łączna wartość, kwota szansy
        wartość sprzedaży, wartość brutto, kwota brutto, cena netto, potencjał
    """,
    "expected_revenue": """
        oczekiwany przychód, przewidywany przychód, spodziewany przychód, planowany przychód
        szacowany przychód
    """,
    "currency": "waluta, kod waluty, waluta transakcji, symbol waluty",
    "stage": """
        etap, faza, etap sprzedaży, etap szansy, etap lejka, faza sprzedaży, etap transakcji
        etap procesu, status szansy, etap szansy sprzedaży, etap pipeline, kolumna
        status transakcji, krok, stadium, etap procesu sprzedaży, faza transakcji, etap umowy
        faza szansy, status oferty, status szansy sprzedaży, etap w lejku, nazwa etapu
    """,
    "probability": """
        prawdopodobieństwo, szansa powodzenia, prawdopodobieństwo wygranej
        prawdopodobieństwo sukcesu, prawdopodobieństwo zamknięcia, szanse, szansa na sukces
        prawdopodobieństwo sprzedaży, procent szans, prawdopodobieństwo powodzenia
        szansa wygranej, szanse powodzenia
    """,
    "close_date": """
        data zamknięcia, data zakończenia, data finalizacji, zamknięcie, data podpisania
        data zamknięcia szansy, data zamknięcia transakcji, termin zamknięcia
    """,
    "expected_close": """
        przewidywana data zamknięcia, planowana data zamknięcia, oczekiwana data zamknięcia
        spodziewana data zamknięcia, szacowana data zamknięcia, termin, planowane zamknięcie
        przewidywany termin, data przewidywana, przewidywana data zakończenia
        planowana data zakończenia, oczekiwane zamknięcie, przewidywane zamknięcie
        termin realizacji, data docelowa, prognozowana data zamknięcia
        spodziewana data zakończenia, planowany termin, przewidywana data finalizacji
        planowana data finalizacji, przewidywana data sprzedaży, planowana data sprzedaży
        planowany termin zamknięcia, przewidywany termin zamknięcia, oczekiwana data zakończenia
        spodziewane zamknięcie, termin płatności zamknięcia, data planowana
    """,
    "actual_close": """
        rzeczywista data zamknięcia, data wygranej, wygrano, zamknięto, faktyczna data zamknięcia
        data przegranej, wygrana data, data wygrania, data sprzedaży, data przegrania
        rzeczywista data zakończenia, data faktycznego zamknięcia, czas wygranej, zakończono
        faktyczna data zakończenia, przegrano
    """,
    "lost_reason": """
        powód przegranej, przyczyna przegranej, powód utraty, przyczyna utraty, powód odrzucenia
        powód, przyczyna, powód straty, powód porażki, powód przegrania, przyczyna odrzucenia
        powód zamknięcia, przyczyna straty, powód niepowodzenia, przyczyna porażki
        powód rezygnacji, powód odmowy, przyczyna niepowodzenia
    """,
    "pipeline": """
        lejek, pipeline, lejek sprzedaży, lejek sprzedażowy, proces sprzedaży, proces
        proces sprzedażowy
    """,
    "person": """
        osoba, kontakt, odbiorca, uczestnik, członek, użytkownik kontakt, subskrybent, kontakty
        gość
    """,
    "customer": """
        klient, kontrahent, nazwa klienta, nazwa kontrahenta, partner, zleceniodawca, klienci
    """,
    "lead": "lead, potencjalny klient, prospekt",
    "deal": """
        szansa, szansa sprzedaży, transakcja, nazwa szansy, nazwa transakcji, projekt, temat
        deal, nazwa projektu, tytuł szansy, nazwa szansy sprzedaży, umowa, tytuł transakcji
        okazja, oferta, nazwa umowy, sprawa, nazwa oferty, tytuł szansy sprzedaży
        szansa handlowa, nazwa deala, przedmiot, zlecenie, szanse sprzedaży, interes
        tytuł oferty, tytuł projektu, zadanie handlowe
    """,
    "work": """
        służbowy, służbowa, służbowe, praca, biuro, firmowy, służb, firmowa, biznesowy, do pracy
        zawodowy, w pracy, firmowe, służbowego, adres służbowy
    """,
    "home": """
        domowy, domowa, domowe, prywatny, prywatna, osobisty, prywatne, prywatnego, zamieszkania
        osobista
    """,
    "other": """
        inny, inna, inne, dodatkowy, alternatywny, dodatkowa, pozostałe, dodatkowe, alternatywna
        pozostały
    """,
    "primary": """
        główny, główna, podstawowy, domyślny, podstawowa, główne, domyślna, preferowany, domyślne
    """,
    "second": "drugi, druga, drugie, drugorzędny, zapasowy",
    "third": "trzeci, trzecia, trzecie",
    "billing": """
        rozliczeniowy, faktura, do faktury, fakturowania, rozliczeniowe, rozliczeń, rozliczeniowa
        płatności, adres rozliczeniowy, faktury, płatnika
    """,
    "shipping": "dostawy, wysyłki, do wysyłki, wysyłka, dostawa, adres dostawy, adres wysyłki",
    "mailing": """
        korespondencyjny, korespondencyjna, do korespondencji, korespondencji
        adres korespondencyjny, korespondencyjne, adres do korespondencji, pocztowy
    """,
    "date": "data, czas, dnia, data i godzina, data i czas, godzina",
    "url": "url, link, profil, odnośnik, odsyłacz",
    "number": "numer, nr, liczba, ilość",
    "code": "kod symbol, iso, skrót nazwy, kod iso",
    "honorific_or_title": "tytuł",
    "filler": """
        jaki, jaka, jest, twój, twoje, podaj, proszę, jakie, wpisz, i, w, z, do, na, dla, pln, zł
        bieżący, aktualny, wymagane, opcjonalne, pole, wymagany, aktualna, lub, od, o, przez
        dane, osobowe, obecny
    """,
    "refused": """
        opiekun prawny, nagły wypadek, zamówienie
        zespół, faks, fax, numer faksu, asystent, asystenta, asystentka, menedżer, menedżera
        małżonek, dzieci, język, strefa czasowa, płeć, hobby, rocznica, pager, teleks, isdn
        telefon w samochodzie, radiotelefon, wywołanie zwrotne, oddzwanianie, typ e mail
        typ poczty e mail, utworzony przez, utworzone przez, zmodyfikowany przez, dodany przez
        nip, regon, krs, pesel, vat, iban, bank, numer konta, konto bankowe, rabat, saldo
        warunki płatności, ważona, ważony, wartość ważona, ostatni, ostatnia, ostatnie, następny
        następna, kolejny, miejsce urodzenia, narodowość, obywatelstwo, stan cywilny, facebook
        instagram, skype, whatsapp, zdjęcie, obraz, szerokość geograficzna, długość geograficzna
        priorytet, poufność, lokalizacja, aktywny, nieaktywny, archiwalny, usunięty, duplikat
        kliknięcia, dostawca, wewnętrzny, numer wewnętrzny, polecony przez, lokalizacja biura
        przebieg, pkd, forma prawna, rozszerzenie, słowo kluczowe, serwer katalogowy, profesja
        użytkownik
        lp, l p, liczba porządkowa
        nie dzwonić
    """,
}
