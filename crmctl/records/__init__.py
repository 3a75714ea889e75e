"""Contacts, accounts, deals and activities, and the event of every change."""
