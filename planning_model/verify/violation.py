"""What the verifier finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

import pandas as pd

from instances.i18n import Language, translator


@dataclass(frozen=True)
class Violation:
    """One rule that the plan breaks.

    ``rule`` is the stable name of the check, or the key of the planner's own rule. ``where`` names the site, place,
    group or pot by key (several joined by `` · ``), ``amount`` says by how much the rule is broken, in ``unit``.
    ``message`` and ``unit`` are English templates (marked with ``N_``), filled from ``values`` when shown.
    """

    rule: str
    where: str
    period: str
    amount: float
    unit: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def within(self, future: str) -> Violation:
        """The same, said of a future; of no particular one without a name."""
        return replace(self, where=_joined([future, self.where]))

    def text(self, language: Language) -> str:
        """What is broken, as a sentence."""
        shown = {name: _shown(value, language) for name, value in self.values.items()}
        return translator(language)(self.message).format(**shown)

    def line(self, language: Language) -> str:
        """Rule, where, period, sentence and amount on one line."""
        scope = " – ".join(part for part in (self.rule, self.where, self.period) if part)
        unit = translator(language)(self.unit)
        return f"{scope}: {self.text(language)} ({_shown(self.amount, language)} {unit})"


def violations(rule: str, rows: pd.DataFrame, message: str, unit: str, where: tuple[str, ...]) -> list[Violation]:
    """One violation for each row whose ``amount`` is not 0.

    ``where`` are the columns that name the row; every placeholder of ``message`` is a column too.
    """
    amiss = rows["amount"].to_numpy() != 0
    if not amiss.any():
        return []
    wanted = [name for _, name, _, _ in Formatter().parse(message) if name]
    return [
        Violation(
            rule=rule,
            where=_joined(row[column] for column in where),
            period=str(row.get("period", "")),
            amount=float(row["amount"]),
            unit=unit,
            message=message,
            values={name: row[name] for name in wanted},
        )
        for row in rows[amiss].to_dict("records")
    ]


def _joined(keys: Iterable[Any]) -> str:
    return " · ".join(f"{key:g}" if isinstance(key, float) else str(key) for key in keys if key != "")


def _shown(value: Any, language: Language) -> str:
    if not isinstance(value, float):
        return str(value)
    number = f"{value:.9g}"
    return number.replace(".", ",") if language == "de" else number
