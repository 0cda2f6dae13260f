"""The shape of the attendance list: what each row shows, what was typed into it, what is to be mended or decided."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from literacy.core import identifiers, issued_ids
from literacy.core.language import t
from literacy.training.books import CAME, Noted
from literacy.training.intake import MARK_REASONS, Told
from literacy.training.models import MARKS, TrainingSession
from literacy.training.roster import Roster, Row
from literacy.training.walk_ins import LONGEST_NICKNAME

MOST_MINUTES = 14 * 60
# A row is about 700 bytes, and a page at most 25 KB.
ROWS_A_PAGE = 25
_MARK, _WALK_IN = "attendance mark", "walk-in"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as it is shown: `stamp` carries the card, an issued mark id and the mark that this page shows."""

    number: int
    row: Row
    stamp: str
    chosen: str
    minutes: str
    trouble: str = ""
    other: Noted | None = None

    @property
    def name(self) -> str:
        """How the list calls the person."""
        return self.row.called.name


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """The list as a page shows it, or as it came back from one."""

    roster: Roster
    rows: tuple[ListRow, ...]
    walk_in: str
    nickname: str = ""
    reason: str = ""
    reason_trouble: str = ""
    nickname_trouble: str = ""
    told: tuple[Told, ...] = ()
    part: int = 1

    @property
    def parts(self) -> int:
        """How many pages the list takes."""
        return max(1, -(-len(self.rows) // ROWS_A_PAGE))

    @property
    def on_page(self) -> tuple[ListRow, ...]:
        """The rows of this page."""
        return self.rows[(self.part - 1) * ROWS_A_PAGE : self.part * ROWS_A_PAGE]

    def at_part(self, text: str) -> "AttendanceList":
        """Return the list at the page that somebody asks for; the first one where that is none."""
        part = int(text) if text.isascii() and text.isdigit() else 1
        return replace(self, part=part if 1 <= part <= self.parts else 1)

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """What is to be mended, each with the field that it is at."""
        found = [(f"mark{row.number}", f"{row.name}: {row.trouble}") for row in self.rows if row.trouble]
        found += [("reason", self.reason_trouble)] if self.reason_trouble else []
        return found + ([("nickname", self.nickname_trouble)] if self.nickname_trouble else [])

    @property
    def walk_in_id(self) -> uuid.UUID:
        """The id of the mark of whoever is added on this page."""
        return uuid.UUID(hex=self.walk_in.partition(".")[0])


def fresh_list(training_session: TrainingSession, roster: Roster) -> AttendanceList:
    """Return the list as it stands."""
    rows = [_fresh(training_session, number, row) for number, row in enumerate(roster.rows, start=1)]
    return AttendanceList(roster, tuple(rows), issued_ids.issue(_WALK_IN, training_session.id))


def _fresh(training_session: TrainingSession, number: int, row: Row) -> ListRow:
    held = row.holding
    minutes = "" if held is None or held.minutes is None else str(held.minutes)
    return ListRow(number, row, _stamp(training_session, row), (held.mark or "") if held else "", minutes)


def _stamp(training_session: TrainingSession, row: Row) -> str:
    issued = issued_ids.issue(_MARK, f"{training_session.id} {row.learner_id}")
    return f"{row.called.card_number} {issued} {row.holding.id.hex if row.holding else ''}".strip()


def posted_list(
    training_session: TrainingSession,
    roster: Roster,
    posted: Mapping[str, str],
    *,
    held: int | None,
    needs_nickname: bool = False,
) -> AttendanceList:
    """Read the list that came back. `held` is how many minutes the session lasted, once it is over."""
    sent = {stamp.split(" ")[0]: (name[3:], stamp) for name, stamp in posted.items() if name.startswith("row")}
    walk_in = posted.get("walk_in", "")
    rows, told = [], []
    for number, row in enumerate(roster.rows, start=1):
        if row.called.card_number not in sent:
            rows.append(_fresh(training_session, number, row))
            continue
        place, stamp = sent[row.called.card_number]
        chosen, _, minutes = posted.get(f"mark{place}", "").partition(":")
        minutes = (minutes or posted.get(f"minutes{place}", "")).strip()[:6]
        if "all" in posted and not chosen and row.holding is None:
            chosen = "present"
        trouble = "" if _as_it_was(row, chosen, minutes) else _trouble(chosen, minutes, held)
        rows.append(ListRow(number, row, stamp, chosen, minutes, trouble))
        if not trouble:
            told += [_told(training_session, row, stamp, chosen, minutes)]
    issued = issued_ids.accept(walk_in, _WALK_IN, training_session.id)
    return AttendanceList(
        roster=roster,
        rows=tuple(rows),
        walk_in=walk_in if issued else issued_ids.issue(_WALK_IN, training_session.id),
        nickname=posted.get("nickname", "").strip(),
        reason=posted.get("reason", "") if posted.get("reason") in MARK_REASONS else "",
        nickname_trouble=_nickname_trouble(posted.get("nickname", "").strip(), needed=needs_nickname),
        told=tuple(each for each in told if each is not None),
    )


def _as_it_was(row: Row, chosen: str, minutes: str) -> bool:
    """Say whether a row came back as it is stored: corrected times may have made its minutes too many, not its page."""
    stored = row.holding
    return stored is not None and (stored.mark, str(stored.minutes or "")) == (chosen, minutes)


def _trouble(chosen: str, minutes: str, held: int | None) -> str:
    if not minutes:
        return ""
    if not (minutes.isascii() and minutes.isdigit()) or int(minutes) > MOST_MINUTES:
        return t("attendance.minutes_expected")
    if not chosen:
        return t("attendance.minutes_without_mark")
    if chosen not in CAME:
        return t("attendance.minutes_of_who_came")
    if held is not None and int(minutes) > held:
        return t("attendance.minutes_too_many", n=held)
    return ""


def _nickname_trouble(nickname: str, *, needed: bool) -> str:
    if needed and not nickname:
        return t("attendance.nickname_missing")
    return t("attendance.nickname_long", most=LONGEST_NICKNAME) if len(nickname) > LONGEST_NICKNAME else ""


def _told(training_session: TrainingSession, row: Row, stamp: str, chosen: str, minutes: str) -> Told | None:
    if chosen not in MARKS:
        return None
    _, issued, seen = (*stamp.split(" "), "", "")[:3]
    return Told(
        row.learner_id,
        chosen,
        int(minutes) if minutes else None,
        seen=_hex(seen),
        id=issued_ids.accept(issued, _MARK, f"{training_session.id} {row.learner_id}") or identifiers.new_id(),
    )


def _hex(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return None


def undecided(
    training_session: TrainingSession,
    listed: AttendanceList,
    roster: Roster,
    conflicts: Collection[uuid.UUID],
    *,
    reason_needed: bool,
) -> AttendanceList:
    """Return the list with both versions of what was marked otherwise meanwhile, and the question why."""
    rows = []
    for shown in listed.rows:
        now = roster.of(shown.row.learner_id)
        if now is None or shown.row.learner_id not in conflicts:
            rows.append(shown)
        elif now.holding is None:  # taken back meanwhile: only to be looked at once more
            rows.append(
                replace(shown, row=now, stamp=_stamp(training_session, now), trouble=t("attendance.look_again"))
            )
        else:
            both = t("attendance.choose_version")
            stamp = _stamp(training_session, now)
            rows.append(replace(shown, row=now, stamp=stamp, other=now.holding, trouble=both))
    asked = t("attendance.reason_missing") if reason_needed and not conflicts else ""
    return replace(listed, roster=roster, rows=tuple(rows), reason_trouble=asked)
