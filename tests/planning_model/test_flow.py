"""Classical location problems as workbooks, against networkx and plain counting: HiGHS is not checked by HiGHS alone.

All data are integers, so that the network simplex and the counting are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.planning_model.solving import goal, plan_of
from tests.planning_model.worlds import Frames, table, village

LIMIT = 45
PER_SEAT = 100
UNMET_WEIGHT = 200
COST_OF_UNMET = UNMET_WEIGHT + 90
"""A resident unserved counts its weight and 90 minutes; one who is served counts the minutes."""

EXACT = 1e-7


def county(seed: int, places: int, existing: int, candidates: int = 0) -> Frames:
    """Places with whole residents and sites with whole seats, whole minutes apart, some of them too far.

    Every candidate has two seats or three, and costs some whole millions.
    """
    rng = np.random.default_rng(seed)
    homes, old, new = _names("p", places), _names("e", existing), _names("c", candidates)
    minutes = rng.integers(5, LIMIT + 10, (places, existing + candidates))
    frames = village() | {
        "Places": pd.DataFrame(
            {"place": homes, "area": "A", "lat": 50.0, "lon": 7.0, "residents": rng.integers(100, 500, places)}
        ),
        "Services": village()["Services"].assign(limit_minutes=float(LIMIT)),
        "Production": table("resource service productivity", ("seat", "gp", float(PER_SEAT))),
        "Resources": table("resource unit step", ("seat", "seats", 1.0)),
        "Types": table("type setup_cost", ("practice", 0.0), ("two", 0.0), ("three", 0.0)),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 0.0),
            ("two", "seat", 2, 2),
            ("three", "seat", 3, 3),
        ),
        "Sites": table(
            "site place status present_type allowed_types extra_setup_cost",
            *((site, "p0", "existing", "practice", "", 0.0) for site in old),
            *(
                (site, "p0", "candidate", "", str(kind), 1e6 * cost)
                for site, kind, cost in zip(
                    new, rng.choice(["two", "three"], candidates), rng.integers(1, 6, candidates), strict=True
                )
            ),
        ),
        "Existing": table("site resource units", *((site, "seat", float(rng.integers(1, 5))) for site in old)),
        "TravelTimes": table(
            "place site minutes",
            *((i, j, float(minutes[a, b])) for a, i in enumerate(homes) for b, j in enumerate([*old, *new])),
        ),
        "Pots": table("pot budget", ("fund", 100.0)),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", UNMET_WEIGHT), ("way", "travel_minutes", 1.0)),
    }
    return (
        frames if existing else frames | {"Existing": frames["Existing"].reindex(columns=["site", "resource", "units"])}
    )


def _names(letter: str, number: int) -> list[str]:
    return [f"{letter}{i}" for i in range(number)]


def seats_of(frames: Frames) -> dict[str, int]:
    """Seats of every site when it is open."""
    kinds = dict(zip(frames["Sites"]["site"], frames["Sites"]["allowed_types"], strict=True))
    stands = dict(zip(frames["Existing"]["site"], frames["Existing"]["units"], strict=True))
    return {site: int(stands.get(site, {"two": 2, "three": 3}.get(kind, 0))) for site, kind in kinds.items()}


def cheapest_flow(frames: Frames, is_open: Iterable[str]) -> int:
    """Least minutes and unmet need when these sites are open, by the network simplex in whole numbers."""
    residents = dict(zip(frames["Places"]["place"], frames["Places"]["residents"], strict=True))
    seats = seats_of(frames)
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_node("end", demand=int(sum(residents.values())))
    for place, people in residents.items():
        graph.add_node(place, demand=-int(people))
        graph.add_edge(place, "end", weight=COST_OF_UNMET)
    for site in is_open:
        graph.add_edge(site, "end", capacity=seats[site] * PER_SEAT, weight=0)
    for place, site, minutes in frames["TravelTimes"].itertuples(index=False):
        if site in graph and minutes <= LIMIT:
            graph.add_edge(place, site, weight=int(minutes))
    return int(nx.min_cost_flow_cost(graph))


def sites_of(frames: Frames, status: str) -> list[str]:
    sites = frames["Sites"]
    return list(sites.loc[sites["status"] == status, "site"])


def subsets(sites: list[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of sites."""
    for number in range(len(sites) + 1):
        yield from combinations(sites, number)


# -------------------------------------------------------------------------------------------------------- flows


@pytest.mark.parametrize("seed", range(4))
def test_transport_to_what_stands(seed: int) -> None:
    """Capacitated transport with unmet need."""
    frames = county(seed, places=8, existing=5)
    assert plan_of(frames).objective == pytest.approx(cheapest_flow(frames, sites_of(frames, "existing")), rel=EXACT)


@pytest.mark.parametrize("seed", range(3))
def test_capacitated_median(seed: int) -> None:
    """Three of seven sites may open beside two that stand."""
    frames = county(seed, places=7, existing=2, candidates=7)
    frames["Rules"] = table("rule kind grouping value strictness", ("few", "count_max", "state", 5.0, "hard"))
    choices = [choice for choice in subsets(sites_of(frames, "candidate")) if len(choice) <= 3]
    expected = min(cheapest_flow(frames, [*sites_of(frames, "existing"), *choice]) for choice in choices)
    assert plan_of(frames).objective == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize("seed", range(3))
def test_budget_buys_the_best_sites(seed: int) -> None:
    """Sites cost one to five million each, and there are eight."""
    frames = county(seed, places=7, existing=1, candidates=7)
    frames["Pots"] = table("pot budget", ("fund", 8.0))
    millions = dict(zip(frames["Sites"]["site"], frames["Sites"]["extra_setup_cost"] / 1e6, strict=True))
    choices = [c for c in subsets(sites_of(frames, "candidate")) if sum(millions[site] for site in c) <= 8]
    expected = min(cheapest_flow(frames, [*sites_of(frames, "existing"), *choice]) for choice in choices)
    assert plan_of(frames).objective == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize("seed", range(3))
def test_every_site_has_its_price(seed: int) -> None:
    """Fixed-charge location: a site is worth opening where it saves more than 12,000."""
    frames = county(seed, places=6, existing=0, candidates=7)
    goals = frames["Goals"]
    frames["Goals"] = pd.concat([goals, table("goal measure weight", ("sites", "open_sites", 12_000.0))])
    expected = min(
        cheapest_flow(frames, choice) + 12_000 * len(choice) for choice in subsets(sites_of(frames, "candidate"))
    )
    assert plan_of(frames).objective == pytest.approx(expected, rel=EXACT)


# ----------------------------------------------------------------------------------------------------- covering


def covered(frames: Frames, is_open: Iterable[str], minutes: int) -> int:
    """Residents who have one of the sites within the minutes."""
    travel = frames["TravelTimes"]
    near = travel[travel["site"].isin(list(is_open)) & (travel["minutes"] <= minutes)]["place"]
    places = frames["Places"]
    return int(places.loc[places["place"].isin(near), "residents"].sum())


@pytest.mark.parametrize("seed", range(3))
def test_set_covering(seed: int) -> None:
    """The fewest sites that reach everybody within 30 minutes."""
    frames = county(seed, places=9, existing=0, candidates=9)
    frames["Rules"] = table(
        "rule kind service grouping minutes value strictness", ("all", "reach_share", "gp", "state", 30.0, 1.0, "hard")
    )
    frames["Goals"] = table("goal measure weight", ("sites", "open_sites", 1.0))
    everybody = int(frames["Places"]["residents"].sum())
    choices = subsets(sites_of(frames, "candidate"))
    fewest = next(len(choice) for choice in choices if covered(frames, choice, 30) == everybody)
    assert goal(plan_of(frames), "sites") == fewest


@pytest.mark.parametrize("seed", range(3))
def test_maximal_covering(seed: int) -> None:
    """As many residents as two sites can reach within 20 minutes."""
    frames = county(seed, places=10, existing=0, candidates=8)
    frames["Rules"] = table(
        "rule kind service grouping minutes value strictness weight",
        ("all", "reach_share", "gp", "state", 20.0, 1.0, "soft", 1.0),
        ("two", "count_max", "", "state", None, 2.0, "hard", 1.0),
    )
    frames["Goals"] = table("goal measure weight", ("rules", "shortfalls", 1.0))
    most = max(covered(frames, choice, 20) for choice in combinations(sites_of(frames, "candidate"), 2))
    everybody = int(frames["Places"]["residents"].sum())
    assert most < everybody
    assert plan_of(frames).objective == pytest.approx(everybody - most, rel=EXACT)
