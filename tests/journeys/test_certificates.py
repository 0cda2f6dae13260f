"""From the result to a certificate that an employer checks, and what an employer sees after it was revoked."""

import io
import json
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from literacy.core.db import db
from literacy.core.language import NBSP, t
from literacy.core.transaction import reading, transaction
from literacy.credentials.models import Credential
from tests.journeys.house import open_house
from tests.journeys.right_answers import sit_knowingly
from tests.journeys.test_again import in_cyrillic

GIVEN_NAME, SURNAME = "Оксана", "Випробувальна"
LATIN = "Oksana Vyprobuvalna"


class Holder:
    """Somebody with a certificate."""

    def __init__(self, house) -> None:
        self.robot = house.robot(role="teacher", given_name=GIVEN_NAME, surname=SURNAME, latin="")
        self.result = sit_knowingly(house, self.robot).path
        self.page = f"{self.result}/certificate"
        self.robot.open(self.page)
        self.preview = self.robot.go_on(latin="")
        self.waiting = self.robot.go_on()
        assert house.work_off() >= 1
        self.ready = self.robot.open(self.page)
        self.code = re.search(r"KH26(-[0-9A-Z]{4}){4}-[0-9A-Z]{2}", self.ready.text).group()


@pytest.fixture(scope="module")
def holder(house):
    return Holder(house)


def plain(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())


def test_the_name_is_previewed_then_confirmed_then_the_worker_signs(holder):
    assert SURNAME in holder.preview.text
    assert LATIN in holder.preview.text
    assert holder.waiting.path == holder.page
    assert holder.waiting.says(t("certificate_page.waiting_title"))
    assert f"{holder.page}.pdf" not in holder.waiting.links
    assert holder.ready.says(t("certificate_page.ready_title"))
    assert f"{holder.page}.pdf" in holder.ready.links


def test_the_pdf_is_the_holders_and_says_the_name_and_the_number(holder, house):
    reply = holder.robot.look(f"{holder.page}.pdf")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/pdf")
    document = PdfReader(io.BytesIO(reply.body))
    text = plain(" ".join(page.extract_text() for page in document.pages))
    for part in (SURNAME, LATIN, holder.code):
        assert part in text
    assert list(document.attachments) == ["credential.json"]
    assert house.stranger().look(f"{holder.page}.pdf").status == 404


@pytest.mark.parametrize(
    "typing",
    [
        str,
        str.lower,
        in_cyrillic,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: in_cyrillic(code.lower().replace("-", "")),
        lambda code: code.removeprefix("KH26-"),
    ],
)
@pytest.mark.parametrize("way", ["address", "form"])
def test_an_employer_types_the_number_however_it_comes(holder, house, typing, way):
    employer = house.stranger()
    typed = typing(holder.code)
    if way == "address":
        employer.open(f"/v/{typed}")
    else:
        employer.open("/v")
        employer.go_on(number=typed)
    assert employer.here.status == 200
    assert employer.here.says(t("verify_states.valid_title"))
    assert holder.code in employer.here.text
    assert SURNAME not in employer.here.html
    assert LATIN.split()[1] not in employer.here.html


def test_the_address_in_upper_case_is_the_same_page(holder, house):
    employer = house.stranger()
    assert employer.open(f"/V/{holder.code}").says(t("verify_states.valid_title"))


@pytest.mark.parametrize("language", ["uk", "en"])
def test_page_and_machine_say_the_same(holder, house, language):
    employer = house.stranger()
    employer.open(f"/language/{language}")
    page = employer.open(f"/v/{holder.code}")
    reports = [
        json.loads(employer.look(f"/api/v1/verify/{holder.code}").body),
        json.loads(employer.look(f"/v/{holder.code}", Accept="application/json").body),
    ]
    for report in reports:
        assert report.pop("checked_at")
    assert reports[0] == reports[1]
    assert set(reports[0]) == {"state", "code", "simulated", "fields", "status", "reasons", "superseded"}
    assert (reports[0]["state"], reports[0]["code"]) == ("valid", holder.code)
    text = plain(page.text)
    for name, value in reports[0]["fields"].items():
        assert plain(name) in text
        assert plain(value) in text
    assert SURNAME not in json.dumps(reports[0], ensure_ascii=False)


@pytest.mark.parametrize("typed", [SURNAME, SURNAME.lower(), f" {SURNAME} ", LATIN.split()[1].upper()])
def test_the_surname_on_the_paper_shows_the_name(holder, house, typed):
    employer = house.stranger()
    employer.open(f"/v/{holder.code}")
    employer.go_on(surname=typed)
    assert f"{GIVEN_NAME} {SURNAME}" in employer.here.text
    assert LATIN in employer.here.text


def test_another_surname_shows_nothing(holder, house):
    employer = house.stranger()
    employer.open(f"/v/{holder.code}")
    employer.go_on(surname="Інша")
    assert employer.here.says(t("verify.surname_mismatch"))
    assert SURNAME not in employer.here.html
    assert GIVEN_NAME not in employer.here.html


def test_the_machine_answers_for_a_surname_too(holder, house):
    client = house.app.test_client()
    right = client.post(f"/api/v1/verify/{holder.code}", json={"surname": SURNAME}).json
    wrong = client.post(f"/api/v1/verify/{holder.code}", json={"surname": "Інша"}).json
    assert right["holder_matches"] is True
    assert right["holder"] == {"name_uk": f"{GIVEN_NAME} {SURNAME}", "name_latin": LATIN}
    assert wrong["holder_matches"] is False
    assert "holder" not in wrong


def test_a_mistyped_and_an_unknown_number_are_told_apart(holder, house):
    employer = house.stranger()
    wrong = holder.code[:-1] + ("0" if holder.code[-1] != "0" else "1")
    assert employer.open(f"/v/{wrong}").says(t("verify_states.mistyped_title"))
    assert employer.open("/v/KH26-0000-0000-0000-0000-00").says(t("verify_states.unknown_title"))


def test_after_a_revocation_the_next_look_says_so(house):
    holder, employer = Holder(house), house.stranger()
    assert house.command("credentials", "verify", holder.code).returncode == 0
    assert employer.open(f"/v/{holder.code}").says(t("verify_states.valid_title"))
    done = house.command("credentials", "revoke", holder.code, "--reason", "error", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "revoked"
    page = employer.open(f"/v/{holder.code}")
    assert page.says(t("verify_states.revoked_title"))
    assert not page.says(t("verify_states.valid_title"))
    report = json.loads(employer.look(f"/api/v1/verify/{holder.code}").body)
    assert (report["state"], report["status"]["reason"]) == ("revoked", "error")
    asked = house.command("credentials", "verify", holder.code, "--json")
    assert asked.returncode == 1
    assert json.loads(asked.stdout)["state"] == "revoked"


def test_below_foundation_there_is_no_certificate_but_a_way_on(house):
    robot = house.robot(role="citizen", given_name=GIVEN_NAME, surname=SURNAME, latin="")
    robot.open("/join")
    robot.walk_to_item(1)
    while "/items/" in robot.here.path:
        robot.press("skip")
    robot.go_on()
    robot.press("skip")
    result = robot.here
    assert result.says(t("result.below_foundation_heading"))
    assert result.says(t("result.way_on"))
    assert f"{result.path}/certificate" not in result.links
    refusal = robot.open(f"{result.path}/certificate")
    assert refusal.status == 200
    assert refusal.says(t("refusal.below_foundation"))
    token = [("csrf_token", result.form_to("/leave").of_kind("hidden")[0].value)]
    named = [*token, ("given_name", GIVEN_NAME), ("surname", SURNAME)]
    assert robot.send_only(f"{result.path}/certificate", named).status == 303
    before = certificates(house)
    confirmed = robot.send_only(f"{result.path}/certificate/confirm", named)
    assert confirmed.status < 500
    assert certificates(house) == before


def certificates(house) -> int:
    with house.app.app_context(), reading(), transaction():
        return db.session.scalar(select(func.count()).select_from(Credential))


def test_without_a_public_address_a_certificate_waits_and_says_why(tmp_path):
    with open_house(tmp_path / "data", "sqlite", base_url="") as house:
        robot = house.robot(role="citizen", given_name=GIVEN_NAME, surname=SURNAME, latin="")
        result = sit_knowingly(house, robot).path
        robot.open(f"{result}/certificate")
        robot.go_on()
        robot.go_on()
        house.work_off()
        page = robot.open(f"{result}/certificate")
        assert page.says(t("certificate_page.no_address"))
        assert robot.look(f"{result}/certificate.pdf").status == 404
