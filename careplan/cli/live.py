"""Progress on stderr: one live line on a terminal, plain lines otherwise."""

from __future__ import annotations

import time
from dataclasses import replace
from types import TracebackType
from typing import Self

from babel.numbers import format_decimal
from rich.console import Console
from rich.live import Live
from rich.text import Text as RichText

from careplan.progress import GOAL_UNIT, STAGES, PlanProgress
from instances.i18n import N_, Language, translator
from instances.instance import Instance

# Between two plain lines, so that a log of five minutes stays readable.
SECONDS_BETWEEN_LINES = 5.0


class LiveProgress:
    """Shows stage, elapsed time, best plan, bound and gap as they come; use as a context manager and call with news."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._translate = translator(language)
        self._console = Console(stderr=True, highlight=False)
        self._begun = time.perf_counter()
        self._latest = PlanProgress("read", 0.0)
        self._several_priorities = False
        self._printed = -SECONDS_BETWEEN_LINES
        self._live = Live(get_renderable=self._line, console=self._console, refresh_per_second=4, transient=True)

    @property
    def seconds(self) -> float:
        """Seconds since the progress began."""
        return time.perf_counter() - self._begun

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def about(self, instance: Instance) -> None:
        """Say what is being planned."""
        text = self._translate(N_("{places} places, {sites} sites, {services} services, {pots} pots")).format(
            places=self._number(len(instance.tables["Places"])),
            sites=self._number(len(instance.tables["Sites"])),
            services=len(instance.tables["Services"]),
            pots=instance.tables["Pots"]["pot"].nunique(),
        )
        self._several_priorities = instance.tables["Goals"]["priority"].nunique() > 1
        self._console.print(text, style="dim")

    def __call__(self, news: PlanProgress) -> None:
        """Take one piece of news; while the plan is finished its figures stay as they were."""
        changed = news.stage != self._latest.stage
        if news.stage == "polish":
            news = replace(self._latest, stage=news.stage)
        self._latest = news
        if self._console.is_terminal:
            return
        if changed or self.seconds - self._printed >= SECONDS_BETWEEN_LINES:
            self._printed = self.seconds
            self._console.print(self._line(), soft_wrap=True)

    def _line(self) -> RichText:
        news = self._latest
        parts = [f"{self.seconds:5.0f} s", self._translate(STAGES.get(news.stage, news.stage))]
        if news.of:
            parts.append(self._translate(N_("{number} of {all}")).format(number=news.done, all=news.of))
        elif news.done:
            parts.append(self._translate(N_("question {number}")).format(number=news.done))
        if news.level and self._several_priorities:
            parts.append(self._translate(N_("priority {number}")).format(number=news.level))
        if news.best is not None:
            parts.append(self._translate(N_("best plan {value}")).format(value=self._number(news.best)))
        if news.bound is not None:
            parts.append(self._translate(N_("bound {value}")).format(value=self._number(news.bound)))
        if news.best is not None or news.bound is not None:
            parts[-1] += f" {GOAL_UNIT.in_(self._language)}"
        if news.gap is not None:
            parts.append(self._translate(N_("gap {value} %")).format(value=self._number(100 * news.gap, "#,##0.00")))
        return RichText(" · ".join(parts))

    def _number(self, value: float, pattern: str = "#,##0") -> str:
        return str(format_decimal(value, format=pattern, locale=self._language))
