"""Stored data sets with their expected values; `data/SOURCES.md` says where they come from."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Expected:
    """What an independent engine found for one model of one data set."""

    values: dict[str, Any]

    @property
    def log_likelihood(self) -> float:
        return float(self.values["logLik"])

    @property
    def slopes(self) -> NDArray[np.float64]:
        return np.array([row["a1"] for row in self.values["slope_intercept"]])

    @property
    def intercepts(self) -> NDArray[np.float64]:
        """Items x raw scores above zero."""
        return self._intercepts_of("slope_intercept")

    @property
    def slope_errors(self) -> NDArray[np.float64]:
        return np.array([row["a1"] for row in self.values["SE_oakes_slope_intercept"]])

    @property
    def intercept_errors(self) -> NDArray[np.float64]:
        return self._intercepts_of("SE_oakes_slope_intercept")

    def _intercepts_of(self, table: str) -> NDArray[np.float64]:
        names = [name for name in self.values[table][0] if name.startswith("d") and name != "d0"]
        return np.array([[row[name] for name in names] for row in self.values[table]])


class Reference:
    """Reads responses and expected values."""

    @staticmethod
    def responses(name: str) -> NDArray[np.float64]:
        """Persons x items, NaN where missing; frequency tables spread out into persons."""
        with (DATA / f"{name}.csv").open(encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        matrix = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
        if header[-1].lower() == "freq":
            matrix = np.repeat(matrix[:, :-1], matrix[:, -1].astype(int), axis=0)
        return matrix - 1 if name == "science" else matrix

    @staticmethod
    def expected(name: str, model: str) -> Expected:
        stored = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        return Expected(stored["models"][model])

    @staticmethod
    def patterns(name: str) -> NDArray[np.float64]:
        """Rows of a frequency table, each once, in the order of the expected scores."""
        with (DATA / f"{name}.csv").open(encoding="utf-8") as lines:
            return np.array([[float(cell) for cell in row[:-1]] for row in list(csv.reader(lines))[1:]])


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference()
