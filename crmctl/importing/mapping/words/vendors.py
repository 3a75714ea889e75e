"""Whole headers of single products, where the words alone would mislead.

A product is believed when two of the headers in `recognised_by` stand in the row.
"""

PRODUCTS: dict[str, dict[str, str]] = {
    "Odoo": {
        "recognised_by": """
            display name, partner name, email from, is company, company type, user id, stage id
            partner id, tag ids, category id, team id, expected revenue, date deadline, company id
            country id, state id, parent id, create date, write date, child ids, email normalized
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
            member rating, optin time, optin ip, confirm time, confirm ip, gmtoff, dstoff, euid, leid
        """,
        "refused": """
            member rating, optin ip, confirm time, confirm ip, latitude, longitude
            gmtoff, dstoff, timezone, cc, region, last changed
        """,
        "id": "euid",
        "signed_up": "optin time",
        "tags": "tags",
        "notes": "notes",
    },
}
