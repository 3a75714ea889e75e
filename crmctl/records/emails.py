"""Email addresses: a syntax check, and the lower case that everything compares by."""

import re

# What the library accepts in any case: plain names and domains, no punycode, no special-use domain,
# and a whole domain no longer than one label may be. It saves a slow call for most addresses; a
# test holds the two to the same answers.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{1,63}$)[a-z0-9_+-]++(?:\.[a-z0-9_+-]++)*+@"
    r"(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)+"
    r"(?!(?:test|local|localhost|invalid|onion|arpa)$)[a-z]{2,}+"
).fullmatch
# Most of what is none; the library takes as long to load as a small import to run.
_SIGNLESS = re.compile(r"[^@<\"\u0080-\U0010ffff]*+").fullmatch


def normalise(text: str) -> str:
    """The address in lower case; ValueError when it is none."""
    address = text.strip().lower()
    if _PLAIN(address):
        return address
    if _SIGNLESS(address):
        raise ValueError("An email address must have an @-sign.")
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
