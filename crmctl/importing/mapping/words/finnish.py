"""Finnish column names."""

LANGUAGE = "Finnish"
COMPOUNDS = False
WORDS: dict[str, str] = {}
