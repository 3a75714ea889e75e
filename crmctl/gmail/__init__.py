"""Mailboxes: consent, the token vault, the API client, the sync and its ledger, sending."""
