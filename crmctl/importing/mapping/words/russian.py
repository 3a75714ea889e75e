"""Russian column names."""

LANGUAGE = "Russian"
COMPOUNDS = False
WORDS: dict[str, str] = {}
