"""Korean column names."""

LANGUAGE = "Korean"
COMPOUNDS = False
WORDS: dict[str, str] = {}
