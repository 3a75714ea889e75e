"""Turkish column names."""

LANGUAGE = "Turkish"
COMPOUNDS = False
WORDS = {
    "first_name": "ad, adı, ilk ad, isim ad, ilk isim, kişi adı ilk",
    "last_name": "soyad, soyadı, soy isim, soyisim, soyismi, aile adı",
    "full_name": """
        tam ad, ad soyad, adı soyadı, görünen ad, ad soyadı, isim soyisim, kişi adı, ilgili kişi
        yetkili kişi, yetkili, ad ve soyad, tam isim, ilgili kişi adı, irtibat kişisi
        kontak kişi, görünen isim, yetkili adı, iletişim kişisi
    """,
    "name": "isim, ismi, adlandırma, unvan adı",
    "middle_name": "ikinci ad, göbek adı, ikinci adı, orta ad",
    "honorific": "hitap, unvan ön ek, ön ek, selamlama, hitap şekli, önek",
    "suffix": "sonek, son ek",
    "nickname": "takma ad, kullanıcı adı, baş harfler, lakap, kısa ad",
    "email": """
        e posta, eposta, e posta adresi, e mail, email, mail, mail adresi, eposta adresi
        elektronik posta, e mail adresi, email adresi, elektronik posta adresi
    """,
    "phone": """
        telefon, telefon numarası, tel, sabit telefon, telefon no, tel no, sabit hat
        dahili telefon, telefonu, tel numarası, direkt telefon, santral, iletişim numarası
        telefonlar
    """,
    "mobile": """
        cep telefonu, cep, mobil, mobil telefon, gsm, cep tel, cep no, cep telefonu numarası
        gsm no, cep telefon, cep numarası, mobil telefon numarası, cep telefonu no, gsm numarası
        mobil numara
    """,
    "title": "unvan, ünvan, unvanı",
    "job_title": """
        iş unvanı, görev, pozisyon, görevi, iş ünvanı, rol, pozisyonu, mesleği, iş pozisyonu
    """,
    "occupation": "meslek",
    "department": "departman, bölüm, birim, departmanı",
    "company": """
        şirket, firma, şirket adı, firma adı, kurum, kuruluş, organizasyon, hesap, işletme
        kuruluş adı, şirket ismi, hesap adı, kurum adı, işveren, firma unvanı, ticari unvan
        firma ünvanı, işletme adı, şirket unvanı, organizasyon adı
    """,
    "domain": "alan adı, etki alanı, domain, şirket alan adı, web alan adı",
    "website": """
        web sitesi, web sayfası, internet sitesi, url, web, web adresi, internet adresi, website
        site, web site, web sitesi url si
    """,
    "address": "adres, açık adres, tam adres, adresi",
    "street": """
        sokak, sokağı, caddesi, cadde, cadde sokak, sokak adresi, adres satırı, sokak cadde
        sokak adı
    """,
    "street2": "bina no, daire, apartman, kat, posta kutusu, kapı no, daire no, bina, mahalle",
    "city": "şehir, şehri, kent, şehir il, şehir ilçe, il",
    "state": """
        eyalet, bölge, il eyalet, eyalet il, eyalet bölge, eyalet şehir, il bölge, bölge eyalet
    """,
    "county": "semt",
    "postal_code": "posta kodu, pk, zip, zip kodu, posta kod",
    "country": "ülke, ülkesi, ülke bölge, ülke adı, ülke veya bölge",
    "linkedin": "linkedin, linkedin profili, linkedin url, linkedin profil, linkedin sayfası",
    "twitter": "twitter, twitter kullanıcı adı",
    "birthday": "doğum günü, doğum tarihi, doğumgünü, d tarihi, doğum tarih",
    "lifecycle": "yaşam döngüsü aşaması, yaşam döngüsü",
    "lead_status": """
        aday durumu, müşteri durumu, müşteri adayı durumu, kişi durumu, müşteri adayı statüsü
    """,
    "status": "durum, durumu, statü, ilgili kişi türü",
    "lead_score": "puan, aday puanı, lead skoru, skor, müşteri adayı puanı, lead puanı",
    "source": """
        kaynak, aday kaynağı, müşteri kaynağı, lead kaynağı, müşteri adayı kaynağı, kanal
        kaynağı, özgün kaynak, orijinal kaynak, fırsat kaynağı
    """,
    "owner": """
        sahibi, sorumlu, sahip, atanan, satış temsilcisi, müşteri temsilcisi, kişi sahibi
        sorumlu kişi, temsilci, atanan kişi, ilgili kişi sahibi, hesap sahibi, anlaşma sahibi
        fırsat sahibi, sorumlu kullanıcı, atanan kullanıcı, kayıt sahibi, hesap yöneticisi
        şirket sahibi, satışçı, müşteri sorumlusu
    """,
    "tags": """
        etiketler, kategoriler, kategori, gruplar, anahtar kelimeler, etiket, grup, listeler
        ilgi alanları, liste
    """,
    "opt_in": """
        bülten, abone, onay, e posta izni, pazarlama izni, izin, iletişim izni, bülten aboneliği
        ileti izni, e posta onayı, bülten onayı, pazarlama onayı, kvkk onayı, e bülten
        ticari ileti izni, eposta izni, e posta pazarlama izni
    """,
    "opt_out": """
        abonelikten çıktı, e posta gönderme, aboneliği iptal, abonelikten ayrıldı
        abonelik iptali, arama, engelli, kara liste, iletişime geçme, e posta istemiyor
        çıkış yaptı
    """,
    "notes": "notlar, not, açıklama notu, yorumlar, yorum, dahili notlar, görüşler, düşünceler",
    "description": """
        açıklama, açıklamalar, tanım, detaylar, ek bilgi, bilgi, hakkında, ek bilgiler, detay
        tanıtım
    """,
    "id": """
        id, müşteri no, müşteri numarası, müşteri kodu, kimlik, kayıt no, kayıt kimliği
        cari kodu, cari kod, harici kimlik, kod, kişi kimliği, kayıt id, müşteri id, referans no
        benzersiz kimlik, üye no, üye numarası
    """,
    "created": """
        oluşturma tarihi, oluşturulma tarihi, eklenme tarihi, kayıt tarihi, oluşturuldu
        oluşturma zamanı, oluşturulma zamanı, eklendi, ekleme tarihi, oluşturulma, oluşturma
        giriş tarihi, açılış tarihi
    """,
    "signed_up": """
        üyelik tarihi, kaydolma tarihi, abonelik tarihi, üye olma tarihi, katılım tarihi
        abone olma tarihi, üyelik başlangıcı
    """,
    "modified": """
        değiştirme tarihi, güncelleme tarihi, son güncelleme, güncellendi, değiştirildi
        son değişiklik, değiştirilme tarihi, güncellenme tarihi, son etkinlik, son iletişim
        son görüşme, son güncelleme tarihi
    """,
    "industry": "sektör, endüstri, sanayi, iş kolu, faaliyet alanı, sektörü",
    "employees": """
        çalışan sayısı, personel sayısı, çalışanlar, şirket büyüklüğü, işçi sayısı, çalışan
        firma büyüklüğü
    """,
    "revenue": "yıllık gelir, ciro, yıllık ciro, gelir, yıllık hasılat",
    "type": """
        tür, tip, müşteri tipi, müşteri türü, hesap türü, firma tipi, şirket türü, türü, tipi
        hesap tipi, firma türü
    """,
    "segment": "segment, müşteri segmenti, pazar segmenti, müşteri grubu, hedef kitle, sınıf",
    "parent": """
        ana şirket, üst hesap, ana firma, üst şirket, bağlı olduğu şirket, grup şirketi, holding
        ana hesap, üst firma
    """,
    "value": """
        tutar, değer, anlaşma tutarı, fiyat, toplam tutar, fırsat tutarı, tutarı, anlaşma değeri
        toplam, miktar, fırsat değeri, tahmini tutar, toplam değer, teklif tutarı, tahmini değer
        bütçe
    """,
    "expected_revenue": "beklenen gelir, tahmini gelir, beklenen ciro",
    "currency": "para birimi, döviz, para birimi kodu, döviz cinsi, kur birimi",
    "stage": """
        aşama, satış aşaması, anlaşma aşaması, safha, fırsat aşaması, aşaması, fırsat durumu
        anlaşma durumu, evre
    """,
    "probability": """
        olasılık, kazanma olasılığı, ihtimal, kapanma olasılığı, başarı olasılığı
        kazanma ihtimali, olasılığı
    """,
    "close_date": "kapanış tarihi, kapanma tarihi, bitiş tarihi, kapatma tarihi, kapanış",
    "expected_close": """
        beklenen kapanış tarihi, tahmini kapanış tarihi, beklenen kapanış, son tarih
        tahmini kapanış, beklenen kapanma tarihi, tahmini kapanma tarihi, hedef tarih
        öngörülen kapanış tarihi, planlanan kapanış tarihi
    """,
    "actual_close": """
        gerçek kapanış tarihi, kazanılma tarihi, kapandı, gerçekleşen kapanış tarihi
        kazanma tarihi, fiili kapanış tarihi, kaybetme tarihi, kaybedilme tarihi
    """,
    "lost_reason": """
        kayıp nedeni, kaybetme nedeni, kaybedilme nedeni, neden, kayıp sebebi, kaybetme sebebi
        kaybedilme sebebi, sebep, kapanış nedeni, kapatma nedeni, kaybın nedeni
    """,
    "pipeline": "satış hattı, satış hunisi, pipeline, satış süreci, huni, satış kanalı",
    "person": "kişi, ilgili, alıcı, katılımcı, üye, kullanıcı, kişiler, rehber kişi, kontak",
    "customer": """
        müşteri, müşteri adı, müşteri ismi, cari, cari adı, müşteri unvanı, cari unvan, partner
        iş ortağı
    """,
    "lead": "aday, müşteri adayı, potansiyel müşteri, lead",
    "deal": """
        anlaşma, fırsat, fırsat adı, anlaşma adı, satış fırsatı, proje, konu, teklif, proje adı
        anlaşma başlığı, fırsat başlığı, fırsat konusu, başlık, konusu, satış fırsatı adı
    """,
    "work": "iş, işyeri, ofis, kurumsal, iş yeri",
    "home": "ev, kişisel, özel, ikamet",
    "other": "diğer, başka, alternatif, ek",
    "primary": "birincil, ana, varsayılan, asıl, öncelikli",
    "second": "ikinci, ikincil",
    "third": "üçüncü, üçüncül",
    "billing": "fatura, faturalama, faturalandırma, fatura adresi",
    "shipping": "teslimat, sevkiyat, gönderim, kargo, sevk, teslimat adresi",
    "mailing": "posta, yazışma, posta gönderim",
    "date": "tarih, tarihi, zaman, zamanı, saati",
    "url": "url, bağlantı, link, profil, profili",
    "number": "numara, numarası, no, sayısı",
    "code": "kodu, iso, kısaltma",
    "filler": "ve, için, tl, try, güncel, zorunlu, isteğe bağlı, alan, veya, ile, adet",
    "refused": """
        ilçe, ilçe semt
        takım, faks, faks no, fax, asistan, asistanın, yönetici, yöneticinin, eş, çocuklar, dil
        saat dilimi, cinsiyet, hobi, yıldönümü, çağrı cihazı, araç telefonu, teleks, isdn
        geri arama, e posta türü, oluşturan, değiştiren, ekleyen, vergi no, vergi dairesi
        vergi numarası, tc kimlik no, iban, banka, iskonto, indirim, bakiye, ağırlıklı
        ağırlıklı tutar, son, sonraki, facebook, instagram, skype, fotoğraf, resim, öncelik
        konum, aktif, pasif, arşiv, silindi, tedarikçi, dahili, referans olan, mersis no
        doğum yeri
    """,
}
