"""Groups of neighbouring points of about the same number of residents, each in one piece."""

from __future__ import annotations

import heapq

import numpy as np

from instances.demo.places import distances_km

NEIGHBOURS = 8
FULL = 1.25  # a group grows up to so many times the residents asked for
SMALL = 0.35  # groups below so many times the residents asked for are given up
OWN = 1.1  # a town that is larger than that alone takes a little of its surroundings
WIDEST_SPACING_KM = 30.0
SHRINK = 0.9

Heap = list[tuple[float, int, int]]


def pick_spaced(score: np.ndarray, distance: np.ndarray, count: int, spacing_km: float) -> list[int]:
    """The ``count`` points of the highest positive score that keep ``spacing_km`` from each other.

    Where there are too few, the spacing shrinks. ``distance`` is points × points in km.
    """
    order = [int(point) for point in np.lexsort((np.arange(len(score)), -score)) if score[point] > 0]
    count = min(count, len(order))
    picked: list[int] = []
    while len(picked) < count:
        picked = []
        for point in order:
            if len(picked) < count and (not picked or distance[point, picked].min() >= spacing_km):
                picked.append(point)
        spacing_km = spacing_km * SHRINK if spacing_km > 1 else 0.0
    return picked


def cluster(points: np.ndarray, residents: np.ndarray, target: float) -> tuple[np.ndarray, list[int]]:
    """Group of every point, and the centre of every group.

    Groups grow around the largest points over neighbouring ones, the nearest first, until they hold about ``target``
    residents. Groups that stay small are given up; what is then left over joins the neighbour whose centre is nearest.
    Raises ``ValueError`` where the points do not hang together.
    """
    distance = distances_km(points, points)
    centres = pick_spaced(residents, distance, max(1, round(residents.sum() / target)), WIDEST_SPACING_KM)
    neighbours = neighbours_of(distance)
    group = np.full(len(points), -1)
    heap: Heap = [(0.0, centre, number) for number, centre in enumerate(centres)]
    room = np.maximum(FULL * target, OWN * residents[centres])
    _grow(group, heap, room, centres, distance, neighbours, residents)
    group, centres = _without_small(group, centres, residents, SMALL * target)
    border: Heap = [
        (float(distance[centres[group[near]], point]), int(point), int(group[near]))
        for point in np.flatnonzero(group < 0)
        for near in neighbours[point]
        if group[near] >= 0
    ]
    _grow(group, border, np.full(len(centres), np.inf), centres, distance, neighbours, residents)
    if (group < 0).any():
        raise ValueError(f"{(group < 0).sum()} points hang together with no other")
    return group, centres


def _without_small(
    group: np.ndarray, centres: list[int], residents: np.ndarray, smallest: float
) -> tuple[np.ndarray, list[int]]:
    """Groups of at least ``smallest`` residents, numbered anew; the points of the others have no group (-1)."""
    size = np.bincount(group[group >= 0], weights=residents[group >= 0], minlength=len(centres))
    kept = (size >= smallest) | (size == size.max())
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    return np.where(group >= 0, number[group], -1), [centre for centre, keep in zip(centres, kept, strict=True) if keep]


def neighbours_of(distance: np.ndarray) -> list[list[int]]:
    """The nearest points of every point, made mutual."""
    nearest = np.argsort(distance, axis=1, kind="stable")[:, : NEIGHBOURS + 1]
    mutual: list[set[int]] = [set() for _ in distance]
    for point, row in enumerate(nearest.tolist()):
        for near in row:
            if near != point:
                mutual[point].add(near)
                mutual[near].add(point)
    return [sorted(near) for near in mutual]


def _grow(
    group: np.ndarray,
    heap: Heap,
    room: np.ndarray,
    centres: list[int],
    distance: np.ndarray,
    neighbours: list[list[int]],
    residents: np.ndarray,
) -> None:
    """Fill ``group`` from the ``heap`` of (km to the centre, point, group), never beyond the ``room`` of a group."""
    heapq.heapify(heap)
    while heap:
        _, point, number = heapq.heappop(heap)
        if group[point] >= 0 or residents[point] > room[number]:
            continue
        group[point] = number
        room[number] -= residents[point]
        for near in neighbours[point]:
            if group[near] < 0:
                heapq.heappush(heap, (float(distance[centres[number], near]), near, number))
