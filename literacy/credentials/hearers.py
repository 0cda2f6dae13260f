"""What credentials hear from below and write in the sender's transaction."""

import uuid

from literacy.assessment.queries import result_of_sitting
from literacy.core import outbox
from literacy.core.signals import credential_status_changed, person_changed, sitting_voided
from literacy.credentials import course_awards, queries, service


@credential_status_changed.connect
def ask_for_new_status_lists(_sender: object, *, credential_id: uuid.UUID) -> None:
    """A status changed: the published lists are signed anew by the worker."""
    outbox.enqueue("sign_status_lists", because_of=credential_id.hex)


@sitting_voided.connect
def revoke_what_rests_on_it(_sender: object, *, sitting_id: uuid.UUID) -> None:
    """A sitting was declared void: neither its certificate nor that of a course which asked for it holds any more."""
    result = result_of_sitting(sitting_id)
    if result is None:
        return
    of_test = service.credential_of_result(result.result_id)
    of_courses = course_awards.resting_on(result.result_id, result.learner_id)
    for credential_id in [*([of_test] if of_test else []), *of_courses]:
        if queries.holds(credential_id):
            service.revoke(credential_id, "sitting_void", actor="hearer")


@person_changed.connect
def give_up_what_waits_for_a_signature(_sender: object, *, learner_id: uuid.UUID, change: str) -> None:
    """A person was erased: a certificate that nobody signed yet has no name any more, so it never will be."""
    if change == "erased":
        for credential_id in queries.unsigned_of(learner_id):
            service.revoke(credential_id, "holder", actor="hearer")
