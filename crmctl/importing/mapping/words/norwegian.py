"""Norwegian column names."""

LANGUAGE = "Norwegian"
COMPOUNDS = False
WORDS: dict[str, str] = {}
