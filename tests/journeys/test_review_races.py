"""What happens at the same moment, on both engines: a double click, a finish during an answer, a revocation."""

import threading

import pytest

from literacy import worker
from literacy.assessment import delivery, queries, service
from literacy.core import identifiers, installation
from literacy.core.transaction import transaction
from literacy.credentials import service as credentials_service
from literacy.credentials import signing
from literacy.verification.service import verify_code
from tests import factories

PATIENCE_SECONDS = 20


def within(house, verb):
    """Run a verb as a request of its own."""
    with house.app.app_context(), transaction():
        return verb()


def together(house, *verbs):
    """Run verbs at the same time, each as a request of its own; return what each gave."""
    outcomes = {}

    def run(place, verb):
        try:
            outcomes[place] = within(house, verb)
        except Exception as error:  # noqa: BLE001 - shown by the test that compares outcomes
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return [outcomes.get(place) for place in range(len(verbs))]


def be_public(monkeypatch):
    """Let certificates be signed: there is a public name."""
    here = installation.here()
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"base_url": "https://literacy.example"}))


@pytest.mark.parametrize("one_page", [True, False])
def test_starts_at_the_same_moment_are_one_sitting(house, one_page):
    for _ in range(3):
        who = within(house, factories.make_seated)
        ids = [identifiers.new_id()] * 3 if one_page else [identifiers.new_id() for _ in range(3)]
        verbs = [
            lambda start_id=start_id, who=who: service.start_sitting(who.learner_id, who.seat_id, "citizen", start_id)
            for start_id in ids
        ]
        codes = together(house, *verbs)
        assert len(set(codes)) == 1, codes
        assert within(house, lambda code=codes[0]: queries.standing_of(code)) is not None


def test_wishes_for_a_certificate_at_the_same_moment_are_one(house):
    result = within(house, lambda: factories.finish(factories.make_sitting()))
    wish = lambda: credentials_service.award(result.result_id, factories.NAME, identifiers.new_id())  # noqa: E731
    awarded = together(house, wish, wish, wish)
    assert awarded == [within(house, lambda: credentials_service.credential_of_result(result.result_id))] * 3


def test_optional_answers_sent_twice_at_the_same_moment_are_kept_once(house):
    who = within(house, factories.make_seated)
    sent = lambda: service.keep_profile(who.learner_id, {"sex": "female"})  # noqa: E731
    assert together(house, sent, sent, sent) == [None] * 3


def test_a_finish_during_an_answer_counts_the_answer_or_refuses_it(house, monkeypatch):
    """An answer in the middle of its transaction: the result that is frozen meanwhile misses nothing that is kept."""
    code = within(house, factories.make_sitting)
    within(house, lambda: factories.answer_one(code))
    sitting_id = within(house, lambda: factories.standing(code)).sitting_id
    in_the_middle, real = threading.Event(), delivery.next_item

    def slow(*arguments, **named):
        in_the_middle.set()
        threading.Event().wait(0.5)
        return real(*arguments, **named)

    monkeypatch.setattr(delivery, "next_item", slow)

    def finish():
        assert in_the_middle.wait(PATIENCE_SECONDS)
        return service.finish_sitting(sitting_id)

    _, result_code = together(house, lambda: factories.answer_one(code), finish)
    document = within(house, lambda: queries.result_by_code(result_code)).document
    kept = within(house, lambda: queries.answered_items(sitting_id))
    assert document["outcome"]["n_items"] == len(kept) == within(house, lambda: factories.standing(code)).answered


def test_a_revocation_during_the_signing_stays(house, monkeypatch):
    be_public(monkeypatch)
    credential_id = within(house, factories.make_award)
    signing_began, real = threading.Event(), signing.learners.seal_for

    def slow(*arguments):
        signing_began.set()
        threading.Event().wait(0.5)
        return real(*arguments)

    monkeypatch.setattr(signing.learners, "seal_for", slow)

    def revoke():
        assert signing_began.wait(PATIENCE_SECONDS)
        credentials_service.revoke(credential_id, "error", actor="test")

    assert together(house, lambda: signing.sign_credential(credential_id), revoke) == [True, None]
    code = within(house, lambda: credentials_service.code_of(credential_id))
    assert within(house, lambda: verify_code(code)).state == "revoked"


def test_nobody_waits_for_a_pdf(house, monkeypatch):
    be_public(monkeypatch)
    credential_id = within(house, factories.make_award)
    real, waited = signing.pdf.render, []

    def meanwhile(*arguments):
        thread = threading.Thread(target=within, args=(house, factories.make_seated))
        thread.start()
        thread.join(PATIENCE_SECONDS / 10)
        waited.append(thread.is_alive())
        return real(*arguments)

    monkeypatch.setattr(signing.pdf, "render", meanwhile)
    with house.app.app_context():
        while worker.work_off():
            pass
    assert set(waited) == {False}
    code = within(house, lambda: credentials_service.code_of(credential_id))
    assert within(house, lambda: verify_code(code)).state == "valid"
