"""A server that behaves like Google's: OAuth for desktop clients, and the Gmail API.

`python -m tests.google_standin` runs it by hand. Tests start one by `running.standin()`, and fill
its mailboxes and ask for faults over its admin API, whose Python side is `running.Google`. What it
knows of Google is from Google's reference and from the bundled discovery document, which
tests/gmail/test_google_standin.py holds it to.
"""
