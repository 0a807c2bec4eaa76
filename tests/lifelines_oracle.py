"""Compares our reply curves with those of lifelines: the shipped reference case, and made-up sets drawn from a seed.

No test runs it, because lifelines brings pandas, scipy and matplotlib along (docs/decisions/0015-assessment.md). In an
environment of its own with what detente needs: `pip install lifelines==0.30.3`, then from the project's root

    python -m tests.lifelines_oracle

It ends with 0 where the survival, Greenwood's errors, the mean up to a time and the log-rank test agree, of the case to
the digits that it gives and of 600 drawn sets within 1e-12; and how requests ended, of 200 sets without ties, which
lifelines would break by chance.
"""

import json
import math
import random
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import Any, Final

from detente.assessment.evidence import survival

SETS, SETS_OF_ENDINGS, SEED = 600, 200, 7
WITHIN: Final = 1e-12
Group = list[tuple[int, bool]]


def of_case() -> Iterator[float]:
    """Yield how far lifelines is from each figure of the shipped case, beyond the digits that it gives."""
    case = json.loads((files("detente.assessment.cases") / "survival-lifelines.json").read_bytes())
    groups = {name: [(at, bool(event)) for at, event in case["input"][name]] for name in ("north", "south")}
    for name, group in groups.items():
        fitted = _fitted(group)
        for step in case["expected"][name]:
            yield abs(_left(fitted, step["t"]) - step["S_float"]) - 1e-8
            if step["se_greenwood"] is not None:
                yield abs(_error(fitted, step["t"]) - step["se_greenwood"]) - 1e-8
        yield abs(fitted.median_survival_time_ - case["expected"][f"median_{name}"])
    tested, expected = _tested(*groups.values()), case["expected"]["logrank_north_vs_south"]
    yield abs(tested.test_statistic - expected["chi2"]) - 1e-8
    yield abs(tested.p_value - expected["p_value"]) - 1e-8


def of_drawn() -> Iterator[float]:
    """Yield how far ours are from those of lifelines, figure by figure, of drawn sets with many ties."""
    mean = import_module("lifelines.utils").restricted_mean_survival_time
    lots = random.Random(SEED)
    for _ in range(SETS):
        one, other = (_draw(lots) for _ in range(2))
        fitted, points = _fitted(one), survival.curve(one)
        for point in points:
            yield abs(_left(fitted, int(point.at)) - float(point.survival))
            if point.error is not None:
                yield abs(_error(fitted, int(point.at)) - point.error)
        yield abs(mean(fitted, t=15) - float(survival.mean_up_to(points, 15)))
        ours = survival.log_rank(one, other)
        if ours.chi2 is not None and ours.p_value is not None:
            tested = _tested(one, other)
            yield abs(tested.test_statistic - float(ours.chi2))
            yield abs(tested.p_value - ours.p_value)


def of_endings() -> Iterator[float]:
    """Yield how far ours are from those of lifelines in how requests ended; each time stands once."""
    fitter, lots = import_module("lifelines").AalenJohansenFitter, random.Random(SEED)
    for _ in range(SETS_OF_ENDINGS):
        times = lots.sample(range(1, 200), lots.randrange(5, 40))
        kinds = [lots.choice((0, 1, 1, 2)) for _ in times]
        named = ((at, (None, "answered", "declined")[kind]) for at, kind in zip(times, kinds, strict=True))
        ours = survival.endings(named)
        for number, name in ((1, "answered"), (2, "declined")):
            if number in kinds:
                theirs = fitter(calculate_variance=False).fit(times, kinds, event_of_interest=number)
                for at, share in ours[name]:
                    yield abs(float(theirs.cumulative_density_.loc[at].iloc[0]) - float(share))


def _draw(lots: random.Random) -> Group:
    return [(lots.randrange(1, 20), lots.random() < 0.7) for _ in range(lots.randrange(5, 40))]


def _fitted(group: Group) -> Any:
    fitter = import_module("lifelines").KaplanMeierFitter()
    return fitter.fit([at for at, _ in group], [event for _, event in group])


def _left(fitted: Any, at: int) -> float:
    return float(fitted.survival_function_at_times(at).iloc[0])


def _error(fitted: Any, at: int) -> float:
    """Return Greenwood's standard error, of which lifelines keeps the sum under the root."""
    before = float(fitted._cumulative_sq_.loc[:at].iloc[-1])
    return _left(fitted, at) * math.sqrt(before)


def _tested(one: Group, other: Group) -> Any:
    tested = import_module("lifelines.statistics").logrank_test
    (mine, ended), (theirs, over) = (zip(*group, strict=True) for group in (one, other))
    return tested(mine, theirs, ended, over)


def main() -> int:
    """Print the largest difference of each part, and return 0 where all agree."""
    version, agree = import_module("lifelines").__version__, True
    for name, part in (("case", of_case()), ("drawn sets", of_drawn()), ("endings", of_endings())):
        found = list(part)
        agree = agree and max(found) <= WITHIN
        apart = f"at most {max(found):.2g} apart" if max(found) > 0 else "none apart by the digits given"
        sys.stdout.write(f"lifelines {version}, {name}: {len(found):,} figures, {apart}\n")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
