"""Czech column names."""

LANGUAGE = "Czech"
COMPOUNDS = False
WORDS: dict[str, str] = {}
