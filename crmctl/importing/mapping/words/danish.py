"""Danish column names."""

LANGUAGE = "Danish"
COMPOUNDS = False
WORDS: dict[str, str] = {}
