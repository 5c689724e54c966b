r"""Futures: one plan for all of them, decided before it is known which one comes.

============================= ======================================================================
symbol                        meaning
============================= ======================================================================
:math:`w, w_0`                future; the one that is as expected
:math:`p_w`                   its probability
:math:`g_{w\ell}`             goals of priority ℓ in future w, weighted and added
:math:`g^*_{w\ell}`           the same in the best plan that is made for future w alone
``worst[l]``                  goals in the worst future, or the largest regret
``line[l]``, ``excess[l,w]``  where the worst futures begin, and how far a future lies beyond
:math:`\beta`                 share of the worst futures
============================= ======================================================================

Every future is a model of its own, made of all other families from the workbook as that future changes it. They share
what is decided before: sites and their types, what is added, contracts, and which of two grants a site takes. What is
kept, staffed, recruited, paid and who goes where is decided in each future. Hard rules hold in every future.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Resource, Site, Type

GoalsOfFutures = Mapping[tuple[int, str], Expr]
"""By priority and future."""


def add_one_plan(model: pyo.ConcreteModel) -> None:
    """Ties the decisions of all blocks ``model.future[w]`` to those of the first."""
    expected, *others = (model.future[name] for name in model.future)
    names = list(model.future)[1:]

    def shared(variable: str) -> list[tuple[str, ...]]:
        if not hasattr(expected, variable):
            return []
        return [
            (name, *index)
            for name, other in zip(names, others, strict=True)
            for index in getattr(expected, variable)
            if index in getattr(other, variable)
        ]

    @model.Constraint(shared("open"))
    def same_sites(m: pyo.ConcreteModel, w: str, j: Site, k: Type, t: Period) -> Expr:
        r"""A site runs as the same type in all futures.

        $$ \mathrm{open}^w_{jkt} = \mathrm{open}^{w_0}_{jkt} $$

        ∀ futures w, sites j, types k, periods t
        Unit: sites
        Source: definition of the first stage
        """
        return m.future[w].open[j, k, t] == expected.open[j, k, t]

    @model.Constraint(shared("added"))
    def same_additions(m: pyo.ConcreteModel, w: str, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""What is added is the same in all futures.

        $$ \mathrm{added}^w_{jkrt} = \mathrm{added}^{w_0}_{jkrt} $$

        ∀ futures w, sites j, types k, resources r, periods t
        Unit: steps
        Source: definition of the first stage
        """
        return m.future[w].added[j, k, r, t] == expected.added[j, k, r, t]

    @model.Constraint(shared("link"))
    def same_links(m: pyo.ConcreteModel, w: str, j: Site, k: Type, partner: Site, t: Period) -> Expr:
        r"""Contracts are the same in all futures.

        $$ \mathrm{link}^w_{jkj't} = \mathrm{link}^{w_0}_{jkj't} $$

        ∀ futures w, links of sites j, types k, partners j', periods t
        Unit: links
        Source: definition of the first stage
        """
        return m.future[w].link[j, k, partner, t] == expected.link[j, k, partner, t]

    @model.Constraint(shared("takes"))
    def same_grants(m: pyo.ConcreteModel, w: str, f: str, other: str, j: Site) -> Expr:
        r"""Where grants exclude each other, a site takes the same in all futures.

        $$ \mathrm{takes}^w_{ff'j} = \mathrm{takes}^{w_0}_{ff'j} $$

        ∀ futures w, pots f, pots f' that a rule of f excludes, sites j
        Unit: choices
        Source: definition of the first stage
        """
        return m.future[w].takes[f, other, j] == expected.takes[f, other, j]


def add_worst(model: pyo.ConcreteModel, goals: GoalsOfFutures, best: Mapping[tuple[int, str], float]) -> None:
    """Adds the worst future by every priority: with ``best`` as 0 by the goals themselves, else by regret."""
    model.worst = pyo.Var(sorted({priority for priority, _ in goals}))

    @model.Constraint(list(goals))
    def worst_future(m: pyo.ConcreteModel, priority: int, w: str) -> Expr:
        r"""No future is worse than the worst; regret is the distance to the best plan for that future alone.

        $$ \mathrm{worst}_\ell \ge g_{w\ell} - g^*_{w\ell} $$

        with :math:`g^*_{w\ell} = 0` where the goal over futures is the worst case.

        ∀ priorities ℓ, futures w
        Unit: 1,000 equivalent residents unserved
        Source: Wald 1945 (worst case), Savage 1951 (regret); workbook, sheet Settings (goal over futures)
        """
        return m.worst[priority] >= goals[priority, w] - best[priority, w]


def add_worst_mean(model: pyo.ConcreteModel, goals: GoalsOfFutures) -> None:
    """Adds by how much every future lies beyond the line where the worst futures begin."""
    model.line = pyo.Var(sorted({priority for priority, _ in goals}))
    model.excess = pyo.Var(list(goals), domain=pyo.NonNegativeReals)

    @model.Constraint(list(goals))
    def future_beyond_line(m: pyo.ConcreteModel, priority: int, w: str) -> Expr:
        r"""How far a future lies beyond the line.

        $$ \mathrm{excess}_{\ell w} \ge g_{w\ell} - \mathrm{line}_\ell $$

        The mean of the worst futures is :math:`\mathrm{line}_\ell + \sum_w p_w\, \mathrm{excess}_{\ell w} / \beta`.

        ∀ priorities ℓ, futures w
        Unit: 1,000 equivalent residents unserved
        Source: Rockafellar and Uryasev (2000); workbook, sheet Settings (share of the worst futures)
        """
        return m.excess[priority, w] >= goals[priority, w] - m.line[priority]
