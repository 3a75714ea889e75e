"""Chinese column names."""

LANGUAGE = "Chinese"
COMPOUNDS = False
WORDS: dict[str, str] = {}
