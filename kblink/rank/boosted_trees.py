"""Boosted trees: from features to the logarithm of odds, where what features say depends on each
other."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TREES = 150
_RATE = 0.08
"""Of what a tree says, the part that is taken."""
_LEAVES = 10
_MOST_ROWS = 12_000
"""Rows that a tree is grown on."""
_LEAST_ROWS = 30
"""Of them, those that a leaf has."""
_TRIED = 0.3
"""Of all features, those that are tried at a split, each at one threshold drawn by chance."""
_PENALTY = 5.0
"""Draws what a leaf says to 0 (L2)."""
_DIGITS = 4
_LEAST_WORTH = 1e-6
_GREATEST = sys.float_info.max  # whole numbers of JSON have no end


@dataclass(frozen=True, eq=False)
class BoostedTrees:
    """Trees as arrays over all their nodes, each of shape (nodes,), children after their parent.

    At a node a row goes `left` where its feature number `feature` is at most `threshold`, compared
    as float32, else `right`; both are the node itself at a leaf, whose feature is 0. `value` is
    what a tree would say if it ended there, in log-odds. `roots`, of shape (trees,), are where they
    begin; `start` is what is said before them.
    """

    start: float
    roots: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]

    def log_odds(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the logarithm of the odds of each row of features, shape (rows,)."""
        import numpy as np

        table = np.ascontiguousarray(features, dtype=np.float32)
        rows = np.arange(len(table))[:, None]
        nodes = np.repeat(self.roots[None], len(table), axis=0)  # (rows, trees)
        for _ in range(self._depth):
            nodes = self._next(table, rows, nodes)
        found: npt.NDArray[np.float64] = self.start + self.value.take(nodes).sum(axis=1)
        return found

    def parts(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return what each feature adds to the log-odds of each row, shape (rows, features), beyond
        `constant`: at each split on a row's way the change of value is that of the split's feature.

        Source: Saabas, "Interpreting random forests", 2014.
        """
        import numpy as np

        table = np.ascontiguousarray(features, dtype=np.float32)
        rows = np.arange(len(table))[:, None]
        found = np.zeros(features.shape)
        nodes = np.repeat(self.roots[None], len(table), axis=0)
        for _ in range(self._depth):
            following = self._next(table, rows, nodes)
            change = self.value[following] - self.value[nodes]  # 0 at a leaf
            np.add.at(found, (np.broadcast_to(rows, nodes.shape), self.feature[nodes]), change)
            nodes = following
        return found

    @cached_property
    def constant(self) -> float:
        """What is said of every row before any split."""
        return self.start + float(self.value[self.roots].sum())

    def _next(
        self,
        table: npt.NDArray[np.float32],
        rows: npt.NDArray[np.int64],
        nodes: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.int64]:
        asked = table.ravel().take(rows * table.shape[1] + self.feature.take(nodes))
        goes_right = asked > self.threshold.take(nodes)
        found: npt.NDArray[np.int64] = self._following.take(2 * nodes + goes_right)
        return found

    @cached_property
    def _following(self) -> npt.NDArray[np.int64]:
        """Where a row goes to from each node: left and right in turn."""
        import numpy as np

        return np.stack([self.left, self.right], axis=1).ravel()

    @cached_property
    def _depth(self) -> int:
        """The most splits on a way from a root to a leaf."""
        depths = [0] * len(self.left)
        for node, (left, right) in enumerate(
            zip(self.left.tolist(), self.right.tolist(), strict=True)
        ):
            if left != node:
                depths[left] = max(depths[left], depths[node] + 1)
                depths[right] = max(depths[right], depths[node] + 1)
        return max(depths, default=0)


def fit_trees(
    features: npt.NDArray[np.float64],
    labels: npt.NDArray[np.bool_],
    *,
    seed: int = 0,
) -> BoostedTrees:
    """Fit to rows of features, shape (rows, features), and whether each is right, shape (rows,),
    some of which are and some are not.

    Of many rows each tree is grown on some, drawn by chance: the same `seed` gives the same trees.
    Sources: Friedman, "Greedy function approximation: a gradient boosting machine", 2001,
    with Newton steps as in Chen, Guestrin, "XGBoost", 2016; thresholds by chance as in Geurts,
    Ernst, Wehenkel, "Extremely randomized trees", 2006.
    """
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor

    table = np.ascontiguousarray(features, dtype=np.float32)
    chance = np.random.default_rng(seed)
    right = float(labels.mean())
    start = float(_rounded(np.log(np.asarray([right / (1 - right)])))[0])
    log_odds = np.full(len(table), start)
    grown: list[BoostedTrees] = []
    for number in range(_TREES):
        expected = 1 / (1 + np.exp(-log_odds))
        slope = labels - expected
        worth = np.maximum(expected * (1 - expected), _LEAST_WORTH)
        kept = np.arange(len(table))
        if len(table) > _MOST_ROWS:
            kept = np.sort(chance.choice(len(table), _MOST_ROWS, replace=False, shuffle=False))
        tree = DecisionTreeRegressor(
            splitter="random",
            max_leaf_nodes=_LEAVES,
            min_samples_leaf=_LEAST_ROWS,
            max_features=_TRIED,
            random_state=seed * _TREES + number,
        )
        tree.fit(table[kept], (slope / worth)[kept], sample_weight=worth[kept], check_input=False)
        leaves = tree.apply(table, check_input=False)
        found = _as_arrays(tree.tree_, leaves, slope, worth)
        log_odds += found.value[leaves]
        grown.append(found)
    return _joined(start, grown)


def _as_arrays(
    tree: Any,  # noqa: ANN401  scikit-learn's Tree is untyped
    leaves: npt.NDArray[np.int64],
    slope: npt.NDArray[np.float64],
    worth: npt.NDArray[np.float64],
) -> BoostedTrees:
    """One tree whose values are Newton steps, from slope and curvature of all rows at each leaf."""
    import numpy as np

    own = np.arange(tree.node_count)
    is_leaf = tree.children_left < 0
    slopes, worths = (np.bincount(leaves, each, tree.node_count) for each in (slope, worth))
    for node in own[~is_leaf][::-1]:  # children have greater numbers than their parent
        for children in (tree.children_left, tree.children_right):
            slopes[node] += slopes[children[node]]
            worths[node] += worths[children[node]]
    return BoostedTrees(
        start=0.0,
        roots=np.zeros(1, dtype=np.int64),
        feature=np.where(is_leaf, 0, tree.feature).astype(np.int64),
        threshold=_at_most(np.where(is_leaf, 0.0, tree.threshold)),
        left=np.where(is_leaf, own, tree.children_left).astype(np.int64),
        right=np.where(is_leaf, own, tree.children_right).astype(np.int64),
        value=_rounded(_RATE * slopes / (worths + _PENALTY)),
    )


def _joined(start: float, trees: list[BoostedTrees]) -> BoostedTrees:
    import numpy as np

    first = np.cumsum([0, *(len(each.value) for each in trees)]).astype(np.int64)[:-1]
    placed = list(zip(trees, first, strict=True))
    return BoostedTrees(
        start=start,
        roots=first[: len(trees)],
        feature=np.concatenate([each.feature for each in trees]),
        threshold=np.concatenate([each.threshold for each in trees]),
        left=np.concatenate([each.left + place for each, place in placed]),
        right=np.concatenate([each.right + place for each, place in placed]),
        value=np.concatenate([each.value for each in trees]),
    )


def _at_most(thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The greatest float32 up to each threshold: the same float32 are at most both."""
    import numpy as np

    near = thresholds.astype(np.float32)
    below = np.nextafter(near, np.float32(-np.inf))
    return np.where(near > thresholds, below, near).astype(np.float32)


def _rounded(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    return np.round(values, _DIGITS) + 0.0  # no negative zero


def as_lists(trees: BoostedTrees) -> dict[str, Any]:
    """Return trees as what JSON can hold."""
    return {
        "start": trees.start,
        "roots": trees.roots.tolist(),
        "feature": trees.feature.tolist(),
        "threshold": [float(str(each)) for each in trees.threshold],  # as few digits as tell it
        "left": trees.left.tolist(),
        "right": trees.right.tolist(),
        "value": trees.value.tolist(),
    }


def from_lists(found: object, width: int) -> BoostedTrees | None:
    """Return the trees that a parsed JSON document holds; None where it holds none for so many
    features."""
    import numpy as np

    if not isinstance(found, dict):
        return None
    start, roots, feature, threshold, left, right, value = (
        found.get(name)
        for name in ("start", "roots", "feature", "threshold", "left", "right", "value")
    )
    nodes = len(value) if isinstance(value, list) else 0
    if not (
        _numbers([start], 1)
        and isinstance(roots, list)
        and _whole(roots, len(roots), nodes)
        and _whole(feature, nodes, width)
        and _whole(left, nodes, nodes)
        and _whole(right, nodes, nodes)
        and _numbers(threshold, nodes)
        and _numbers(value, nodes)
    ):
        return None
    own = np.arange(nodes)
    lefts, rights = (np.asarray(each, dtype=np.int64) for each in (left, right))
    is_leaf = (lefts == own) & (rights == own)
    if not (is_leaf | ((lefts > own) & (rights > own))).all():  # else a way might have no end
        return None
    with np.errstate(over="ignore"):
        thresholds = np.asarray(threshold, dtype=np.float64).astype(np.float32)
    return BoostedTrees(
        start=float(start),  # type: ignore[arg-type]
        roots=np.asarray(roots, dtype=np.int64),
        feature=np.asarray(feature, dtype=np.int64),
        threshold=thresholds,
        left=lefts,
        right=rights,
        value=np.asarray(value, dtype=np.float64),
    )


def _numbers(found: object, count: int) -> bool:
    return (
        isinstance(found, list)
        and len(found) == count
        and all(type(each) in (int, float) and abs(each) <= _GREATEST for each in found)
    )


def _whole(found: object, count: int, below: int) -> bool:
    return (
        isinstance(found, list)
        and len(found) == count
        and all(type(each) is int and 0 <= each < below for each in found)
    )
