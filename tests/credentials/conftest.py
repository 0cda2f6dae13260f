"""A certificate with boring values, ready to be changed in one place."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from literacy.credentials import keys, proof
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.document import StatusPlace, credential_document
from literacy.credentials.facts import CertificateFacts

CODE = "KH26-7XQ2-RT9M-ZP4K-D8WB-3C"
HOST = "literacy.example"
ISSUED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BORING = {
    "code": CODE,
    "credential_id": "urn:uuid:0190a5f0-1111-7000-8000-000000000001",
    "holder_name_uk": "Дем’ян В’юненко-Їжакевич",
    "holder_name_latin": "Demian Viunenko-Yizhakevych",
    "role": "teacher",
    "item_count": 36,
    "level": "intermediate",
    "level_probability": 0.864,
    "other_level": None,
    "other_probability": 0.0,
    "firm": True,
    "top_merged": True,
    "gauge_estimate": 2.5,
    "gauge_low": 1.8,
    "gauge_high": 2.9,
    "supervised": True,
    "identity_check": "document_seen",
    "open_bank": True,
    "provisional": True,
    "sittings_count": 212,
    "bank_release": "2026.11-ab12cd34",
    "scale_version": "1",
    "does_percent": 41,
    "issued_at": ISSUED,
    "valid_until": ISSUED.replace(year=2027),
    "issuer_name_uk": "Цифрова Херсонщина",
    "issuer_name_en": "Digital Kherson Region",
    "signatory_name_uk": "Соломія Вигадана",
    "signatory_name_en": "Solomiia Vyhadana",
    "signatory_post_uk": "керівниця програми",
    "signatory_post_en": "Head of Programme",
    "host": HOST,
    "verify_address": f"HTTPS://LITERACY.EXAMPLE/V/{CODE}",
    "simulated": False,
}
_ALIKE = (
    "code",
    "credential_id",
    "issued_at",
    "host",
    "verify_address",
    "simulated",
    "holder_name_uk",
    "holder_name_latin",
)
BORING_COURSE = {
    name: value for name, value in BORING.items() if name in _ALIKE or name.startswith(("issuer", "sign"))
} | {
    "register_number": "2026/000123",
    "course_id": "urn:uuid:0190a5f0-2222-7000-8000-000000000001",
    "document_kind": "teachers",
    "title_uk": "Безпечні цифрові інструменти на уроці",
    "title_en": "Safe digital tools in class",
    "role": "teacher",
    "hours": 16.0,
    "ects": 0.5,
    "outcomes": (
        ("Добирає матеріали для уроку й перевіряє, чи можна ними користуватися", "Chooses materials that may be used"),
        ("Захищає облікові записи школи та дані дітей", "Protects the school’s accounts and the children’s data"),
        ("Помічає ознаки шахрайства й пояснює їх іншим", "Notices signs of fraud and explains them to others"),
    ),
    "began_on": date(2026, 11, 3),
    "ended_on": date(2026, 12, 4),
    "units_attended": 7,
    "units_held": 8,
    "minutes_attended": 870,
    "minutes_held": 960,
    "tests": "before_and_after",
    "test_before": True,
    "test_after": True,
}
WITH_LEVEL = {"level": "intermediate", "level_probability": 0.864, "top_merged": True, "provisional": True}
WIDEST = {
    "holder_name_uk": "Олександра-Вікторія Максиміліанівна Добровольська-Знам’янська Кропивницька",
    "holder_name_latin": "Oleksandra-Viktoriia Maksymilianivna Dobrovolska-Znamianska Kropyvnytska",
    "role": "civil_servant",
    "level_probability": 0.56,
    "other_level": "advanced",
    "other_probability": 0.40,
    "firm": False,
    "gauge_low": 0.7,
    "gauge_high": 3.6,
    "identity_check": "known_to_staff",
    "sittings_count": 12345,
    "host": "a-long-name.digital.kherson-region.gov.ua",
    "simulated": True,
    "replaces_earlier": True,
}


@pytest.fixture(scope="session")
def make_facts() -> Callable[..., CertificateFacts]:
    return lambda **changes: CertificateFacts(**(BORING | changes))


@pytest.fixture(scope="session")
def facts(make_facts) -> CertificateFacts:
    return make_facts()


@pytest.fixture(scope="session")
def borderline(make_facts) -> CertificateFacts:
    return make_facts(**WIDEST)


@pytest.fixture(scope="session")
def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="session")
def method(signing_key) -> str:
    return keys.verification_method(HOST, keys.key_id(signing_key.public_key()))


@pytest.fixture(scope="session")
def status_places() -> tuple[StatusPlace, StatusPlace]:
    return (
        StatusPlace("revocation", f"https://{HOST}/status/revocation", 94567),
        StatusPlace("suspension", f"https://{HOST}/status/suspension", 94567),
    )


@pytest.fixture(scope="session")
def unsigned(facts, status_places) -> proof.Document:
    return credential_document(facts, *status_places)


@pytest.fixture(scope="session")
def signed_bytes(unsigned, signing_key, method) -> bytes:
    return json.dumps(proof.sign(unsigned, signing_key, method, ISSUED), ensure_ascii=False).encode()


@pytest.fixture
def signed(signed_bytes) -> proof.Document:
    """Return a fresh copy that a test may spoil."""
    return json.loads(signed_bytes)


@pytest.fixture(scope="session")
def make_course_facts() -> Callable[..., CourseCertificateFacts]:
    return lambda **changes: CourseCertificateFacts(**(BORING_COURSE | changes))


@pytest.fixture(scope="session")
def course_facts(make_course_facts) -> CourseCertificateFacts:
    return make_course_facts()
