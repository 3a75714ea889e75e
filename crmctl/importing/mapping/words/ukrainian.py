"""Ukrainian column names."""

LANGUAGE = "Ukrainian"
COMPOUNDS = False
WORDS: dict[str, str] = {}
