"""Do the intervals of gains hold what they say, and do needs and pairs? On simulated people, with a named reference.

The reference is the difference of two EAP scores, each as shown to the learner (prior N(0, 1)), with the root of the sum of
squared errors: what a page would show that had only the scores. Items are those of a role's bank. "Same" means that both
tests have the same items; "other" that the later one has items of the same kind, with difficulties of their own. Seeded.

    .venv/bin/python -m benchmarks.gain --people 2000
"""

import argparse
from collections.abc import Iterator, Sequence

import numpy as np

from literacy.banks.loading import BankFolders, pool_of
from literacy.banks.ratings import item_parameters
from literacy.psychometrics.ability import ScoringTable, estimates, scoring_table
from literacy.psychometrics.curves import FloatArray, ItemParameters, category_probabilities
from literacy.psychometrics.gain import gain_table, gains, group_gain
from literacy.psychometrics.needs import group_profile, standings
from literacy.psychometrics.pairs import paired

ABILITIES, GAINS = (-2.0, -1.0, 0.0, 1.0, 2.0), (0.0, 0.5, 1.0)
GROUP, PEOPLE_A_BANK = 12, 20
SPREAD, GAIN_SPREAD = 0.8, 0.3


class Bank:
    """The items of a role, and again as many of the same kind for a later test with other items."""

    def __init__(self, role: str, rng: np.random.Generator) -> None:
        bank = BankFolders().bank
        entries = {(entry.id, entry.version): entry for entry in bank.parameters.items}
        self.items = pool_of(bank.items, role)
        self.rng = rng
        self.rated = _doubled(item_parameters([entries[item.id, item.version] for item in self.items]))
        self.known = with_sd(self.rated, 0.0)
        self.half = self.rated.n_items // 2

    def truth(self, sd_b: float) -> FloatArray:
        """Draw true difficulties about the rated ones."""
        return self.rated.steps + (self.rng.standard_normal(self.rated.n_items) * sd_b)[:, None]

    def sit(self, theta: FloatArray, steps: FloatArray, *, other: bool, moved: FloatArray | None = None) -> FloatArray:
        """Let people answer the first or the other half of the items; `moved` are offsets by item."""
        items = [place + (self.half if other else 0) for place in range(self.half)]
        own = self.known.taking(items)
        shifted = steps[items] - (0 if moved is None else moved[:, None])
        chances = category_probabilities(_with_steps(own, shifted), theta).cumsum(axis=1)
        drawn = (chances < self.rng.random((len(items), 1, len(theta)))).sum(axis=1)
        found = np.full((len(theta), self.rated.n_items), np.nan)
        found[:, items] = np.minimum(drawn, own.max_raw_scores[:, None]).T
        return found


def _doubled(rated: ItemParameters) -> ItemParameters:
    ids = (*rated.item_ids, *(f"{item_id} other" for item_id in rated.item_ids))
    return ItemParameters(ids, *(np.concatenate([each, each]) for each in (rated.a, rated.c, rated.steps, rated.sd_b)))


def with_sd(items: ItemParameters, sd_b: float) -> ItemParameters:
    """Return the items with this doubt about each difficulty."""
    return ItemParameters(items.item_ids, items.a, items.c, items.steps, np.full(items.n_items, sd_b))


def _with_steps(items: ItemParameters, steps: FloatArray) -> ItemParameters:
    return ItemParameters(items.item_ids, items.a, items.c, steps, np.zeros(items.n_items))


def naive(table: ScoringTable, before: FloatArray, after: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The difference of two scores and its error."""
    (first, first_error), (last, last_error) = (estimates(table, each) for each in (before, after))
    return last - first, np.hypot(first_error, last_error)


def persons(bank: Bank, people: int, sd_b: float, *, other: bool) -> Iterator[str]:
    """Yield coverage, bias and share shown, ours and the reference's, at each gain and ability."""
    ours, reference = gain_table(with_sd(bank.rated, sd_b)), scoring_table(with_sd(bank.rated, sd_b))
    for gain in GAINS:
        cells = []
        for ability in ABILITIES:
            sat = [
                _pair(bank, np.full(PEOPLE_A_BANK, ability), gain, sd_b, other) for _ in range(people // PEOPLE_A_BANK)
            ]
            before, after = (np.vstack(each) for each in zip(*sat, strict=True))
            found, (score, error) = gains(ours, before, after), naive(reference, before, after)
            cells.append(
                (
                    np.mean((found.low <= gain) & (gain <= found.high)),
                    np.mean(np.abs(score - gain) <= 1.96 * error),
                    found.mean.mean() - gain,
                    score.mean() - gain,
                    np.mean(found.low > 0),
                )
            )
        columns = list(zip(*cells, strict=True))
        yield f"  gain {gain:.1f}  held " + _row(columns[0], ".3f") + "   reference " + _row(columns[1], ".3f")
        yield "            bias " + _row(columns[2], "+.2f") + "   reference " + _row(columns[3], "+.2f")
        yield "           shown " + _row(columns[4], ".2f")


def _pair(bank: Bank, theta: FloatArray, gain: float, sd_b: float, other: bool) -> tuple[FloatArray, FloatArray]:
    steps = bank.truth(sd_b)
    return bank.sit(theta, steps, other=False), bank.sit(theta + gain, steps, other=other)


def _row(figures: Sequence[float], form: str) -> str:
    return " ".join(format(float(figure), form) for figure in figures)


def groups(bank: Bank, trials: int, sd_b: float, *, other: bool) -> Iterator[str]:
    """Yield coverage of a group's mean gain, for all items and for one area, and how often no gain is called one."""
    area = np.array([item.area == bank.items[0].area for item in bank.items] * 2)
    table = scoring_table(bank.known)
    for mean in (-1.5, 0.0, 1.0):
        for gain in (0.0, 0.5):
            held, shown = np.zeros((2, trials)), np.zeros((2, trials))
            for trial in range(trials):
                theta = mean + SPREAD * bank.rng.standard_normal(GROUP)
                grown = theta + gain + GAIN_SPREAD * bank.rng.standard_normal(GROUP)
                steps = bank.truth(sd_b)
                before, after = bank.sit(theta, steps, other=False), bank.sit(grown, steps, other=other)
                for which, items in enumerate((np.ones_like(area), area)):
                    told = group_gain(table, np.where(items, before, np.nan), np.where(items, after, np.nan), sd_b).gain
                    held[which, trial] = told.low <= (grown - theta).mean() <= told.high
                    shown[which, trial] = told.low > 0
            yield (
                f"  mean {mean:+.1f} gain {gain:.1f}  held {held[0].mean():.3f}  called a gain {shown[0].mean():.2f}"
                f"   one area: held {held[1].mean():.3f}  called a gain {shown[1].mean():.2f}"
            )


def selected(bank: Bank, trials: int) -> Iterator[str]:
    """Yield what is measured of groups that were selected low and did not grow at all."""
    table, known = scoring_table(bank.known), scoring_table(bank.known)
    ways = {"by ability": 0, "by another test": 1, "by the test before": 2}
    for way, which in ways.items():
        ours, reference, fakes = [], [], 0
        for _ in range(trials):
            theta, steps = bank.rng.standard_normal(4 * GROUP), bank.truth(0.0)
            before, placed = bank.sit(theta, steps, other=False), bank.sit(theta, steps, other=True)
            by = (theta, estimates(known, placed)[0], estimates(known, before)[0])[which]
            low = np.argsort(by)[:GROUP]
            after = bank.sit(theta[low], steps, other=True)
            told = group_gain(table, before[low], after).gain
            ours.append(told.mean)
            fakes += told.low > 0
            reference.append(naive(known, before[low], after)[0].mean())
        yield (
            f"  selected {way:19} measured gain {np.mean(ours):+.3f}  called a gain {fakes / trials:.2f}"
            f"   reference {np.mean(reference):+.3f}"
        )


def needs(bank: Bank, trials: int) -> Iterator[str]:
    """Yield how many needs are named and how many of these are right, and the same of pairs."""
    known = scoring_table(bank.known.taking(range(bank.half)))
    codes = sorted({item.competence for item in bank.items})
    skills = np.array([codes.index(item.competence) for item in bank.items])
    for sd_b in (0.8, 0.25):
        for spread in (0.0, 0.3, 0.5, 0.8):
            named = right = any_named = pairs = pairs_right = 0
            for _ in range(trials):
                offsets = spread * bank.rng.standard_normal(len(codes))
                theta = SPREAD * bank.rng.standard_normal(GROUP) - 0.3
                sat = bank.sit(theta, bank.truth(sd_b), other=False, moved=offsets[skills])[:, : bank.half]
                profile = group_profile(known, sat, skills, sd_b)
                found = profile.needs()
                named, any_named = named + len(found), any_named + bool(found)
                right += sum(offsets[skill] < np.median(offsets) for skill in found)
                stood = [standings(known, sat, skills == skill, float(profile.offsets[skill])) for skill in found] or [
                    estimates(known, sat)
                ]
                means, doubts = (np.column_stack(each) for each in zip(*stood, strict=True))
                matched = paired(means, doubts)
                pairs += len(matched)
                pairs_right += sum(theta[pair.helper] > theta[pair.learner] for pair in matched)
            share = f"{right / named:.2f}" if named and spread else "   –"
            yield (
                f"  sd(b) {sd_b:.2f} profile {spread:.1f}  groups with a need {any_named / trials:.2f}  needs a group "
                f"{named / trials:.2f}  truly in the weaker half {share}   pairs a group {pairs / trials:.1f}"
                f"  truly the stronger {pairs_right / max(pairs, 1):.3f}"
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=2000, help="simulated people at each gain and ability")
    parser.add_argument("--groups", type=int, default=400, help="simulated groups in each case")
    parser.add_argument("--role", default="citizen")
    parser.add_argument("--seed", type=int, default=1)
    wishes = parser.parse_args()
    bank = Bank(wishes.role, np.random.default_rng(wishes.seed))
    print(f"abilities {' '.join(f'{each:+.0f}' for each in ABILITIES)}; {bank.half} items a test")
    for sd_b in (0.0, 0.8):
        for other in (False, True):
            kind = "other" if other else "same"
            _show(f"persons, sd(b) {sd_b}, {kind} items", persons(bank, wishes.people, sd_b, other=other))
            _show(f"groups of {GROUP}, sd(b) {sd_b}, {kind} items", groups(bank, wishes.groups, sd_b, other=other))
    _show(f"groups of {GROUP} of {4 * GROUP} that did not grow, other items", selected(bank, wishes.groups))
    _show(f"needs and pairs, groups of {GROUP}", needs(bank, wishes.groups))


def _show(title: str, lines: Iterator[str]) -> None:
    print(title)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
