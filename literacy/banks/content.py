"""What stands in a bank besides items: specifications, standards, parameter sets. Unknown fields are refused."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from literacy.banks.schema import AREAS, CORE, Bilingual, ItemId, ShortText, Strict

CompetenceCode = Annotated[str, StringConstraints(pattern=r"^[1-6]\.[1-9]$")]
Role = Literal["citizen", "civil_servant", "teacher", "doctor"]


class Specification(Strict):
    """What a role's test is made of: so many items an area from the core and from the role's own share."""

    role: Role
    version: int = Field(ge=1)
    title: Bilingual
    items_an_area: dict[str, int]
    delivery: Literal["provisional"]

    @property
    def length(self) -> int:
        """How many items a sitting has."""
        return len(AREAS) * sum(self.items_an_area.values())

    @model_validator(mode="after")
    def _core_and_own_share(self) -> "Specification":
        if not set(self.items_an_area) <= {CORE, self.role} or CORE not in self.items_an_area:
            raise ValueError(f"items_an_area names {CORE} and, if the role has a share of its own, {self.role}")
        if any(count < 1 for count in self.items_an_area.values()):
            raise ValueError("at least one item an area for each share named")
        return self


class CutScore(Strict):
    """Where a level begins, in logits, with its standard error."""

    level: Literal["foundation", "intermediate", "advanced", "highly_specialised"]
    theta: float
    standard_error: float = Field(gt=0)


class CutScoreRecord(Strict):
    """The cut scores in force for a role and how they were set, with the maker named truthfully."""

    role: Role
    date: date
    scale_version: ShortText
    stage: Literal["provisional", "operational"]
    method: Bilingual
    by: ShortText
    cut_scores: list[CutScore] = Field(min_length=4, max_length=4)

    @property
    def thetas(self) -> tuple[float, ...]:
        """The four cuts, rising."""
        return tuple(cut.theta for cut in self.cut_scores)

    @model_validator(mode="after")
    def _rising(self) -> "CutScoreRecord":
        if list(self.thetas) != sorted(set(self.thetas)):
            raise ValueError("cut scores that rise from level to level")
        return self


class ItemParameterEntry(Strict):
    """The parameters of one item version: slope, lower asymptote, step difficulties, and how unsure they are."""

    id: ItemId
    version: int = Field(ge=1)
    a: float = Field(gt=0, le=8)
    c: float = Field(ge=0, lt=1)
    steps: list[float] = Field(min_length=1, max_length=3)
    sd_b: float = Field(ge=0)


class ParameterSetFile(Strict):
    """Item parameters with where they come from."""

    date: date
    scale_version: ShortText
    stage: Literal["provisional", "operational"]
    method: Bilingual
    sample_size: int = Field(ge=0)
    approved_by: ShortText | None
    items: list[ItemParameterEntry] = Field(min_length=1)


class Competence(Strict):
    """A competence of a framework; `confirmed` says whether its wording was checked against the framework itself."""

    code: CompetenceCode
    uk: ShortText
    en: ShortText
    confirmed: bool


class Framework(Strict):
    """The framework that items are sorted by."""

    name: Bilingual
    version: int = Field(ge=1)
    source: Bilingual
    competences: list[Competence] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_code_once(self) -> "Framework":
        codes = [competence.code for competence in self.competences]
        if len(set(codes)) != len(codes):
            raise ValueError("each code once")
        return self
