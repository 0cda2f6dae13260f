"""The world in which every route is tried: two libraries, three cohorts, their people, and everybody's browsers.

`own` is led by the trainer, `colleague` is of the same library and led by somebody else, `foreign` is of another one.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from literacy.accounts import learners, people, registration
from literacy.accounts.registration import Registration
from literacy.assessment import invigilation, queries
from literacy.core import clock, identifiers
from literacy.core.db import db
from literacy.core.identifiers import code_of_id
from literacy.credentials import course_awards
from literacy.credentials import service as credentials
from literacy.credentials.models import Credential
from literacy.rooms import service as rooms
from literacy.rooms.models import Seat
from literacy.training import attendance, cohorts, consultations
from literacy.training.attendance import NewMark
from literacy.training.consultations import Help
from literacy.training.libraries import keep_classroom
from literacy.training.models import Cohort, Course, Library, TrainingSession
from tests.credentials.courses import hold
from tests.factories import NAME, Seated, finish, make_cohort, make_library, make_session, make_sitting, standing
from tests.staff import begin_sign_in, make_staff

PLACES = ("own", "colleague", "foreign")
# Of each place a registered person, who also calls herself something and left a number; nothing like it stands elsewhere.
NICKNAMES = {"own": "Ґалочка", "colleague": "Їжачка", "foreign": "Євшанка"}
SURNAMES = {"own": "Ґерданівна", "colleague": "Їжакевич", "foreign": "Євшан-Зілля"}
PHONES = {"own": "0671110001", "colleague": "0672220002", "foreign": "0673330003"}
HOLDERS_NAME = NAME.name_uk


@dataclass(frozen=True)
class Actor:
    """Somebody with a browser. Staff have a role; `cookie` is what the browser remembers."""

    name: str
    role: str = ""
    library: str = ""
    cookie: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Thing:
    """An object with an address: where it stands (nowhere: no library), who leads it, whose it is, what belongs to it."""

    kind: str
    label: str
    code: str
    library: str = ""
    leaders: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    children: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Secret:
    """Words that say who somebody is, and the person whom they stand for."""

    words: tuple[str, ...]
    person: Thing


@dataclass
class World:
    """Everybody and everything."""

    actors: dict[str, Actor] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    arguments: dict[str, str | int] = field(default_factory=dict)

    def add(self, thing: Thing) -> Thing:
        """Put a thing into the world."""
        self.things.setdefault(thing.kind, []).append(thing)
        return thing


def build() -> World:
    """Make the world, by the product's own verbs."""
    world = World()
    libraries = {"own": make_library(), "foreign": make_library()}
    libraries["colleague"] = libraries["own"]
    accounts = _staff(world, libraries)
    for label in PLACES:
        _place(world, label, libraries[label], accounts[label])
    for label, library in (("own", libraries["own"]), ("foreign", libraries["foreign"])):
        code = db.session.get(Library, library).code
        keep_classroom(library, "Зала", 8, actor="test")
        world.add(Thing("library", label, code, library=label))
    world.add(Thing("course", "own", db.session.query(Course).first().code))
    world.add(Thing("account", "own", code_of_id(accounts["colleague"])))
    _learners(world, libraries)
    return world


def _staff(world: World, libraries: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    """Sign everybody in; return who leads at each place."""
    for role in ("trainer", "coordinator", "region", "author", "administrator"):
        library = "own" if role in ("trainer", "coordinator") else ""
        account_id = make_staff(role, libraries.get(library))
        world.actors[role] = Actor(role, role, library, {"staff": begin_sign_in(account_id)})
        if role == "trainer":
            trainer = account_id
    return {
        "own": trainer,
        "colleague": make_staff("trainer", libraries["own"]),
        "foreign": make_staff("trainer", libraries["foreign"]),
    }


def _place(world: World, label: str, library_id: uuid.UUID, leader: uuid.UUID) -> None:
    """Make a cohort with a person, a session that goes on with its room open, and help given to her alone."""
    library = "foreign" if label == "foreign" else "own"
    leaders = frozenset({"trainer"} if label == "own" else ())
    course = {"least_sessions": 1, "hours": 8.0, "tests": "none", "test_rule": "none"}
    cohort_id = make_cohort(library_id=library_id, leaders=[leader], **course)
    told = Registration(NICKNAMES[label], name_uk=f"Текля {SURNAMES[label]}", phone=PHONES[label])
    learner_id = registration.register(told, actor="test")
    cohorts.enrol(cohort_id, learner_id, actor="test")
    number = _awarded(cohort_id, learner_id)
    session_id = make_session(start=clock.now() - timedelta(minutes=30), cohort_id=cohort_id)
    rooms.open_room(session_id, actor="test", learner_ids=[learner_id], spare=2)
    attendance.note_marks(session_id, [NewMark(learner_id, "present")], source="list", actor="test")
    helped = Help("consultation", "device", "done", clock.now(), 10, learner_id)
    consultations.record_consultation(library_id, leader, helped)
    card = people.called([learner_id])[learner_id].card_number
    stands = {"library": library, "leaders": leaders}
    children: dict[str, str | int] = {"card": card, "number": 1}
    person = world.add(Thing("person", label, card, **stands))
    held = children | {"number": number}
    world.add(Thing("cohort", label, db.session.get(Cohort, cohort_id).code, children=held, **stands))
    world.add(Thing("own_certificate", label, number))
    world.add(Thing("session", label, db.session.get(TrainingSession, session_id).code, children=children, **stands))
    world.secrets.append(Secret((NICKNAMES[label], SURNAMES[label], PHONES[label]), person))


def _awarded(cohort_id: uuid.UUID, learner_id: uuid.UUID) -> str:
    """Let somebody come to a session yesterday and have the certificate of the course; return its number."""
    start = clock.now() - timedelta(days=1)
    session_id = hold(cohort_id, start)
    attendance.note_marks(session_id, [NewMark(learner_id, "present")], source="list", actor="test")
    credential_id = course_awards.award_to_member(cohort_id, learner_id, actor="test")
    return db.session.get(Credential, credential_id).code


def _learners(world: World, libraries: dict[str, uuid.UUID]) -> None:
    """Seat a learner in the middle of a test; give another one a result, a certificate and a holder's key."""
    room = rooms.open_drop_in(libraries["foreign"], 3, actor="test")
    taken = [rooms.take_seat(room.room_id, code, identifiers.new_id()) for _, code in room.seats[:2]]
    seated, holder = (Seated(each.learner_id, each.seat_id, room.code, "") for each in taken)
    registration.describe(holder.learner_id, Registration("Власниця"), actor="test")
    result = finish(make_sitting(seated=holder))
    credential_id = credentials.award(result.result_id, NAME, identifiers.new_id())
    certificate = db.session.get(Credential, credential_id).code
    own_result = finish(make_sitting(seated=seated))
    code = make_sitting(seated=seated, role="teacher")
    waiting = standing(code)
    invigilation.report_item(waiting.presentation_id, seated.learner_id, "mistake", "")
    entry = db.session.get(Seat, seated.seat_id).current_entry_id
    world.actors["seated"] = Actor("seated", cookie={"entry": entry.hex})
    world.actors["holder"] = Actor("holder", cookie={"holder": holder.learner_id.hex})
    world.actors["nobody"] = Actor("nobody")
    for owner, facts in (("holder", result), ("seated", own_result)):
        world.add(Thing("result", owner, facts.code, owners=frozenset({owner})))
    for owner, sitting in (("seated", code), ("holder", queries.standing_of(_code_of(result)).code)):
        owners = frozenset({owner} if owner == "seated" else ())
        world.add(Thing("sitting", owner, sitting, owners=owners, children={"position": waiting.position}))
    world.add(Thing("certificate", "own", certificate))
    world.add(Thing("own_certificate", "holder", certificate, owners=frozenset({"holder"})))
    held = Thing(
        "person", "holder", people.called([holder.learner_id])[holder.learner_id].card_number, library="foreign"
    )
    world.add(held)
    world.secrets.append(Secret((HOLDERS_NAME, "Власниця", learners.holder_key_of(holder.learner_id)), held))
    world.arguments |= {"item": waiting.item_id, "version": waiting.item_version}


def _code_of(result: queries.ResultFacts) -> str:
    return db.session.scalars(db.select(queries.Sitting.code).where(queries.Sitting.id == result.sitting_id)).one()
