"""Services: what is asked of a site is produced by its units, recognised row by row.

A service is an equation ``Σ demand · flow = Σ work`` of one site. In each type of the site one unit is its *producer*;
the work of another may stand in for part of it (*delegation*)::

    delegated ≤ share · (work + delegated),   delegated work takes the producer's time too (supervision)

What another unit does as a delegate is, for that unit, one more thing to do beside its own services.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning_model.structure import Role
from solvers.decomposition.rows import Row, Rows
from solvers.decomposition.units import Unit
from solvers.problem import Columns, FloatArray


@dataclass
class Delegate:
    """Work that stands in for the producer's: its column, the unit that does it, and the rows it is tied by.

    ``ratio`` is the most of it for each unit of the producer's work; ``helper_units`` what it takes of the helper,
    ``own_units`` of the producer.
    """

    work: int
    helper: int
    ratio: float
    helper_units: float
    own_units: float
    rows: list[int]


@dataclass
class Service:
    """What one unit produces of one service: flows with their demand, and the units that one demand takes."""

    unit: int
    work: int
    units: float
    flows: Columns
    demands: FloatArray
    row: int
    delegate: Delegate | None = None


class Reader:
    """Reads the services that the units of a problem produce."""

    def __init__(self, rows: Rows, units: list[Unit], group: Columns) -> None:
        self.role = rows.role
        self.rows = rows
        self.units = units
        self._group = group
        self._claimed: set[int] = set()
        self._users: dict[int, list[int]] = {}
        for number, unit in enumerate(units):
            for work in unit.consumers:
                self._users.setdefault(work, []).append(number)

    def services(self) -> list[Service]:
        """All services whose row is understood in every type of the site."""
        found: list[Service] = []
        for number in np.flatnonzero(self.rows.block >= 0).tolist():
            row = self.rows[number]
            if row is not None and self._is_service(row):
                read = self._read(number, row)
                found += read or []
                self._claimed.update(row.columns[self.role[row.columns] == Role.WORK].tolist() if read else [])
        return found

    def _is_service(self, row: Row) -> bool:
        role = self.role[row.columns]
        flows, works = role == Role.FLOW, role == Role.WORK
        signs = bool((row.coefficients[flows] > 0).all() and (row.coefficients[works] == -1).all())
        whole = row.equation and row.right == 0 and bool((flows | works).all()) and flows.any() and works.any()
        return whole and signs

    def _read(self, number: int, row: Row) -> list[Service] | None:
        """The service in every type; None if one of them is not understood."""
        flows = self.role[row.columns] == Role.FLOW
        by_owner: dict[int, list[int]] = {}
        for work in row.columns[~flows].tolist():
            if work in self._claimed:
                return None
            owners = {self.units[user].owner for user in self._users.get(work, [])}
            if len(owners) != 1:
                return None
            by_owner.setdefault(owners.pop(), []).append(work)
        if len({self._group[owner] for owner in by_owner}) != 1:
            return None
        found = []
        for works in by_owner.values():
            producers = [work for work in works if not self._bans(work, number)]
            if len(producers) != 1 or len(works) > 2:
                return None
            service = self._service(number, row, flows, producers[0], [work for work in works if work != producers[0]])
            if service is None:
                return None
            found.append(service)
        return found

    def _bans(self, work: int, service: int) -> list[int]:
        """The rows that keep work to a share of other work."""
        return [
            number
            for number in self.rows.local(work)
            if number != service
            and (row := self.rows[number]) is not None
            and bool((self.role[row.columns] == Role.WORK).all())
            and not row.equation
            and row.coefficient(work) > 0
        ]

    def _service(self, number: int, row: Row, flows: np.ndarray, work: int, helped_by: list[int]) -> Service | None:
        users = self._users[work]
        if len(users) != 1:
            return None
        unit = users[0]
        service = Service(
            unit, work, self.units[unit].consumers[work], row.columns[flows], row.coefficients[flows], number
        )
        if helped_by:
            service.delegate = self._delegate(service, helped_by[0])
            if service.delegate is None:
                return None
        return service

    def _delegate(self, service: Service, work: int) -> Delegate | None:
        """The one other unit that helps, if its share is a row of the two alone and the producer does nothing else."""
        bans = self._bans(work, service.row)
        helpers = [user for user in self._users[work] if user != service.unit]
        own = self.units[service.unit].consumers
        if len(bans) != 1 or len(helpers) != 1 or set(own) - {work} != {service.work}:
            return None
        ban = self.rows[bans[0]]
        if ban is None or ban.right != 0 or set(ban.columns.tolist()) != {work, service.work}:
            return None
        own_units = own.get(work, 0.0)
        ratio = -ban.coefficient(service.work) / ban.coefficient(work)
        if ratio <= 0 or own_units >= service.units:
            return None
        return Delegate(work, helpers[0], ratio, self.units[helpers[0]].consumers[work], own_units, bans)
