"""Marks that must never leave the house: in a bank's keys and rationales, and the many ways a name may be written down."""

import base64
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

from literacy.banks.loading import Bank
from literacy.banks.reading import item_from_content
from literacy.banks.schema import Item, item_content

MARK = "QZ"
_numbers = itertools.count(1)


def _mark() -> str:
    return f"{MARK}{next(_numbers):06d}"


def marked_bank(bank: Bank) -> Bank:
    """Return the bank with a mark in every option id, rationale, source, author and title, all else unchanged."""
    return replace(bank, items=tuple(marked_item(item) for item in bank.items))


def marked_item(item: Item) -> Item:
    """Return the item with marks in what no page may show."""
    content = item_content(item)
    for option in content.get("options", ()):
        if option.get("why"):
            option["why"] = _marked_texts(option["why"])
    renamed = {option["id"]: _mark() for option in content.get("options", ())}
    for option in content.get("options", ()):
        option["id"] = renamed[option["id"]]
    if "answer" in content:
        content["answer"] = [renamed[option_id] for option_id in content["answer"]]
    for sample in content["samples"]:
        sample["answer"] = _renamed(sample["answer"], renamed)
    for name in ("why", "title"):
        if content.get(name):
            content[name] = _marked_texts(content[name])
    content["source"] |= _marked_texts(content["source"])
    content["author"] = _mark()
    return item_from_content(content)


def _marked_texts(texts: dict[str, Any]) -> dict[str, str]:
    return {language: f"{texts[language]} {_mark()}" for language in ("uk", "en")}


def _renamed(answer: Any, renamed: dict[str, str]) -> Any:
    if isinstance(answer, list):
        return [renamed.get(part, part) for part in answer]
    return renamed.get(answer, answer)


def cookie_contents(header: str) -> str:
    """Return what a browser's cookie says to whoever decodes it: Flask signs its cookie, it does not hide it."""
    value = header.partition("=")[2].partition(";")[0]
    payload = value.removeprefix(".").partition(".")[0]
    try:
        plain = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return (zlib.decompress(plain) if value.startswith(".") else plain).decode()
    except (ValueError, zlib.error):
        return header


def ways_to_write(name: str) -> dict[str, bytes]:
    """Return a name as bytes in every way that a file may hold it."""
    found: dict[str, bytes] = {}
    for variant in {name, name.lower(), name.upper()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-u"):
            try:
                found[f"{variant} {encoding}"] = variant.encode(encoding)
            except UnicodeEncodeError:
                continue
        escaped = json.dumps(variant)[1:-1]
        found[f"{variant} JSON"] = escaped.encode()
        found[f"{variant} JSON, upper case"] = escaped.upper().replace("\\U", "\\u").encode()
        found[f"{variant} percent"] = quote(variant).encode()
        for shift in range(3):
            found[f"{variant} base64 {shift}"] = _inner_base64(variant.encode(), shift)
    return found


def _inner_base64(plain: bytes, shift: int) -> bytes:
    """Return the part of the Base64 that does not depend on what stands around."""
    packed = base64.b64encode(b"\0" * shift + plain)
    start = 0 if shift == 0 else 4
    return packed[start : len(packed) // 4 * 4 - 4]


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file's bytes; of an archive also what is packed in it."""
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            yield str(path), path.read_bytes()
            if is_zipfile(path):
                with ZipFile(path) as packed:
                    for name in packed.namelist():
                        yield f"{path}: {name}", packed.read(name)


def names_found(files: Iterable[tuple[str, bytes]], names: Iterable[str]) -> list[str]:
    """Return where a name stands, and how it is written there."""
    needles = {way: needle for name in names for way, needle in ways_to_write(name).items()}
    return [f"{place}: {way}" for place, content in files for way, needle in needles.items() if needle in content]
