"""Turkish column names."""

LANGUAGE = "Turkish"
COMPOUNDS = False
WORDS: dict[str, str] = {}
