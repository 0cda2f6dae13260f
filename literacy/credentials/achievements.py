"""What a credential says of its subject: the achievement of a test, or of a course. Pure."""

from typing import Any
from urllib.parse import urlsplit

from literacy.assessment.scoring import LEVELS
from literacy.core.language import percent, t
from literacy.credentials.course_facts import CourseCertificateFacts
from literacy.credentials.facts import AWARDABLE, CertificateFacts, level_heading, level_name
from literacy.credentials.issued import IssuedFacts
from literacy.credentials.proof import Document, Listed, Maybe

DOCUMENT_LANGUAGE = "uk"


def base_address(facts: IssuedFacts) -> str:
    """Return the installation's address: https://literacy.example."""
    parts = urlsplit(facts.verify_address.lower())
    return f"{parts.scheme}://{parts.netloc}"


def achievement_name(facts: IssuedFacts) -> str:
    """Return what the credential is called."""
    if isinstance(facts, CourseCertificateFacts):
        return facts.title(DOCUMENT_LANGUAGE)
    return _test_name(_test(facts))


def subject(facts: IssuedFacts) -> Document:
    """Return what is said of the subject besides her name and the printed fields."""
    if isinstance(facts, CourseCertificateFacts):
        return _course_subject(facts)
    test = _test(facts)
    return {"achievement": _test_achievement(test), "result": _results(_bank(test), test.level, test.level_probability)}


def _test(facts: IssuedFacts) -> CertificateFacts:
    if not isinstance(facts, CertificateFacts):
        raise TypeError(f"no credential for {type(facts).__name__}")
    return facts


def _bank(facts: CertificateFacts | CourseCertificateFacts) -> str:
    return f"{base_address(facts)}/banks/{facts.role}"


def _test_name(facts: CertificateFacts) -> str:
    return t(
        "certificate_achievement.name",
        lang=DOCUMENT_LANGUAGE,
        level=level_name(facts.level, top_merged=facts.top_merged, lang=DOCUMENT_LANGUAGE),
        assessment=t(f"certificate_values.{facts.role}", lang=DOCUMENT_LANGUAGE),
    )


def _test_achievement(facts: CertificateFacts) -> Document:
    merged = facts.top_merged and facts.level == LEVELS[-2]
    meaning = t(f"certificate_levels.{'top_merged' if merged else facts.level}_means", lang=DOCUMENT_LANGUAGE)
    heading = level_heading(facts.level, top_merged=facts.top_merged, lang=DOCUMENT_LANGUAGE)
    return {
        "id": f"{_bank(facts)}#{facts.level}",
        "type": ["Achievement"],
        "achievementType": "Assessment",
        "name": _test_name(facts),
        "description": t("certificate_achievement.description", lang=DOCUMENT_LANGUAGE),
        "criteria": {"narrative": f"{heading}. {meaning}"},
        "inLanguage": DOCUMENT_LANGUAGE,
        "resultDescription": _result_descriptions(_bank(facts)),
    }


def _result_descriptions(bank: str) -> list[Document]:
    return [
        {
            "id": f"{bank}#result-level",
            "type": ["ResultDescription"],
            "name": t("certificate_fields.level", lang=DOCUMENT_LANGUAGE),
            "resultType": "PerformanceLevel",
            "allowedValue": list(AWARDABLE),
        },
        {
            "id": f"{bank}#result-probability",
            "type": ["ResultDescription"],
            "name": t("certificate_fields.probability", lang=DOCUMENT_LANGUAGE),
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
        },
    ]


def _results(bank: str, level: str, probability: float) -> list[Document]:
    return [
        {"type": ["Result"], "resultDescription": f"{bank}#result-level", "value": level},
        {"type": ["Result"], "resultDescription": f"{bank}#result-probability", "value": str(percent(probability))},
    ]


def _course_subject(facts: CourseCertificateFacts) -> Document:
    achievement: Document = {
        "id": facts.course_id,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": facts.title(DOCUMENT_LANGUAGE),
        "description": f"{facts.kind_words(DOCUMENT_LANGUAGE)}. {facts.volume(DOCUMENT_LANGUAGE)}.",
        "criteria": {"narrative": _outcomes_told(facts)},
        "inLanguage": DOCUMENT_LANGUAGE,
    }
    said: Document = {
        "achievement": achievement,
        "activityStartDate": facts.began_on.isoformat(),
        "activityEndDate": facts.ended_on.isoformat(),
    }
    if facts.ects:
        achievement["creditsAvailable"] = said["creditsEarned"] = _number(facts.ects)
    if facts.level is not None:
        achievement["resultDescription"] = _result_descriptions(_bank(facts))
        said["result"] = _results(_bank(facts), facts.level, facts.level_probability)
    return said


def _outcomes_told(facts: CourseCertificateFacts) -> str:
    """Return the outcomes as a list, or the volume alone of a course that names none."""
    if not facts.outcomes:
        return f"{facts.volume(DOCUMENT_LANGUAGE)}."
    lines = [t("course_certificate.outcomes_title", lang=DOCUMENT_LANGUAGE) + ":"]
    lines += [f"{place}. {text}" for place, text in enumerate(facts.outcome_texts(DOCUMENT_LANGUAGE), start=1)]
    return "\n".join(lines)


def _number(value: float) -> float:
    """Return a number as every JSON-LD library canonicalises it alike: a whole one without its decimals."""
    return int(value) if value == int(value) else value


_RESULT_SHAPE = {"type": ("Result",), "resultDescription": str, "value": str}
_DESCRIPTION_SHAPE = {"id": str, "type": ("ResultDescription",), "name": str}
_DESCRIPTIONS_SHAPE = (
    {**_DESCRIPTION_SHAPE, "resultType": "PerformanceLevel", "allowedValue": AWARDABLE},
    {**_DESCRIPTION_SHAPE, "resultType": "Percent", "valueMin": "0", "valueMax": "100"},
)
_RESULTS_SHAPE = Listed(_RESULT_SHAPE, least=2, most=2, distinct="resultDescription")


def _achievement_shape(kind: str) -> dict[str, Any]:
    return {
        "id": str,
        "type": ("Achievement",),
        "achievementType": kind,
        "name": str,
        "description": str,
        "criteria": {"narrative": str},
        "inLanguage": DOCUMENT_LANGUAGE,
    }


_ANY_SUBJECT = {
    "type": ("AchievementSubject",),
    "identifier": Listed(
        {"type": "IdentityObject", "hashed": False, "identityHash": str, "identityType": "name"},
        least=1,
        most=2,
        distinct="identityHash",
    ),
    "narrative": str,
}
SUBJECT_SHAPES: dict[str, dict[str, Any]] = {
    "test": {
        **_ANY_SUBJECT,
        "achievement": {**_achievement_shape("Assessment"), "resultDescription": _DESCRIPTIONS_SHAPE},
        "result": _RESULTS_SHAPE,
    },
    "course": {
        **_ANY_SUBJECT,
        "achievement": {
            **_achievement_shape("Course"),
            "creditsAvailable": Maybe(float),
            "resultDescription": Maybe(_DESCRIPTIONS_SHAPE),
        },
        "activityStartDate": str,
        "activityEndDate": str,
        "creditsEarned": Maybe(float),
        "result": Maybe(_RESULTS_SHAPE),
    },
}
"""What a subject looks like, by `Credential.kind`."""
