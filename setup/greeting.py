"""What ./run prints once the page answers: the address and how each kind of person gets in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent


def greeting(address: str, ways_in: Mapping[str, Any], kept: Path) -> str:
    """Return the lines; `ways_in` is the demonstration's document, empty in a real installation."""
    if not ways_in:
        return (WORDS / "greeting-real.txt").read_text(encoding="utf-8").format(address=address)
    valid = [paper["code"] for paper in ways_in.get("certificates", []) if paper["state"] == "valid"]
    words = (WORDS / "greeting.txt").read_text(encoding="utf-8")
    return words.format(
        address=address,
        room=ways_in["room"]["code"],
        seat=ways_in["room"]["seats"][-1],
        check="/".join(["v", *valid[:1]]),
        trainer=ways_in["trainer"],
        administrator=ways_in["administrator"],
        file=kept,
    )
