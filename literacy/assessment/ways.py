"""Where a sitting leads: to the item that waits, to the end, to the result, or to what became of it."""

from flask import url_for

from literacy.assessment import queries
from literacy.assessment.queries import Standing


def following(standing: Standing, position: int | None, *, reported: bool = False) -> str:
    """Return the address of the item at a position, or of the end; the item's page may thank for a report."""
    if position is None:
        return url_for("assessment.finish", code=standing.code)
    return url_for("assessment.item", code=standing.code, position=position, reported=1 if reported else None)


def place_of(standing: Standing, *, reported: bool = False) -> str:
    """Return the address that shows where a sitting stands now."""
    if standing.voided_at is not None:
        return url_for("assessment.voided", code=standing.code)
    if standing.finished_at is not None:
        finished = queries.result_of_sitting(standing.sitting_id)
        return url_for("results.show", code=finished.code if finished else "")
    return following(standing, standing.position if standing.presentation_id else None, reported=reported)
