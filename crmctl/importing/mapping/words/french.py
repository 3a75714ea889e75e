"""French column names."""

LANGUAGE = "French"
COMPOUNDS = False
WORDS = {
    "first_name": "prénom, prénoms, prénom usuel, premier prénom, prénom du contact, prenom",
    "last_name": """
        nom de famille, nom famille, patronyme, nom patronymique, nom du contact famille
        nom d usage
    """,
    "full_name": """
        nom complet, nom et prénom, prénom et nom, nom prénom, prénom nom, nom affiché
        nom du contact, nom contact, nom d affichage, interlocuteur, personne de contact
        nom entier, nom prénoms, contact principal nom, nom de la personne, personne à contacter
        contact nom complet, noms et prénoms, nom et prénoms
    """,
    "name": "nom, noms, dénomination, intitulé, libellé",
    "middle_name": "deuxième prénom, second prénom, autres prénoms, autre prénom, deuxième nom",
    "honorific": """
        civilité, titre de civilité, titre honorifique, politesse, préfixe, appellation
    """,
    "suffix": "suffixe, suffixe du nom",
    "nickname": """
        surnom, pseudo, initiales, pseudonyme, identifiant de connexion, nom de naissance
        nom de jeune fille, nom d utilisateur
    """,
    "email": """
        e mail, email, mail, courriel, adresse e mail, adresse email, adresse mail, mél
        adresse électronique, adresse de messagerie, courrier électronique, messagerie
        adresse courriel, adresse de courriel, emails, courriels, adresses e mail, mel
        adresse de courrier électronique, adresse électronique du contact, email contact
        messagerie électronique
    """,
    "phone": """
        téléphone, tél, tel, numéro de téléphone, n téléphone, no de téléphone, téléphone fixe
        fixe, numéro téléphone, tél fixe, ligne directe, numéro de tel, téléphones, standard
        no téléphone, num tél, téléphone direct, tel fixe, numéro de tél, n de téléphone
        num téléphone, n tel, n tél, coordonnées téléphoniques, numéro fixe, ligne fixe
        numéros de téléphone, numéro d appel, téléphone ligne directe
    """,
    "mobile": """
        mobile, portable, téléphone portable, téléphone mobile, tél mobile, tél portable, gsm
        numéro de mobile, numéro mobile, numéro de portable, cellulaire, téléphone cellulaire
        port, tél port, cell, tel mobile, tel portable, mobiles, n mobile, n portable
        numéro de téléphone mobile
        numéro de téléphone portable, numéro portable, tel gsm, tél gsm, numéro de gsm
        numéro de cellulaire, tél cellulaire, tél port, tel port
    """,
    "title": "titre",
    "job_title": """
        fonction, poste, intitulé du poste, titre du poste, rôle, emploi, poste occupé
        titre de poste, intitulé de poste, titre professionnel, fonctions, titre fonction
        fonction poste, poste fonction, qualité, fonction titre, activité professionnelle
        fonction du contact, fonction occupée, titre de fonction, nom du poste
    """,
    "occupation": "profession, métier",
    "department": """
        service, département, direction, division, pôle, département service, service département
        unité
    """,
    "company": """
        société, entreprise, organisation, nom de la société, nom de l entreprise, compte
        raison sociale, nom société, nom entreprise, organisme, nom du compte, employeur
        structure, établissement, nom de l organisation, compagnie, enseigne, association
        nom organisation, nom de la compagnie, nom de l organisme, nom commercial
        dénomination sociale, firme, nom compte, société associée, entreprise associée
        nom de société, nom d entreprise, nom de la structure, société entreprise
        entreprise société, entreprises, sociétés, nom de l établissement, entité, comptes
        nom de l employeur, société organisation
    """,
    "domain": """
        domaine, nom de domaine, domaine de l entreprise, domaine internet, domaine web
        domaine de messagerie
    """,
    "website": """
        site web, site internet, site, page web, url, adresse web, site www, adresse internet
        adresse du site, site web url, url du site, web, lien du site, adresse du site web, www
        url du site web, adresse site web, internet
    """,
    "address": """
        adresse, adresse postale, adresse complète, coordonnées postales, adresses, siège social
        localisation
    """,
    "street": """
        rue, numéro et rue, numéro et nom de rue, ligne d adresse, voie, adresse ligne
        adresse rue, nom de la rue, n et rue, numéro et voie, n et voie, nom de rue, adresse voie
        rue et numéro, libellé voie, numéro et nom de la rue, rue numéro, adresse civique
    """,
    "street2": """
        complément d adresse, complément adresse, bâtiment, étage, boîte postale, bp
        numéro de rue, adresse suite, complément, suite adresse, cedex, appartement
        résidence bâtiment, lieu dit, quartier, adresse complémentaire, n rue, adresse complément
        cp boîte postale, bureau de poste, numéro de voie
    """,
    "city": """
        ville, localité, commune, municipalité, ville localité, nom de la ville, ville commune
    """,
    "state": """
        région, province, état, dép région, région province, état province, région département
        département région, canton, état région, province état, état ou province, région état
        province région, état ou région, région ou province, nom de la région, état dép région
    """,
    "county": "département géographique, arrondissement, comté, district",
    "postal_code": """
        code postal, cp, code postaux, code post, codepostal, npa, code zip, c p, code poste
    """,
    "country": """
        pays, pays région, nation, pays ou région, nom du pays, pays territoire
        pays de résidence
    """,
    "linkedin": """
        linkedin, profil linkedin, page linkedin, url linkedin, lien linkedin, compte linkedin
        url du profil linkedin, adresse linkedin
    """,
    "twitter": """
        twitter, compte twitter, profil twitter, nom d utilisateur twitter, pseudo twitter
        identifiant twitter
    """,
    "birthday": """
        date de naissance, anniversaire, né le, naissance, date anniversaire, née le
        date naissance, jour de naissance, né e le, ddn, date d anniversaire
    """,
    "lifecycle": """
        phase du cycle de vie, étape du cycle de vie, cycle de vie, phase de cycle de vie
        étape cycle de vie, stade du cycle de vie
    """,
    "lead_status": """
        statut du contact, statut du lead, statut contact, statut du prospect, statut prospect
        statut client, statut lead, statut du client, statut de la piste, statut commercial
    """,
    "status": "statut, état statut, situation, type de contact, type contact, relation",
    "lead_score": """
        score, score du lead, score lead, score du contact, lead score, scoring, note du lead
        score de lead, points, score prospect, score contact, score du prospect, pointage
    """,
    "source": """
        source, origine, connu par, comment nous avez vous connu, source du lead, provenance
        source du contact, origine du contact
        origine du lead, source d acquisition, canal, source du prospect, origine du prospect
        source originale, canal d acquisition, source prospect, source lead, origine contact
        comment nous avez vous connu, source de la piste, source d origine, origine de la piste
        origine de l opportunité, source de l opportunité, source de l affaire, origine client
        source initiale, origine du client
    """,
    "owner": """
        propriétaire, responsable, assigné à, attribué à, commercial, propriétaire du contact
        gestionnaire, affecté à, chargé de compte, vendeur, responsable commercial, conseiller
        chargé d affaires, suivi par, propriétaire du compte, commercial en charge, représentant
        propriétaire de l affaire, utilisateur assigné, propriétaire de la transaction
        propriétaire de l opportunité, propriétaire du lead, personne responsable, détenteur
        responsable de compte, responsable du compte, commercial responsable
        gestionnaire de compte, propriétaire de la fiche, attribution, interlocuteur interne
        utilisateur responsable, propriétaire de l entreprise, commercial attitré
        vendeur assigné, référent, collaborateur, responsable du contact, conseiller commercial
        assignation, attribuée à, gérant de compte
        utilisateur
    """,
    "tags": """
        étiquettes, tags, catégories, libellés, mots clés, groupes, catégorie, étiquette, listes
        groupe, mots clefs, tag, mot clé, appartenance à un groupe, labels, segments tags, thèmes
        liste, groupes de contacts, centres d intérêt, liste de diffusion, listes de diffusion
        groupe de contacts, catégories de contact, marqueurs, balises
    """,
    "opt_in": """
        opt in, newsletter, inscrit à la newsletter, consentement, abonné newsletter, optin
        consentement marketing, accepte la newsletter, abonné à la newsletter
        abonnement newsletter, accepte les e mails, consentement rgpd, rgpd consentement
        accord newsletter, infolettre, accepte le marketing, inscription newsletter
        opt in e mail, accepte les emails marketing, consentement e mail, accepte la prospection
        inscrit newsletter, lettre d information, accepte le marketing par e mail
        consentement email, abonné à l infolettre, abonné, accepte les emails
        recevoir la newsletter, optin email, accepte de recevoir des emails
        souhaite recevoir la newsletter, inscrit, autorisation e mail, accord e mailing
        optin newsletter
    """,
    "opt_out": """
        désinscrit, désabonné, opt out, ne pas contacter, ne pas envoyer d e mail, désinscription
        désabonnement, liste noire, blacklisté, refus newsletter, bounce, optout
        refus e mail, stop pub, stop email, opposition, ne pas démarcher, plus d e mails, rebond
        désinscrit de tous les e mails, désabonné de la newsletter, npai, blackliste
        désabonné e mail, ne souhaite pas recevoir
    """,
    "notes": """
        notes, note, rq, commentaire, commentaires, remarque, remarques, mémo, observations
        observation, annotation, annotations, bloc notes, note interne, notes internes
        remarque interne, commentaire interne
    """,
    "description": """
        description, informations complémentaires, informations, infos, détails, à propos, info
        informations supplémentaires, autres informations, descriptif, biographie, présentation
        renseignements, description de l entreprise, infos complémentaires
    """,
    "id": """
        id, identifiant, code client, numéro client, référence, numéro, numéro de client, réf
        identifiant unique, n client, numéro de compte, id contact, identifiant contact
        n de client, identifiant externe, id externe, id unique, numéro d adhérent
        référence client, ref, identifiant client, id client, référence externe, code tiers
        matricule, num client, id de l enregistrement, id d enregistrement, numéro de contact
        code contact, code interne, identifiant du contact, référence interne, numéro de membre
        numéro d identification, code externe, n compte, code, code externe client
        id de la transaction, réf client, numéro d affaire, compte tiers, compte client
        référence de l affaire, clé, ref client
    """,
    "created": """
        date de création, créé le, créé, ajouté le, date d ajout, création, date création
        créée le, date d enregistrement, enregistré le, date ajout, créé à, date de saisie
        heure de création, date d entrée, date et heure de création, ajouté, crée le
        date d ajout du contact, date de création de la fiche, saisi le
        date de création du contact, date de la création
        date de création du compte
    """,
    "signed_up": """
        date d inscription, inscrit le, client depuis, date inscription, inscription
        membre depuis, date d adhésion, date d abonnement, date de souscription, abonné le
        client depuis le, date de première visite, inscrit depuis, date d optin inscription
    """,
    "modified": """
        modifié le, mis à jour le, date de modification, dernière modification, mise à jour
        modifié, dernière mise à jour, date de mise à jour, date de dernière modification
        dernière activité, dernier contact, date modification, date mise à jour
        date du dernier contact, dernière interaction
    """,
    "industry": """
        secteur, secteur d activité, industrie, branche, activité, domaine d activité
        secteur activité, secteur industriel, branche d activité, secteur d activités
        type d activité, métier entreprise, activité principale, secteur économique
    """,
    "employees": """
        effectif, nombre d employés, nombre de salariés, effectifs, taille de l entreprise
        taille, nb salariés, employés, nombre employés, salariés, nb d employés, nb employés
        nbre d employés, tranche d effectif, taille entreprise, nombre de collaborateurs
        taille de la société, nbre de salariés, effectif salarié, tranche d effectifs
        nb de salariés, nombre salariés, taille société
    """,
    "revenue": """
        chiffre d affaires, ca, revenu annuel, chiffre d affaire, ca annuel
        chiffre d affaires annuel, revenus annuels, c a, revenu, montant ca, revenus
        recettes annuelles, ca ht, chiffre d affaires ht
    """,
    "type": """
        type, type de client, type de compte, type client, type de société, type d entreprise
        genre, type de tiers, type entreprise, type de structure, nature, type société
        type compte, catégorie client, type d organisation, catégorie de compte
        catégorie de client, type d établissement, forme de relation
    """,
    "segment": """
        segment, segment client, segmentation, segment de marché, classe, classe client
        catégorie abc, segment de clientèle, cible, marché, groupe client, groupe de clients
        typologie, niveau, typologie client, classification abc
    """,
    "parent": """
        société mère, compte parent, maison mère, groupe d appartenance, entreprise parente
        parent, société parente, entreprise mère, siège, holding, organisation parente
        rattachement, compte principal, groupe parent, organisation mère, société principale
        nom du compte parent, entreprise principale, compte maître, groupe société
    """,
    "value": """
        montant, valeur, valeur de l affaire, montant de l affaire, montant total, prix, total
        montant de l opportunité, montant de la transaction, valeur totale, montant estimé
        budget, valeur de la transaction, valeur de l opportunité, montant ht, total ht
        montant attendu, valeur estimée, montant du devis, revenu estimé, ca prévisionnel
        montant prévu, ca potentiel, montant prévisionnel, valeur du deal, montant du deal
        montant devis, valeur contrat, valeur du contrat, montant total ht, montant potentiel
        ca estimé, chiffre d affaires estimé, prix total, revenu potentiel, montant opportunité
        valeur affaire, potentiel, total ttc, montant ttc, valeur ht
    """,
    "expected_revenue": """
        revenu attendu, revenus attendus, chiffre d affaires attendu, revenu espéré, revenu prévu
    """,
    "currency": """
        devise, monnaie, code devise, devise du montant, code de devise, code monnaie
        devise de l affaire
    """,
    "stage": """
        étape, phase, étape de vente, phase de vente, étape du pipeline, stade
        étape de l affaire, étape de la transaction, étape pipeline, phase de la transaction
        niveau d avancement, étape du deal, étape de l opportunité, avancement, étape commerciale
        phase commerciale, étape opportunité, état d avancement, colonne, statut de l affaire
        statut de l opportunité, phase de l affaire, phase de l opportunité, étape vente
        stade de vente, étapes, statut affaire, statut opportunité, statut du deal
    """,
    "probability": """
        probabilité, probabilité de succès, probabilité de gain, chances
        probabilité de signature, probabilité de réussite, taux de réussite
        probabilité de conclusion, chance de réussite, probabilité de clôture
        taux de transformation, probabilité de gagner, taux de probabilité, probabilité de vente
        taux de succès, chances de succès, confiance, indice de confiance, taux de confiance
    """,
    "close_date": """
        date de clôture, date de fermeture, clôture, date de signature, date de conclusion
        date clôture, date signature, date de fin, échéance fin, date de closing, date fermeture
    """,
    "expected_close": """
        date de clôture prévue, date de clôture estimée, clôture prévue, date de signature prévue
        date de clôture prévisionnelle, date prévisionnelle, échéance, date d échéance
        date cible, date de fermeture prévue, date prévue, date de clôture attendue
        fermeture prévue, date butoir, date de décision, date estimée de clôture
        date prévue de clôture, clôture estimée, date de signature estimée
        date prévisionnelle de clôture, date de vente prévue, deadline, date de conclusion prévue
        date de signature prévisionnelle, date prévue de signature, date de clôture souhaitée
        fin prévue, date de fin prévue, date estimée de signature, date de fermeture estimée
        date de conclusion estimée, fermeture attendue, date limite
        date prévisionnelle de signature, date de fermeture attendue, date de décision prévue
        date de réalisation prévue, signature prévue
    """,
    "actual_close": """
        date de clôture réelle, gagné le, clôturé le, date de gain, date gagnée, conclu le
        fermé le, date réelle de clôture, signé le, date gagné, perdu le, date de perte
        gagnée le, date de fermeture réelle, date de signature réelle, clôture réelle
        heure de gain, fermée le, clôturée le, perdue le
    """,
    "lost_reason": """
        motif de perte, raison de la perte, raison de perte, motif perte, cause de perte, motif
        raison d échec, raison, motif de refus, raison perte, cause de la perte, motif d échec
        raison de l échec, motif de la perte, raison de l abandon, perdu raison, raison perdue
        motif d abandon, cause d échec, raison de fermeture, raison de clôture, motif de clôture
        raison du refus, raison de refus, raisons de perte, motifs de perte, raison perdu
    """,
    "pipeline": """
        pipeline, pipe, pipeline de vente, tunnel de vente, entonnoir, processus de vente
        processus commercial
    """,
    "person": """
        personne, contact, destinataire, participant, membre, abonné contact
        inscrit contact, adhérent, invité, contacts, individu
    """,
    "customer": "client, tiers, nom du client, nom client, partenaire, clients, donneur d ordre",
    "lead": "prospect, lead, piste",
    "deal": """
        affaire, opportunité, transaction, nom de l affaire, nom de l opportunité
        titre de l affaire, nom de la transaction, titre de l opportunité, deal, projet
        nom du projet, objet, sujet, nom du deal, titre du deal, nom opportunité, nom affaire
        intitulé de l affaire, devis, opportunité de vente, titre du projet
        intitulé de l opportunité, vente, titre de la transaction, objet de l affaire
        nom de la vente, contrat, titre de la piste, affaires, opportunités, nom d opportunité
        libellé de l affaire, titre affaire, intitulé affaire
    """,
    "work": """
        bureau, travail, trav, professionnel, professionnelle, pro, prof, entreprise pro
        professionnels, lieu de travail
    """,
    "home": "domicile, personnel, personnelle, privé, privée, perso, maison, particulier, dom",
    "other": """
        autre, autres, alternatif, alternative, supplémentaire, complémentaire, additionnel
    """,
    "primary": "principal, principale, par défaut, défaut, préféré, préférée, primaire",
    "second": "secondaire, deuxième, second, seconde",
    "third": "troisième, tertiaire",
    "billing": "facturation, facture, facturé à, de facturation",
    "shipping": "livraison, expédition, envoi",
    "mailing": "correspondance, visite, postale",
    "date": "date, heure, horodatage, date et heure",
    "url": "url, lien, profil, adresse url",
    "number": "numéro, n, no, num, nb, nombre",
    "code": "code, iso, abréviation, sigle",
    "filler": """
        quel, quelle, est, vos, s il vous plaît, indiquez, entrez, merci, quels, sont, saisissez
        de, du, des, la, l, le, les, d, et, ou, en, euros, eur, ht, à, au, aux, votre, champ
        obligatoire, facultatif, actuel, par, un, une, valeur, associé, associée
    """,
    "refused": """
        urgence, tuteur, accompagnant, commande
        équipe, fax, télécopie, télécopieur, assistant, assistante, assistant e, supérieur
        conjoint, enfants, langue, fuseau horaire, sexe, genre civil, loisirs, rappel, voiture
        rnis, télex, radio, tty tdd, type de messagerie, créé par, modifié par, ajouté par, siret
        siren, tva, ape, naf, code naf, code ape, numéro de tva, tva intracommunautaire, n tva
        iban, bic, rib, banque, capital, forme juridique, remise, encours, solde
        mode de paiement, conditions de paiement, pondéré, pondérée, montant pondéré
        valeur pondérée, nombre de, dernier, dernière, prochain, prochaine, type de, nationalité
        lieu de naissance, facebook, instagram, skype, whatsapp, viadeo, photo, image, avatar
        latitude, longitude, priorité, confidentialité, emplacement
        anniversaire de mariage ou fête, fête, recommandé par, kilométrage, bip, récepteur
        messageur, actif, archivé, supprimé, doublon, messages, clics, ouvertures, fournisseur
        préféré par, secrétaire, indicatif, poste téléphonique, extension, adresse ip, extra
        ne pas appeler
    """,
}
