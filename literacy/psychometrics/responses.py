"""The border: what comes in as answers is checked here, so that the kernels need not.

Responses are raw scores. One learner's come as item indices with a raw score each; many learners' as an
array persons x items, NaN where an item was not presented. A fraction between two neighbouring raw scores
is fractional credit: it weighs the two log-probabilities.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from literacy.psychometrics.curves import FloatArray

IndexArray = NDArray[np.intp]


def checked_answers(
    item_indices: Sequence[int] | IndexArray,
    raw_scores: Sequence[int] | IndexArray,
    max_raw_scores: IndexArray,
) -> tuple[IndexArray, IndexArray]:
    """One learner's answers in the items' own order, so that the order of answering changes no bit.

    Parameters
    ----------
    item_indices : sequence of k int
        Items answered, each at most once.
    raw_scores : sequence of k whole numbers
        Raw score on each, from 0 to its highest.
    max_raw_scores : array of shape (n,)
        Highest raw score of each item.

    Returns
    -------
    items, raw_scores : arrays of shape (k,)
        Sorted by item.

    Raises
    ------
    ValueError
        If lengths differ, an item is unknown or answered twice, or a raw score is not one of its item's.

    Examples
    --------
    >>> checked_answers([3, 0], [1, 0], np.array([1, 1, 1, 1]))
    (array([0, 3]), array([0, 1]))
    """
    items, raws = _whole(item_indices, "item index"), _whole(raw_scores, "raw score")
    if items.shape != raws.shape:
        raise ValueError(f"{items.size} items but {raws.size} raw scores")
    if items.size == 0:
        return items, raws
    order = items.argsort()
    items, raws = items[order], raws[order]
    if items[0] < 0 or items[-1] >= max_raw_scores.size:
        raise ValueError(f"item index outside 0..{max_raw_scores.size - 1}")
    if (items[1:] == items[:-1]).any():
        raise ValueError("an item was answered twice")
    wrong = (raws < 0) | (raws > max_raw_scores[items])
    if wrong.any():
        i = int(wrong.argmax())
        raise ValueError(f"raw score {raws[i]} of item {items[i]} is not in 0..{max_raw_scores[items[i]]}")
    return items, raws


def _whole(values: Sequence[int] | IndexArray, what: str) -> IndexArray:
    """As an array of whole numbers, or a clear error."""
    array = np.asarray(values)
    if array.size == 0:
        return np.empty(0, dtype=np.intp)
    if array.ndim != 1 or array.dtype.kind not in "iufb":
        raise ValueError(f"each {what} must be a whole number in a flat sequence")
    whole = array.astype(np.intp, copy=False) if array.dtype.kind != "f" or np.isfinite(array).all() else None
    if whole is None or (array.dtype.kind == "f" and (whole != array).any()):
        raise ValueError(f"each {what} must be a whole number")
    return whole


def checked_matrix(responses: ArrayLike, max_raw_scores: IndexArray) -> FloatArray:
    """Many learners' answers as an array of floats within each item's raw scores.

    Parameters
    ----------
    responses : array of shape (persons, n)
        Raw scores, NaN = not presented.
    max_raw_scores : array of shape (n,)
        Highest raw score of each item.

    Returns
    -------
    array of float64 of shape (persons, n)

    Raises
    ------
    ValueError
        If the shape is wrong, a value is infinite or not a number, or lies outside its item's range; the
        message names the first offending cell.

    Examples
    --------
    >>> checked_matrix([[1, None]], np.array([1, 1]))
    array([[ 1., nan]])
    """
    try:
        matrix = np.asarray(responses, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"responses must be numbers, NaN where not presented: {error}") from error
    if matrix.shape[1:] != max_raw_scores.shape:
        raise ValueError(f"responses have shape {matrix.shape}, expected (persons, {max_raw_scores.size})")
    outside = (matrix < 0) | (matrix > max_raw_scores)
    if outside.any():
        person, item = np.argwhere(outside)[0]
        raise ValueError(
            f"response {matrix[person, item]:g} of person {person}, item {item} is not in 0..{max_raw_scores[item]}"
        )
    return matrix


def category_weights(matrix: FloatArray, raw_score: int) -> FloatArray:
    """How much of each response counts as this raw score: one minus the distance, never below zero.

    Parameters
    ----------
    matrix : array of shape (persons, n)
        Checked responses.
    raw_score : int

    Returns
    -------
    array of shape (persons, n)
        One where the response is this raw score, zero where it is another or missing, and a part of one
        for fractional credit.

    Examples
    --------
    >>> category_weights(np.array([[1.0, 0.25, np.nan]]), 1)
    array([[1.  , 0.25, 0.  ]])
    """
    return np.asarray(np.nan_to_num(np.maximum(1 - np.abs(matrix - raw_score), 0)), dtype=np.float64)
