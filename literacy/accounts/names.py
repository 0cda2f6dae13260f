"""Names of people on certificates: cleaning, the Latin form, masking, comparing surnames. Pure."""

import re
import unicodedata

from literacy.core.errors import Reason, Refused

LONGEST_NAME = 80
MASK_DOTS = "••"
_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’ʼʹ′‛＇"), "’")
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−－"), "-")
_TWINS_TO_CYRILLIC = str.maketrans("ABCEHIKMOPTXYaceiopxyÏï", "АВСЕНІКМОРТХУасеіорхуЇї")
_FOLDED_TWINS = str.maketrans("abcehikmoptxyïґ", "авсенікмортхуїг")
_PATRONYMIC = re.compile(r"(івна|ївна|ович|йович|ьович|ілліч|кузьмич|лукич|хомич)$")

_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_ORDER = str.maketrans({sign: chr(0xE000 + place) for place, sign in enumerate(_ALPHABET)})

# Cabinet of Ministers resolution № 55 of 27 January 2010: the official table. The second form opens a word.
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia", "’": "",
}  # fmt: skip
_LATIN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def cleaned_name(text: str) -> str:
    """Return the name as it will be printed (NFC, one kind of apostrophe and hyphen) or say what to mend."""
    name = _tidied(text)
    words = [_one_alphabet(word) for word in name.split(" ")]
    if len(words) < 2 or not all(_letters(word) for word in words):
        raise Refused([Reason("person_name.too_short")])
    return " ".join(words)


def cleaned_latin(text: str) -> str:
    """Return the Latin form as it will be printed, or say what to mend."""
    name = _tidied(text)
    if not all(_is_latin(sign) for sign in name if sign.isalpha()):
        raise Refused([Reason("person_name.not_latin")])
    if len(name.split(" ")) < 2 or not all(_letters(word) for word in name.split(" ")):
        raise Refused([Reason("person_name.too_short")])
    return name


def latin_form(name: str) -> str:
    """Propose the Latin form by the official table; what the table does not know stays as it is."""
    tidy = unicodedata.normalize("NFC", name).translate(_APOSTROPHES)
    return "".join(_latin_word(part) for part in re.split(r"([\s-])", tidy))


def masked(name: str) -> str:
    """Return the initials and a fixed number of dots: the length of the name does not show."""
    words = name.split()
    if not words:
        return MASK_DOTS
    surname = surname_of(name)
    given = next((word for word in words if word != surname), None)
    return f"{given[0]}. {surname[0]}{MASK_DOTS}" if given else f"{surname[0]}{MASK_DOTS}"


def surname_of(name: str) -> str:
    """Return the surname: the last word, or the first where the last of three is a patronymic."""
    words = name.split()
    if len(words) >= 3 and _is_patronymic(words[-1]) and not any(map(_is_patronymic, words[:-1])):
        return words[0]
    return words[-1] if words else ""


def surname_matches(typed: str, name: str, name_latin: str) -> bool:
    """Say whether what was typed is the surname (or the whole name), in Ukrainian or in the Latin form.

    Case, kinds of apostrophe, hyphen or space and look-alike letters of the other alphabet make no difference.
    """
    if not any(sign.isalpha() for sign in typed):
        return False
    ukrainian = {_folded(form).translate(_FOLDED_TWINS) for form in _forms(name)}
    latin = {_folded(form) for form in _forms(name_latin)}
    wanted = _folded(typed)
    return wanted in latin or wanted.translate(_FOLDED_TWINS) in ukrainian


def alphabetical(name: str) -> str:
    """Return what sorts names as the Ukrainian alphabet does: ґ after г, є after е, і and ї after и."""
    return unicodedata.normalize("NFC", name).casefold().translate(_ORDER)


def _forms(name: str) -> set[str]:
    words = name.split()
    forms = {surname_of(name), name}
    if len(words) >= 3 and not any(map(_is_patronymic, words)):
        forms.add(" ".join(words[-2:]))
    return forms - {""}


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).casefold()
    return "".join(sign for sign in plain if sign.isalpha())


def _is_patronymic(word: str) -> bool:
    return _PATRONYMIC.search(word.casefold()) is not None


def _tidied(text: str) -> str:
    if any(unicodedata.category(sign) in ("Cf", "Co", "Cs", "Cn") for sign in text):
        raise Refused([Reason("person_name.hidden_sign")])
    name = unicodedata.normalize("NFC", " ".join(text.split())).translate(_APOSTROPHES).translate(_HYPHENS)
    for sign in name:
        if not (_is_latin(sign) or _is_cyrillic(sign) if sign.isalpha() else sign in " -’."):
            raise Refused([Reason("person_name.strange_sign", {"sign": sign})])
    if len(name) > LONGEST_NAME:
        raise Refused([Reason("person_name.too_long", {"most": LONGEST_NAME, "have": len(name)})])
    return name


def _letters(word: str) -> bool:
    return any(sign.isalpha() for sign in word)


def _is_latin(sign: str) -> bool:
    return sign.isascii() or "\u00c0" <= sign <= "\u017f"


def _is_cyrillic(sign: str) -> bool:
    # The letters that the certificate's fonts hold.
    return "\u0400" <= sign <= "\u045f" or sign in "Ґґ"


def _one_alphabet(word: str) -> str:
    """Return the word in one alphabet: Latin look-alikes inside a Cyrillic word become what they look like."""
    latin = [sign for sign in word if sign.isalpha() and _is_latin(sign)]
    if not latin or all(_is_latin(sign) for sign in word if sign.isalpha()):
        return word
    mended = word.translate(_TWINS_TO_CYRILLIC)
    if any(sign.isalpha() and _is_latin(sign) for sign in mended):
        raise Refused([Reason("person_name.mixed_alphabets", {"word": word})])
    return mended


def _latin_word(word: str) -> str:
    letters: list[str] = []
    low = word.lower()
    all_capitals = word.isupper() and sum(sign.isalpha() for sign in word) > 1
    for place, sign in enumerate(low):
        latin = _LATIN.get(sign, word[place])
        if place == 0:
            latin = _LATIN_INITIAL.get(sign, latin)
        elif sign == "г" and low[place - 1] == "з":
            latin = "gh"
        if word[place].isupper():
            latin = latin.upper() if all_capitals else latin.capitalize()
        letters.append(latin)
    return "".join(letters)
