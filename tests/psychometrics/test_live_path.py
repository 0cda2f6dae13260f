"""What a learner's request touches needs NumPy and the standard library only."""

import subprocess
import sys

LIVE = (
    "ability",
    "completion",
    "curves",
    "decision",
    "draws",
    "interpolation",
    "quadrature",
    "responses",
    "selection",
    "stopping",
)


def heavy_after_importing(*modules: str) -> set[str]:
    """Heavy packages that a fresh interpreter holds after importing these modules of the library."""
    imports = "; ".join(f"import literacy.psychometrics.{module}" for module in modules)
    program = f"{imports}; import sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {"scipy", "sklearn", "pandas", "joblib"} & set(found.stdout.split())


def test_live_modules_import_nothing_heavy() -> None:
    assert heavy_after_importing(*LIVE) == set()


def test_the_guard_sees_a_heavy_module() -> None:
    assert "sklearn" in heavy_after_importing("estimator")
