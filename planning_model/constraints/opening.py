r"""Opening: which site runs as which type in which period.

========================== ===============================================
symbol                     meaning
========================== ===============================================
``open[j,k,t]``            site j runs as type k in period t
``start[j,k,t]``           j begins to run as k in t (a period after the first)
:math:`K_{jt}`             types j may run as in t (status, lead time, earliest year)
:math:`J^{\mathrm{stay}}`  sites that stand today and must not close
========================== ===============================================
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.entities import SiteData
from planning_model.names import Expr, Period, Site, Type
from planning_model.sets import Context


def add_opening(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds one type a site, statuses, starts, and numbers of each type."""
    _add_types(model, context)
    _add_starts(model, context)
    _add_continuity(model, context)
    _add_finality(model, context)
    _add_counts(model, context)


def _add_types(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    types_of = context.types_of

    def obliged(site: SiteData) -> bool:
        return site.status == "fixed" or (site.exists and not site.may_close)

    free = [key for key in types_of if not obliged(parameters.sites[key[0]])]
    bound = [key for key in types_of if obliged(parameters.sites[key[0]])]

    @model.Constraint(free)
    def one_type(m: pyo.ConcreteModel, j: Site, t: Period) -> Expr:
        r"""A site runs as at most one type.

        $$ \sum_{k \in K_{jt}} \mathrm{open}_{jkt} \le 1 $$

        ∀ sites j that may stay closed, periods t
        Unit: sites
        Source: definition of a site (one facility)
        """
        return sum(m.open[j, k, t] for k in types_of[j, t]) <= 1

    @model.Constraint(bound)
    def stays_open(m: pyo.ConcreteModel, j: Site, t: Period) -> Expr:
        r"""A site of today that may not close, and a site that is set, runs as exactly one type.

        $$ \sum_{k \in K_{jt}} \mathrm{open}_{jkt} = 1 $$

        ∀ sites j that exist and may not close or are fixed, periods t
        Unit: sites
        Source: workbook, sheet Sites (status, may close)
        """
        return sum(m.open[j, k, t] for k in types_of[j, t]) == 1


def was_open(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, t: Period) -> Expr:
    """Whether j ran as k just before t: a variable, or what stands today before the first period."""
    parameters = context.parameters
    position = parameters.periods.index(t)
    if position == 0:
        return int(parameters.sites[j].present == k)
    before = parameters.periods[position - 1]
    return m.open[j, k, before] if (j, k, before) in m.OPENINGS else 0


def starts(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, t: Period) -> Expr:
    """Whether j begins to run as k in t: in the first period that is ``open`` itself unless it ran so before."""
    if (j, k, t) in m.LATER_OPENINGS:
        return m.start[j, k, t]
    return 0 if context.parameters.sites[j].present == k else m.open[j, k, t]


def may_stop(context: Context, j: Site, k: Type, t: Period) -> bool:
    """Whether j may cease to run as k in t: it may leave the type, and may have run so before."""
    site, periods = context.parameters.sites[j], context.parameters.periods
    before = periods[: periods.index(t)]
    ran = site.present == k or any(k in context.types_of.get((j, earlier), []) for earlier in before)
    return ran and (site.may_close or (site.may_convert and site.present == k))


def stops(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, t: Period) -> Expr:
    """Whether j ceases to run as k in t: what ran before or begins now, and does not run."""
    return was_open(m, context, j, k, t) + starts(m, context, j, k, t) - m.open[j, k, t]


def _add_starts(model: pyo.ConcreteModel, context: Context) -> None:
    @model.Constraint(model.LATER_OPENINGS)
    def begins(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A site that runs as a type it did not run as before begins to do so.

        $$ \mathrm{start}_{jkt} \ge \mathrm{open}_{jkt} - \mathrm{open}_{jk,t-1} $$

        ∀ sites j, types k, periods t after the first
        Unit: sites
        Source: definition of a start (set-up cost is paid on starts)
        """
        return m.start[j, k, t] >= m.open[j, k, t] - was_open(m, context, j, k, t)

    @model.Constraint(model.LATER_OPENINGS)
    def begins_open(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""Only a site that runs as a type begins to do so: no set-up cost is paid for nothing.

        $$ \mathrm{start}_{jkt} \le \mathrm{open}_{jkt} $$

        ∀ sites j, types k, periods t after the first
        Unit: sites
        Source: definition of a start
        """
        return m.start[j, k, t] <= m.open[j, k, t]

    @model.Constraint(model.LATER_OPENINGS)
    def begins_anew(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A site that ran as the type before does not begin it again.

        $$ \mathrm{start}_{jkt} \le 1 - \mathrm{open}_{jk,t-1} $$

        ∀ sites j, types k, periods t after the first
        Unit: sites
        Source: definition of a start
        """
        return m.start[j, k, t] <= 1 - was_open(m, context, j, k, t)


def _add_continuity(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters

    @model.Constraint(model.LATER_OPENINGS)
    def goes_on(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A new site that may neither close nor convert goes on as what it opened as.

        $$ \mathrm{open}_{jkt} \ge \mathrm{open}_{jk,t-1} $$

        ∀ new sites j that may neither close nor convert, types k, periods t after the first
        Unit: sites
        Source: workbook, sheet Sites (may close, may convert)
        """
        site = parameters.sites[j]
        if site.exists or site.may_close or site.may_convert:
            return pyo.Constraint.Skip
        return m.open[j, k, t] >= was_open(m, context, j, k, t)

    @model.Constraint([key for key in context.types_of if key[1] != parameters.periods[0]])
    def remains(m: pyo.ConcreteModel, j: Site, t: Period) -> Expr:
        r"""A new site that may convert but not close goes on as one type or another.

        $$ \sum_k \mathrm{open}_{jkt} \ge \sum_k \mathrm{open}_{jk,t-1} $$

        ∀ new sites j that may convert and may not close, periods t after the first
        Unit: sites
        Source: workbook, sheet Sites (may close, may convert)
        """
        site = parameters.sites[j]
        if site.exists or site.may_close or not site.may_convert:
            return pyo.Constraint.Skip
        kinds = context.types_of[j, t]
        return sum(m.open[j, k, t] for k in kinds) >= sum(was_open(m, context, j, k, t) for k in kinds)


def _add_finality(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters

    @model.Constraint([name for name, site in parameters.sites.items() if len(parameters.periods) > 1])
    def begins_once(m: pyo.ConcreteModel, j: Site) -> Expr:
        r"""A site begins a new type at most once: it does not close and reopen, or change back and forth.

        $$ \sum_{t} \sum_{k} \mathrm{start}_{jkt} \le 1 $$

        ∀ sites j with more than one period
        Unit: sites
        Source: planning practice; every start is a procedure of several years
        """
        begun = [starts(m, context, j, k, t) for t in parameters.periods for k in context.types_of.get((j, t), [])]
        return sum(begun) <= 1 if any(not isinstance(term, int) for term in begun) else pyo.Constraint.Skip

    @model.Constraint(model.LATER_OPENINGS)
    def not_reopened(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""What stands today and is given up does not come back.

        $$ \mathrm{open}_{jkt} \le \mathrm{open}_{jk,t-1} $$

        ∀ existing sites j that may close or convert, their present type k, periods t after the first
        Unit: sites
        Source: planning practice
        """
        site = parameters.sites[j]
        if site.present != k or not (site.may_close or site.may_convert):
            return pyo.Constraint.Skip
        return m.open[j, k, t] <= was_open(m, context, j, k, t)

    @model.Constraint([key for key in context.types_of if key[1] != parameters.periods[0]])
    def stays_closed(m: pyo.ConcreteModel, j: Site, t: Period) -> Expr:
        r"""A site of today that has closed stays closed: what it may become, it becomes by conversion.

        $$ \sum_k \mathrm{open}_{jkt} \le \sum_k \mathrm{open}_{jk,t-1} $$

        ∀ existing sites j that may close and convert, periods t after the first
        Unit: sites
        Source: planning practice; conversion cost is that of a site that runs
        """
        site = parameters.sites[j]
        kinds = context.types_of[j, t]
        if not (site.exists and site.may_close and len(kinds) > 1):
            return pyo.Constraint.Skip
        return sum(m.open[j, k, t] for k in kinds) <= sum(was_open(m, context, j, k, t) for k in kinds)


def _add_counts(model: pyo.ConcreteModel, context: Context) -> None:
    def number(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        scoped = context.rules[rule, group]
        return sum(
            m.open[j, k, t]
            for j in scoped.sites
            for k in context.types_of.get((j, t), [])
            if scoped.type is None or k == scoped.type
        )

    @model.Constraint(context.rules_of("count_min"))
    def count_min(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""At least so many sites of a type run in a group.

        $$ \sum_{j \in J_g} \mathrm{open}_{jkt} + \mathrm{short} \ge n $$

        ∀ rules of kind count_min, their groups g, periods t
        Unit: sites
        Source: workbook, sheet Rules
        """
        return number(m, rule, group, t) + m.shortfall[rule, group, t] >= context.rules[rule, group].value

    @model.Constraint(context.rules_of("count_max"))
    def count_max(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""At most so many sites of a type run in a group.

        $$ \sum_{j \in J_g} \mathrm{open}_{jkt} - \mathrm{short} \le n $$

        ∀ rules of kind count_max, their groups g, periods t
        Unit: sites
        Source: workbook, sheet Rules
        """
        return number(m, rule, group, t) - m.shortfall[rule, group, t] <= context.rules[rule, group].value
