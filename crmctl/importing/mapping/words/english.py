"""English column names."""

LANGUAGE = "English"
COMPOUNDS = False
WORDS = {
    "first_name": """
        n given, first name, given name, forename, fname, f name, christian name, name first
        first, given, given names, first names, preferred first name, name given, givenname
    """,
    "last_name": """
        n family, last name, family name, surname, lname, l name, second name, name last, last
        name family, family names, last names, sn
    """,
    "full_name": """
        full name, contact name, complete name, name surname, name and surname, person name
        formatted name, name full, fn
        customer full name, lead name, names, first and last name, first name last name
        first last name, fullname, cn, common name, recipient name, attendee name
        subscriber name, member name, guest name, invitee name, buyer name, invitee full name
        cardholder name, contact person, contact full name
    """,
    "name": "display name, displayed name, file as, name, screen name",
    "middle_name": """
        n additional, middle name, middle names, additional name, additional names
        middle initial, middle, name middle, mi
    """,
    "honorific": """
        n prefix, salutation, honorific, honorific prefix, prefix, name prefix, courtesy title
        name title, personal title, mr mrs, name honorific prefix, form of address, title prefix
    """,
    "suffix": "n suffix, suffix, name suffix, honorific suffix, generational suffix, postfix",
    "nickname": """
        nickname, nick name, nick, goes by, alias, preferred name, known as, maiden name
        username, user name, short name, login, handle, initials
    """,
    "email": """
        email, e mail, mail, email address, e mail address, email addresses, e mail addresses
        emails, emailaddress, mail address, electronic mail, internet email, email id, email addr
        smtp address, primary smtp address, email value, mailaddress, contact email
        email account, customer email, invitee email, attendee email, buyer email
    """,
    "phone": """
        phone, telephone, tel, phone number, telephone number, phone no, tel no, telephone no
        phones, ph, phone numbers, contact number, contact no, phone value, tel number, ph no
        telephone numbers, direct phone, direct dial, ddi, landline, land line, direct line
        call number, phonenumber, business telephone, business number, voice, direct number
        switchboard, landline number, work direct phone, direct phone number, main line
        contact phone, fixed line, fixed phone, calling number
    """,
    "mobile": """
        sms, sms number, text number, whatsapp number, mobile, mobile phone, cell, cell phone
        cellphone, mobile number, cell number, mobile no, mobile phone number, cell phone number
        cellular, cellular phone, gsm, mobile telephone, mobile telephone number, handphone
        mobilephone, mob, mobile phones, cell phone no, mbl, mobile phone no, mob no
        cellular number, wireless, smartphone
    """,
    "title": "title",
    "job_title": """
        job title, position, job, job position, position title, designation, job role
        role title, jobtitle, current position, function, job function title, professional title
        contact title, work title, business title, company position, current title
        current job title, company role, organization title, position in company, job name
        title position
    """,
    "occupation": "occupation, role",
    "department": """
        department, dept, division, business unit, departments, department name, org unit
        organizational unit, organization department, office department, company department
    """,
    "company": """
        company, legal entity, legal entity name, registered name, organization, organisation
        account, acct, company name, organization name, firm, organisation name, account name, org
        org name, business name, employer, business entity, current company, company account
        companies, associated company, company organization, related company, works for
        employer name, company firm name, company or account, current employer, legal name
        organizations, accounts, co name, company company, firm name, primary company
        associated company names, agency, enterprise, institution
        parent account name for contact, comp
    """,
    "domain": """
        domain, domain name, company domain, company domain name, domains, website domain
        web domain, email domain, organization domain, primary domain, account domain
        company website domain
    """,
    "website": """
        website, web site, web page, homepage, home page, url, web, website url, site, webpage
        web address, web site url, websites, internet, www, internet address, web url, site url
        company website, company url, personal web page, business home page, url address
        web page address, business web page, website address, blog, organization website
        account website, url website, corporate website
    """,
    "address": """
        adr, address, add, postal address, street and number, addresses, addr, location address
        full address, complete address, physical address, address value
    """,
    "street": """
        street, street address, address line, address street, street name, street line
        street address line, addr line, street number and name, road, street and house number
        house number and street, address address, streetaddress, lines, address line one
        address first line, street lines
    """,
    "street2": """
        address line two, apt, apartment, suite, extended address, address extension, unit
        apartment suite, apt suite, address complement, building, floor, apartment number
        house number, house no, house, street number, address second line, po box, p o box, pobox
        post office box, post box, neighborhood, neighbourhood, address line three
        address details, attention, apt suite etc, apartment suite unit etc
    """,
    "city": """
        city, town, locality, city town, town city, suburb, municipality, city name
        city locality, post town, village, suburb city, city suburb
    """,
    "state": """
        state, province, region, state province, state region, state or province, prefecture
        county state, province state, state county, state code, province code, state abbreviation
        region state, administrative area, st, stateorprovince, prov, state name, region name
        province name, federal state, territory state, state county province, region code
        state territory, state province region, county state province, province region
        state province county, region province, region county, state or region, county region
        province code state, state provience, canton
    """,
    "county": "county, district, parish",
    "postal_code": """
        postal code, zip, zip code, postcode, post code, zipcode, zip postal code
        postal zip code, zip postal, zip postcode, postal zip, pin code, pincode
        zip or postal code, p code, postalcode, postal, zip pc, zip code postal code
        postal code zip code, eircode, zip postal code zip, post zip code, postal or zip code
    """,
    "country": """
        country, ctry, nation, country region, country name, country territory, country or region
        region country, country of residence, country location, territory country
    """,
    "linkedin": """
        linkedin, linked in, linkedin url, linkedin profile, linkedin profile url, linkedin bio
        linkedin page, linkedin company page, linkedin link, linkedin contact profile url
        linkedin public profile, linkedin account, linkedin id, linkedin address, linkedin handle
        linkedin profile link, linkedin url profile, linkedin page url, public profile url
        linkedin company page url
    """,
    "twitter": """
        twitter, x, x link, twitter handle, twitter username, twitter url, twitter profile
        x twitter, twitter account, twitter id, twitter name, twitter screen name, twitter x
        x handle, twitter user, twitter page, twitter link, twitter user name
        twitter profile url
    """,
    "birthday": """
        birthday, date of birth, birth date, birthdate, dob, bday, born, birth day, d o b
        born on, birthday date, date birth
    """,
    "lifecycle": """
        lifecycle stage, lifecycle, life cycle stage, life cycle, contact stage, lead stage
        customer stage, customer lifecycle stage, funnel stage, lifecyclestage
        lead lifecycle stage, current lifecycle stage, buyer stage, person stage
        contact lifecycle stage, lead life cycle, marketing lifecycle stage
    """,
    "lead_status": """
        lead status, prospect status, contact status, customer status, relationship status type
        sales stage status
    """,
    "status": "status, relationship stage, relationship type, contact type, person type",
    "lead_score": """
        lead score, score, contact score, hubspot score, leadscore, lead scoring, scoring
        engagement score, total score, person score, likelihood score, lead rating score
        customer score, fit score, contact scoring, lead points, prospect score
    """,
    "source": """
        source, src, utm source, how they found us, found us through, came from, lead source
        original source, origin, contact source, acquisition source
        source name, source of lead, referral source, how did you hear about us, lead origin
        signup source, sign up source, sales channel, source channel, channel, record source
        source campaign name lead, lead channel, deal source, source type, opportunity source
        latest source lead, marketing source, customer source, original source type
        account source, original traffic source, source of contact, enquiry source
        inquiry source, first source, how you heard about us, creation source
        subscription source
    """,
    "owner": """
        owner, owner name, assigned to, assignee, contact owner, account owner, deal owner
        lead owner, salesperson, sales rep, sales representative, account manager, sales owner
        assigned user, responsible, responsible person, rep, responsible user, agent, assigned
        sales person, record owner, owner full name, company owner, opportunity owner, user owner
        owned by, relationship manager, account executive, sales agent, customer owner, sales
        representative, sales manager, assigned rep, owning user, responsible user name
        assigned user name, contact manager, assigned agent, advisor, broker
        assigned to name, account rep, current owner, assigned sales rep, user responsible
        opportunity manager, client owner, lead manager, deal manager, assigned owner
        assigned user id name, owner alias, responsible name
    """,
    "tags": """
        tags, tag, labels, categories, keywords, groups, category, group, group membership
        contact tags, contact labels, contact groups, tag list, lists, list membership
        label names, groups tags, group names, customer tags, tag names, label, group name
        account tags, deal tags, deal labels, segments and tags, contact lists, list names
        interests, tags list, person labels, person label, categories tags, topics, hashtags
        list name, category name, category list, mailing lists, distribution lists
        contact categories, contact category, contact group, lead tags, lead labels
        organization label, company tags, organization labels, company labels, deal label
    """,
    "opt_in": """
        opt in, opted in, optin, email opt in, accepts marketing, accepts email marketing
        email marketing consent, marketing consent, email consent, subscribed, newsletter
        is subscribed, newsletter subscription, receives newsletter, consent, marketing opt in
        newsletter opt in, marketing emails, email subscribed, opt in email, accept marketing
        subscribe to newsletter, newsletter subscriber, email permission, marketing permission
        gdpr consent, marketing permissions, can email, allow email, email allowed
        email marketing opt in, mailing list, wants newsletter, receive newsletter
        email subscription, newsletter sub, receive marketing, send email, send newsletter
        agreed to marketing
        receive emails, subscribed to newsletter, email subscriber, permission to email
        subscribed to emails, receive marketing emails, allow marketing, is opt in
        gets newsletter, accepts emails, consent to email, accepts newsletter, agreed to receive
        marketing, send marketing materials, communication consent, newsletter consent
        marketing email consent, permission, marketing email opt in, ok to email, accept emails
        email opted in, has opted in, email marketing accepted, wants marketing
        consent to marketing, opt in to marketing, marketing subscribed, opted in to marketing
        opted into marketing, contact consent, consent given, email communication consent
    """,
    "opt_out": """
        opt out, opted out, optout, unsubscribed, unsubscribe, do not email, do not mail
        do not contact, email opt out, has opted out of email, no email
        no marketing, suppressed, blocked, blacklisted, opted out of email, marketing opt out
        unsubscribed from all email, unsubscribed from emails, do not allow emails, email optout
        do not bulk email, do not send marketing, blocklisted, email suppressed
        do not market, do not send email, exclude from email, no newsletter, do not allow email
        email blacklisted, email blocklisted, opted out of emails, global opt out
        do not allow bulk emails, invalid email, bounced, hard bounced, is unsubscribed
        has opted out, opted out of marketing, spam, cleaned, complained, opt out of email
        opt out email, opt out marketing, email blocked, email unsubscribed, has unsubscribed
        marketing unsubscribed, do not text, sms opt out, do not phone, fax opt out, mail opt out
        unsub
    """,
    "notes": """
        notes, note, misc notes, special requests, notes special requests, comments, comment
        remarks, remark, memo, annotation, contact notes
        internal notes, free text, note text, customer note, customer notes, account notes
        deal notes, internal comment, additional notes, general notes, private notes, lead notes
        internal note, notes comments, comments notes, client notes, annotations, notepad, memos
        general comments
    """,
    "description": """
        description, about, bio, background, background info, background information, summary
        additional information, additional info, other information, biography, more info
        company description, deal description, contact description, about company, about us
        short description, about the company, account description, customer description
        lead description, opportunity description, message, details, long description
        general description, note description, overview
    """,
    "id": """
        id, record id, uid, uuid, identifier, unique id, unique identifier, record identifier
        guid, key, primary key, object id, recordid, ident, entity id, pk, item id, id number
        contact number id, internal id, system id, no, ref, reference, reference number
        customer number, customer no, client number, member number, account number, account no
        subscriber number, contact identifier, client no, client code, customer code
        contact code, account code, reference id, ref no, unique contact id, unique key
        reference no, customer reference, vid, company number, vendor number, supplier number
        deal number, opportunity number, deal no, opportunity no, debtor number
        customer account number, client reference, deal code, record number, euid, leid
        contact ref, organization number id, customer ref
    """,
    "foreign_id": """
        external id, external identifier, external key, legacy id, ext id, source id, foreign id
        external reference, external contact id, import id, crm id
    """,
    "created": """
        created, created at, created date, create date, date created, created on, creation date
        created time, creation time, create time, date added, added, added on, added at
        date entered, entry date, record created, time created, created datetime, create at
        date of creation, created timestamp, creation timestamp, date add, add time, add date
        inserted at, record creation date, date creation, added date, added time
        creation datetime, create datetime, created on date, date created at, account created
        creation, contact created, date record created, create timestamp, date imported created
        when created, insert date, entered, entered on, entered date, datetime created
        created utc, contact added, deal created, lead created, added to list on
        date entered in system, date time created, record create date, add at, record created at
    """,
    "signed_up": """
        signup date, sign up date, signed up, signed up at, signup time, sign up time, registered
        registration date, registered at, registered on, date registered, date joined, joined
        join date, subscribed at, subscribed on, subscription date, date subscribed, member since
        customer since, customer since date, subscribe date, subscribe time, first seen
        date signed up, registration time, user registered, joined at, joined on, client since
        subscribed date, contact since, subscription started, member created, since, signup at
        member since date, sign up, signup, date of registration, profile created on
        connected on, client since date, signup timestamp, subscriber since, joining date
    """,
    "modified": """
        modified, updated, last modified, last updated, modified at, updated at, modified date
        date modified, date updated, last modified date, last update, update time, modified time
        modified on, updated on, last changed, changed, last modified at, last activity
        last modified on, last modified time, modify date, updated date, update date, edited
        last activity date, last contacted, last contact, last seen, last viewed, last updated at
        last edited, last edited time, last changed date, write date, changed at, changed on
        update at, record modified, last change, profile updated on
    """,
    "industry": """
        industry, sector, industry type, industry sector, branch of industry, business sector
        line of business, vertical, industry name, company industry, primary industry, trade
        industry category, market vertical, industry group, business type industry, verticals
        business industry, industries, line of trade, account industry, industry vertical
        field of business, organization industry
    """,
    "employees": """
        employees, number of employees, employee count, no of employees, num employees, headcount
        employee number, company size, employees count, staff, staff count, size, no employees
        numberofemployees, employee total, total employees, team size, full time employees
        employee size, organization size, number employees, of employees, employees number
        employee range, employee size range, employees range, workforce, nr of employees
        employee headcount, company headcount, company employees, staff size, number of staff
        organization employee count, company employee count
    """,
    "revenue": """
        annual revenue, revenue, yearly revenue, turnover, annual turnover, sales volume
        annual sales, company revenue, estimated annual revenue, revenue annual, total revenue
        yearly turnover, sales turnover, est annual revenue, company annual revenue
        estimated revenue company, annual income, annual revenue usd, company turnover
        revenue in thousands, organization revenue
    """,
    "type": """
        business type, type, account type, company type, organization type, customer type
        record type name, classification, account category, company category
        organization category, client type, relationship, customer category, type of account
        type of company, account classification, kind, organisation type
    """,
    "segment": """
        segment, customer segment, market segment, tier, account tier, customer tier, market
        account segment, abc class, customer class, segmentation, customer group, target segment
        customer segmentation, company segment, class, segments, client segment, ideal customer
        profile tier, target market, market segmentation, company tier
    """,
    "parent": """
        parent account, parent company, parent organization, parent, parent name
        parent company name, parent account name, holding, head company, parent organisation
        parent customer, ultimate parent, mother company, belongs to company, main company
        group company, holding company, parent organization name, corporate group
        parent account parent, ultimate parent company, parent record, member of
    """,
    "value": """
        value, amount, deal value, deal amount, deal size, opportunity amount, total amount
        opportunity value, total value, price, total price, contract value, estimated value
        monetary value, sales value, deal price, amount in deal currency, est value, worth
        est revenue, estimated revenue, potential value, potential amount, order value, sum
        estimated amount, total, deal worth, lead value, expected value, sales amount
        budget amount, value amount, sale amount, project value, forecast value, grand total
        expected amount, potential, amount total, total deal value, total contract value, budget
        actual value deal, potential revenue
    """,
    "expected_revenue": """
        expected revenue, planned revenue, forecast revenue, revenue expected, actual value
        actual amount, actual revenue, closed amount
    """,
    "currency": """
        currency, currency code, currency iso code, deal currency, amount currency
        value currency, currency name, iso currency, curr, currency iso, deal currency code
        transaction currency, opportunity currency, currency symbol, currency unit
    """,
    "stage": """
        stage, deal stage, sales stage, pipeline stage, opportunity stage, stage name, phase
        sales phase, deal status stage, process stage, sales process stage, current stage, step
        sales step, pipeline step, deal phase, sales cycle stage, opportunity phase, column
        deal stage name, pipeline phase, funnel step, kanban column, board column
        lead stage name, pipeline stage name, opportunity status, sales pipeline stage
        stage title
    """,
    "probability": """
        probability, prob, win prob, win probability, deal probability, close probability
        likelihood, chance
        win chance, success probability, win likelihood, percent probability, winning probability
        probability percent, confidence, win percentage, closing probability
        forecast probability, probability of winning, probability of closing
        probability to close, success rate, chance of success, chance of winning, odds
        closing chance, win rate, confidence level, opportunity probability, rate of success
        success chance, probability percentage, close likelihood
    """,
    "close_date": """
        close date, closing date, close, closing, closed, close at
        close time, closing on, deal close date, opportunity close date, end date, closing time
        deal closing date, closed close date
    """,
    "expected_close": """
        expected close date, expected close, projected close, estimated close date
        expected closing date
        forecast close date, est close date, expected closing, forecast date, target close date
        anticipated close date, projected close date, estimated closing date, planned close date
        deadline, date deadline, due date, expected date, expected on, expected close on
        estimated close, expected end date, expected sale date, expected decision date
        forecast closing date, close date expected, estimated sale date, close date estimated
        target date, expected order date, forecasted close date, date expected, expected win date
        potential closing date, expected deal close date, expected completion date, decision date
        tentative close date, deal expected close date
    """,
    "actual_close": """
        actual close date, actual closing date, won date, date won, closed at, closed on
        closed date, date closed
        won time, actual close, close date actual, deal closed date, won on, won at, lost date
        closed time, actual closed date, date of closing, deal closed time, real close date
        lost time, lost on, lost at, actual closed on, close date real, closed won date
        deal closed at, date lost, deal won date
    """,
    "lost_reason": """
        lost reason, loss reason, reason lost, closed lost reason, reason for loss, reason
        reason for losing, lost reason name, close reason, deal lost reason, closed reason
        reason for lost, deal loss reason, reason for close, reason of loss, lost cause
        reason closed, why lost, lost deal reason, reason for closing, closing reason
        deal lost reasons, loss reasons, closure reason, reason for the loss, lost because
        loss reason name, deal closed lost reason, reason for loss name, win loss reason
        reason won lost, reason deal lost
        lost reasons
    """,
    "pipeline": """
        pipeline, sales pipeline, deal pipeline, pipeline name, board, funnel, sales process
        forecast category, sales funnel
    """,
    "person": """
        person, contact, people, subscriber, user, member, recipient, attendee, guest, individual
        invitee, participant, primary contact, student, donor, main contact, buyer, registrant
        patient, related contact, associated contact, contacts, key contact, constituent
        respondent, candidate, tenant, passenger
    """,
    "customer": """
        potential customer, potential client, customer, cust, client, partner, client name
        customer name, bill to, buyer company
    """,
    "lead": "lead, prospect",
    "deal": """
        deal, box, box name, opportunity, deal name, deal title, opportunity name
        opportunity title, sales deal, opp, potential name, project name, lead title, opp name
        sales opportunity, deals, card, card title, deal subject, topic, subject, opportunities
        item name, project title, card name, task name, pipeline deal, opportunity subject
        sale name
    """,
    "work": """
        work, business, office, professional, direct, job address, day, daytime, biz, at work
        bus, workplace
    """,
    "home": """
        home, personal, private, residential, residence, house phone, evening
        secondary residence
    """,
    "other": """
        supplemental, supplementary, other, alternate, alternative, additional, alt, another
        extra, backup, others
    """,
    "primary": """
        primary, main, default, preferred, principal, pref, registered office, standard, physical
    """,
    "second": "second, secondary, 2nd",
    "third": "third, tertiary, fourth, fifth",
    "billing": "billing, invoice, bill, invoicing, bill to address, payment",
    "shipping": "shipping, delivery, ship to, ship, deliver to",
    "mailing": """
        mailing, correspondence, postal mailing, address mail, visiting, visit, visitor
    """,
    "date": "date, time, timestamp, datetime, on, at, day of, date time, dt, ts",
    "url": "url, link, profile, http, profile url, hyperlink, profile link",
    "number": "number, num, no, nr, numbers",
    "code": "code, cd, iso, iso code, abbreviation, abbr, short code",
    "location": "location, locations, primary location",
    "filler": """
        klaviyo, apollo, zoominfo, zoom info, mailchimp, brevo, sendinblue, lusha, lemlist
        zendesk, vtiger, sugar, espo, agile, value, the, of, a, an, utc, gmt, optional, required
        current, details, info, information, full, text, usd, eur, gbp, chf, yyyy mm dd
        dd mm yyyy, mm dd yyyy, latest known, in, your, please enter, field, column, record
        property, data, for, our, and, mandatory, s, to, local time, account currency, est, pst
        sales, crm, mm dd, attribute, system, company currency, normalized, what, what is, please
        provide, which, which is, you, do, we, can, tell, us, me, my, give, related, associated
        linked, content, contents, auto generated, best, i e, incl, excl, pipedrive, copper
        hubspot, hub spot, salesforce, zoho, capsule, nimble, freshsales, insightly, keap
        infusionsoft, sugarcrm, streak, attio, intercom, monday, odoo, bitrix, teamleader, e g
        eg, read only, string, hidden, unique, jpy, cad, aud, percent
    """,
    "refused": """
        team, account site, email lists, seen, lists of, fax, facsimile, assistant, asst, type
        label, verified, verification, count, by, created by, modified by, manager, spouse
        children, referred by, referrer, extension, ext, format, hash, bounce, old, previous
        former, latest, recent, next, timezone, time zone, language, locale, gender, sex, ip
        ip address, latitude, longitude, image, photo, avatar, campaign, visits, clicks, opens
        open rate, click rate, accuracy, catch all, pager, telex, isdn, tty, radio, car phone
        callback, anniversary, hobby, mileage, priority, sensitivity, phonetic, yomi
        pronunciation, furigana, display, instagram, facebook, youtube, skype, whatsapp, tiktok
        pinterest, github, slack, telegram, google plus, wechat, viber, snapchat, im, chat
        messenger, vat, vat id, vat number, tax, tax id, tax number, siret, siren, tax exempt
        ein, duns, sic, sic code, naics, naics code, ticker, ticker symbol, stock, weighted
        weighted value, weighted amount, converted, conversion, conversion date, forecast
        forecast amount, mrr, arr, acv, tcv, monthly recurring revenue, quantity, average
        lifetime, orders, spent, total spent, lifetime value, ltv, balance, credit limit, credit
        debit, payment terms, bank, iban, bic, swift, card, discount, product, products
        seniority, keyword, technologies, funding, persona, permission set, profession, meeting
        task, activity, activities, calls, emails sent, email count, done, undone, won, lost
        open, is, has, was, not, no of, deleted, archived, active, last, seo, linkedin company
        sequence, step number, stage changed, stage change, time in stage, age, days, duration
        directory server, government id, government id number, organizational id number
        office location, business fax, home fax, other fax, free busy, internet free busy
        keyword list, emergency, guardian, next of kin, order, subscription status, email status
        email type, e mail type, member rating
        rating, ranking, device, browser, utm, gclid, referring, referral, session, sessions
        page, pages, page views, form, forms, event, events, ticket, subject line, list, flag
        score date, email hash, voip, mobile verified, location id, territory, timezone offset
        currency rate, exchange rate, file, files, attachment, attachments, logo, picture
        checksum, cc, bcc, reply to, secondary owner, founded, year founded, founded year
        sub industry, ownership, site id, place of birth, next step, next activity
        next activity date, competitor, competitors, lead date, lead converted, merged, import
        imported, batch, sync, synced, token, password, locale code
        number of, created in
        do not call, dnc, unsubscribes, do not disturb
    """,
}
