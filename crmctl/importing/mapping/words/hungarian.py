"""Hungarian column names."""

LANGUAGE = "Hungarian"
COMPOUNDS = False
WORDS: dict[str, str] = {}
