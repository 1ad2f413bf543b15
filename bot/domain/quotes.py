"""Double quotes in what people type, in all the shapes that keyboards and telephones make of them."""

QUOTE = '"'
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", QUOTE))


def straight(text: str) -> str:
    """The text with every kind of double quote as `"`; no letter moves."""
    return text.translate(QUOTES)


def unquoted(text: str) -> str:
    """The text without the one pair of quotes that stands around all of it."""
    text = text.strip()
    plain = straight(text)
    is_wholly = len(text) > 1 and plain[0] == plain[-1] == QUOTE and QUOTE not in plain[1:-1]
    return text[1:-1].strip() if is_wholly else text
