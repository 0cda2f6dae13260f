"""Item response theory for the tests of digital skills: numbers in, numbers out.

The live path (`curves`, `responses`, `quadrature`, `ability`, `decision`, `selection`, `stopping`; for groups `gain`,
`needs`, `pairs`) needs NumPy only. `calibration` and `estimator` also need SciPy and scikit-learn and run in the worker.
"""
