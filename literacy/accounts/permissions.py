"""Which role may do what, and to which objects: the one table that every access function asks.

A trainer reaches what she leads or what is of her library, a coordinator her library, the region and the administration
everything. Names of learners are for those who work with them: the region and the administration see numbers.
`tests/web/test_access_matrix.py` tries every route for every role on own and foreign objects and holds it to this table.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Reach(Enum):
    """How far a role reaches in an action."""

    LED = "what she leads herself"
    LIBRARY = "what belongs to her library"
    ALL = "everything"


LED, LIBRARY, ALL = Reach.LED, Reach.LIBRARY, Reach.ALL
_EVERYWHERE = {"trainer": ALL, "coordinator": ALL, "region": ALL, "administrator": ALL}
_WHO_TEACHES = {"trainer": LED, "coordinator": LIBRARY}

MATRIX: dict[str, dict[str, Reach]] = {
    # The day page of whoever teaches.
    "day.see": {"trainer": LIBRARY, "coordinator": LIBRARY},
    "library.see": {"trainer": LIBRARY, "coordinator": LIBRARY, "region": ALL, "administrator": ALL},
    "library.manage": {"coordinator": LIBRARY, "region": ALL, "administrator": ALL},
    "library.add": {"region": ALL, "administrator": ALL},
    # To open a session without a cohort, to help one person, to begin a cohort.
    "library.teach": {"trainer": LIBRARY, "coordinator": LIBRARY},
    "course.see": _EVERYWHERE,
    "course.manage": {"region": ALL, "administrator": ALL},
    "cohort.see": _WHO_TEACHES | {"region": ALL, "administrator": ALL},
    "cohort.people": _WHO_TEACHES,
    "cohort.manage": _WHO_TEACHES,
    "cohort.results": _WHO_TEACHES | {"region": ALL, "administrator": ALL},
    "cohort.certify": _WHO_TEACHES | {"administrator": ALL},
    "session.see": _WHO_TEACHES | {"region": ALL, "administrator": ALL},
    "session.run": _WHO_TEACHES,
    # The room's board stays on the screen while she is away: seat numbers only.
    "session.board": _WHO_TEACHES,
    "person.see": _WHO_TEACHES,
    "person.manage": _WHO_TEACHES,
    "person.erase": {"coordinator": LIBRARY, "administrator": ALL},
    "certificate.manage": {"administrator": ALL},
    "staff.manage": {"administrator": ALL},
    "audit.see": {"administrator": ALL},
    "item_report.see": {"administrator": ALL, "author": ALL},
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object stands: of which library (none: of no library), led by whom."""

    library_id: uuid.UUID | None = None
    leaders: frozenset[uuid.UUID] = frozenset()


NOWHERE = Place()


def permits(
    action: str, role: str, granted_library: uuid.UUID | None, account_id: uuid.UUID, places: Collection[Place]
) -> bool:
    """Say whether a role, granted for a library or (None) for the region, permits an action on an object.

    An object of several places, as a person who learns in two libraries, is reached from any of them; one of no place
    only by who reaches everything.
    """
    reach = MATRIX[action].get(role)
    if reach is None:
        return False
    if not places:
        return reach is ALL and granted_library is None
    return any(_reaches(reach, granted_library, account_id, place) for place in places)


def _reaches(reach: Reach, granted_library: uuid.UUID | None, account_id: uuid.UUID, place: Place) -> bool:
    if granted_library is not None and place.library_id not in (None, granted_library):
        return False
    return reach is not LED or account_id in place.leaders
