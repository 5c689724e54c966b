r"""Rows that the model leaves out: no flow to a site that is closed.

A site serves a flow through the units of its types, so that

$$ \mathrm{flow} \le \sum_k m_k\, \mathrm{open}_k, \qquad m_k = \min(\text{largest flow}, \text{most of unit } k /
\text{demand}) $$

The model does without these rows, for capacity says the same of whole openings, and there are as many of them as flows.
Of fractional openings they say much more: a tenth of a centre has capacity enough for all of a village. Few of them
bind, and the mean of the bound's answers knows which.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from solvers.decomposition.blocks import Blocks
from solvers.decomposition.services import Service
from solvers.problem import Columns, FloatArray, Matrix, MatrixProblem, as_matrix

# A flow of less than this is none, and a row with no more than this left may bind.
SLACK = 0.02


class Links:
    """The rows of a problem taken apart: ``matrix`` (rows, columns) ≤ 0."""

    def __init__(self, blocks: Blocks) -> None:
        parts = [_of_service(blocks, services) for services in _by_row(blocks.services).values()]
        flows = np.concatenate([flows for flows, _, _ in parts]) if parts else np.zeros(0, dtype=np.intp)
        count = len(flows)
        row = np.concatenate([np.arange(count), *_rows_of(parts)]) if parts else flows
        column = np.concatenate([flows, *(openings for _, openings, _ in parts)]) if parts else flows
        factor = np.concatenate([np.ones(count), *(-most for _, _, most in parts)]) if parts else np.zeros(0)
        shape = count, blocks.problem.matrix.shape[1]
        self.matrix: Matrix = as_matrix(sparse.csr_array((factor, (row, column)), shape=shape))
        self._flows = flows

    def binding(self, x: FloatArray) -> NDArray[np.intp]:
        """The rows that bind at ``x`` (columns,), or nearly, for flows that are used there."""
        return np.flatnonzero((x[self._flows] > SLACK) & (self.matrix @ x >= -SLACK))

    def added(self, problem: MatrixProblem, rows: NDArray[np.intp]) -> MatrixProblem:
        """The problem with these rows."""
        return problem.with_rows(self.matrix[rows], 0.0)


def _by_row(services: list[Service]) -> dict[int, list[Service]]:
    """The services of each row: one for each type of the site."""
    found: dict[int, list[Service]] = defaultdict(list)
    for service in services:
        found[service.row].append(service)
    return found


_Part = tuple[Columns, Columns, FloatArray]


def _of_service(blocks: Blocks, services: list[Service]) -> _Part:
    """The flows of a service, and for each of its types, flow by flow, the opening and the most of the flow there."""
    flows = services[0].flows
    openings = [np.full(len(flows), blocks.units[service.unit].owner, dtype=np.intp) for service in services]
    return flows, np.concatenate(openings), np.concatenate([_most(blocks, service) for service in services])


def _most(blocks: Blocks, service: Service) -> FloatArray:
    """The most of each flow that the service's unit can produce."""
    most: FloatArray = np.minimum(blocks.upper[service.flows], capacity_of(blocks, service) / service.demands)
    return most


def capacity_of(blocks: Blocks, service: Service) -> float:
    """The most of a service that its unit can produce, with its delegate."""
    helped = 1.0 if service.delegate is None else 1.0 + service.delegate.ratio
    return blocks.units[service.unit].largest / service.units * helped


def _rows_of(parts: list[_Part]) -> list[NDArray[np.intp]]:
    """The row of each opening of each part."""
    first, rows = 0, []
    for flows, openings, _ in parts:
        rows.append(np.tile(np.arange(first, first + len(flows)), len(openings) // len(flows)))
        first += len(flows)
    return rows
