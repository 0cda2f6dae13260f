"""What a course may be: the paper of its certificate has room for so much, a document of law asks for outcomes. Pure."""

from collections.abc import Sequence

from literacy.core.errors import Reason

# What the paper has room for, both sides together; a test draws courses at these limits.
MOST_OUTCOMES, LONGEST_OUTCOMES, LONGEST_TITLE = 10, 1200, 160
MOST_MODULES, LONGEST_MODULE, MOST_HOURS = 20, 160, 1000
# In Ukraine a credit of the ECTS is thirty hours.
HOURS_A_CREDIT = 30
# Documents that by law say what was learnt.
NEED_OUTCOMES = ("teachers", "doctors")


def reasons_against_course(titles: Sequence[str], outcomes: Sequence[Sequence[str]]) -> list[Reason]:
    """Return what in a course itself stands against a certificate: the paper has room for so much, in each language."""
    reasons = []
    if max(map(len, titles)) > LONGEST_TITLE:
        reasons.append(Reason("course_title_long", {"most": LONGEST_TITLE, "have": max(map(len, titles))}))
    longest = max((sum(len(text) for text in language) for language in zip(*outcomes, strict=True)), default=0)
    if len(outcomes) > MOST_OUTCOMES or longest > LONGEST_OUTCOMES:
        reasons.append(Reason("course_outcomes_long", {"most": MOST_OUTCOMES, "signs": LONGEST_OUTCOMES}))
    return reasons
