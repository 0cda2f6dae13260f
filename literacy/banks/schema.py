"""What an item is: the fields of a bank file, by format. Unknown fields are refused.

Field names are those of the files, but for `key`, which is `keyed` here: the word alone would mean too much.
Faults that have a rule of their own in the linter carry its id as the error's type.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from literacy.banks.questions import QUESTION_KINDS, Generator, Question

AREAS = ("basics", "information", "content", "communication", "safety", "problem_solving")
LEVELS = ("foundation", "intermediate", "advanced", "highly_specialised")
ROLES = ("citizen", "civil_servant", "teacher", "doctor")
CORE = "core"
PREFIXES = {"CO": CORE, "CS": "civil_servant", "TE": "teacher", "DO": "doctor"}
SCORED_STATUSES = ("provisional", "operational")

Status = Literal["draft", "review", "pretest", "provisional", "operational", "suspended", "retired"]
Level = Literal["foundation", "intermediate", "advanced", "highly_specialised"]
Cognitive = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
SourceKind = Literal["practice", "guidance", "licence", "generated", "law", "regulation"]
ItemId = Annotated[str, StringConstraints(pattern=r"^(CO|CS|TE|DO)-[1-6]\.[1-9]-\d{4}$")]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"\S")]
Seed = Annotated[int, Field(ge=0, lt=2**53)]


def fault(rule: str, message: str, *at: str | int) -> PydanticCustomError:
    """Return a schema fault that names its linter rule and the place in the item."""
    return PydanticCustomError(rule, "{message}", {"message": message, "at": at})


class Strict(BaseModel):
    """Ground of everything that stands in a bank file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Bilingual(Strict):
    """One text in both languages; Ukrainian is the source."""

    uk: Text
    en: Text

    def in_language(self, lang: str) -> str:
        """Return the text in a language: "uk" or "en"."""
        return self.en if lang == "en" else self.uk


class Option(Strict):
    """An answer option."""

    id: OptionId
    uk: ShortText
    en: ShortText
    keyed: bool = Field(default=False, alias="key")
    why: Bilingual | None = None

    def in_language(self, lang: str) -> str:
        """Return the label in a language: "uk" or "en"."""
        return self.en if lang == "en" else self.uk


class Source(Strict):
    """What the item rests on."""

    uk: ShortText
    en: ShortText
    kind: SourceKind
    ref: ShortText | None = None
    checked: date | None = None
    review_by: date | None = None


class Prior(Strict):
    """A rating of the difficulty in logits before any data, with its maker."""

    b: float = Field(ge=-4, le=4)
    sd: float = Field(ge=0.8, le=3, description="a rating is never surer than 0.8 logits")
    method: ShortText
    by: ShortText


class Sample(Strict):
    """An answer with the raw score that it must get."""

    answer: str | list[str] | None
    raw_score: int = Field(ge=0, le=3)
    seed: Seed | None = None


class Scoring(Strict):
    """A raw-scoring rule from the closed list, and the highest raw score."""

    rule: Literal["right_option", "hits_minus_false", "exact_or_one_swap", "exact_number", "exact_time"]
    max: int = Field(ge=1, le=3)


class _Item(Strict):
    """What items of every format have."""

    id: ItemId
    version: int = Field(ge=1)
    status: Status
    title: Bilingual
    competence: Annotated[str, StringConstraints(pattern=r"^[1-6]\.[1-9]$")]
    also: dict[str, str] = Field(default_factory=dict)
    level: Level
    cognitive: Cognitive
    evidence: Literal["knows", "does"]
    stem: Bilingual
    stimulus: Bilingual | None = None
    scoring: Scoring
    why: Bilingual | None = None
    source: Source
    prior: Prior
    enemies: list[ItemId] = Field(default_factory=list)
    time_hint_seconds: int = Field(ge=5, le=600)
    samples: list[Sample] = Field(min_length=1, max_length=60)
    author: ShortText
    created: date

    @property
    def area(self) -> str:
        """The area, read from the item's number."""
        return AREAS[int(self.id[3]) - 1]

    @property
    def share(self) -> str:
        """Whose item this is: "core" or a role."""
        return PREFIXES[self.id[:2]]

    @property
    def max_raw_score(self) -> int:
        """The highest raw score."""
        return self.scoring.max

    @model_validator(mode="after")
    def _id_names_the_competence(self) -> Self:
        if self.id[3:6] != self.competence:
            raise fault("L01", f"the competence of the id, {self.id[3:6]}", "competence")
        if self.id in self.enemies:
            raise fault("L01", "other items: an item is no enemy of itself", "enemies")
        return self

    def _require_scoring(self, rules: Iterable[str], maxima: Iterable[int]) -> None:
        if self.scoring.rule not in tuple(rules):
            raise fault("L01", f"a rule of this format: {' or '.join(rules)}", "scoring", "rule")
        if self.scoring.max not in tuple(maxima):
            raise fault("L01", f"max {' or '.join(map(str, maxima))}", "scoring", "max")


def _require_different_options(options: list[Option]) -> None:
    for field in ("id", "uk", "en"):
        seen: set[str] = set()
        for index, option in enumerate(options):
            value = str(getattr(option, field)).casefold()
            if value in seen:
                raise fault("L01", f"another {field}: two options have the same", "options", index, field)
            seen.add(value)


class SingleChoice(_Item):
    """Pick one of four."""

    format: Literal["single_choice"]
    options: list[Option] = Field(min_length=4, max_length=4)

    @property
    def keyed_ids(self) -> tuple[str, ...]:
        """Ids of the right options."""
        return tuple(option.id for option in self.options if option.keyed)

    @model_validator(mode="after")
    def _one_right_option(self) -> Self:
        _require_different_options(self.options)
        if len(self.keyed_ids) != 1:
            raise fault("L02", f"exactly one option with key: true, not {len(self.keyed_ids)}", "options")
        self._require_scoring(("right_option",), (1,))
        return self


class MultiSelect(_Item):
    """Mark all that apply, five to seven options."""

    format: Literal["multi_select"]
    options: list[Option] = Field(min_length=5, max_length=7)

    @property
    def keyed_ids(self) -> tuple[str, ...]:
        """Ids of the right options."""
        return tuple(option.id for option in self.options if option.keyed)

    @model_validator(mode="after")
    def _some_right_some_wrong(self) -> Self:
        _require_different_options(self.options)
        right = len(self.keyed_ids)
        if right < 2 or len(self.options) - right < 2:
            raise fault("L02", "at least two options with key: true and two without", "options")
        self._require_scoring(("hits_minus_false",), range(2, min(right, 3) + 1))
        return self


class Order(_Item):
    """Put four or five things in order."""

    format: Literal["order"]
    options: list[Option] = Field(min_length=4, max_length=5)
    answer: list[OptionId]

    @model_validator(mode="after")
    def _right_order(self) -> Self:
        _require_different_options(self.options)
        written = [option.id for option in self.options]
        if sorted(self.answer) != sorted(written):
            raise fault("L02", "each option id exactly once", "answer")
        if any(option.keyed for option in self.options):
            raise fault("L02", "no key: true here, the right order stands in `answer`", "options")
        if swaps_away(written, self.answer) <= 1:
            raise fault("L02", "options written in an order that is neither right nor one swap from it", "options")
        self._require_scoring(("exact_or_one_swap",), (2,))
        return self


class ShortAnswer(_Item):
    """Read or work something out of a generated table and type it."""

    format: Literal["short_answer"]
    generator: Generator
    question: Question
    unit: Bilingual | None = None

    @model_validator(mode="after")
    def _question_suits_the_generator(self) -> Self:
        kinds = QUESTION_KINDS[self.generator.name]
        if self.question.kind not in kinds:
            raise fault("L01", f"a question of {self.generator.name}: {' or '.join(kinds)}", "question", "kind")
        timed = self.question.kind == "latest_departure"
        self._require_scoring(("exact_time",) if timed else ("exact_number",), (1,))
        for index, sample in enumerate(self.samples):
            if sample.seed is None:
                raise fault("L01", "a seed: the table of this sample is made from it", "samples", index)
        return self


def swaps_away(order: list[str], right: list[str]) -> int:
    """Return 0 for the right order, 1 for one swap of neighbours, 2 for anything else."""
    wrong = [place for place, (one, other) in enumerate(zip(order, right, strict=True)) if one != other]
    if not wrong:
        return 0
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return 1
    return 2


Item = SingleChoice | MultiSelect | Order | ShortAnswer
ITEM: TypeAdapter[Item] = TypeAdapter(Annotated[Item, Field(discriminator="format")])


def item_content(item: Item) -> dict[str, Any]:
    """Return an item as the plain values of its file, everything spelt out."""
    content: dict[str, Any] = item.model_dump(mode="json", by_alias=True)
    return content
