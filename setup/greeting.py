"""What ./run prints once the page answers: the address and how each kind of person gets in."""

import json
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent


def greeting(address: str, demonstration: Path) -> str:
    """Return the lines; `demonstration` is the file with the ways in, absent in a real installation."""
    if not demonstration.exists():
        return (WORDS / "greeting-real.txt").read_text(encoding="utf-8").format(address=address)
    ways_in: dict[str, Any] = json.loads(demonstration.read_text(encoding="utf-8"))
    valid = [paper["code"] for paper in ways_in["certificates"] if paper["state"] == "valid"]
    return (
        (WORDS / "greeting.txt")
        .read_text(encoding="utf-8")
        .format(
            address=address,
            room=ways_in["room"]["code"],
            seat=next(iter(ways_in["room"]["seats"]), "–"),
            trainer_email=ways_in["trainer"]["email"],
            trainer_password=ways_in["trainer"]["password"],
            administrator_email=ways_in["administrator"]["email"],
            administrator_password=ways_in["administrator"]["password"],
            certificate=next(iter(valid), ""),
            file=demonstration,
        )
    )
