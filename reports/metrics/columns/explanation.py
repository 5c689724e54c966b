"""Columns about what binds a plan, and about what the other decision on a site would cost."""

from __future__ import annotations

from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import AS_NAMED, Column, Form

UNSERVED = Text("gleichw. Unversorgte", "equiv. unserved")

STEP_CHOICES = (
    Choice("million", Text("1 Mio. € je Jahr", "€1 million a year")),
    Choice("post", Text("1 Stelle (VZÄ)", "1 post (FTE)")),
    Choice("seat", Text("1 Sitz", "1 seat")),
    Choice("site", Text("1 Standort", "1 site")),
    Choice("minutes", Text("5 Minuten mehr Fahrzeit", "5 more minutes' drive")),
)
METHOD_CHOICES = (
    Choice("resolved", Text("neu gerechnet", "solved again")),
    Choice("local", Text("geschätzt", "estimated")),
    Choice("none", Text("nicht bewertet", "not valued")),
    Choice("ample", Text("nicht nötig", "no need")),
)
WORTH_CHOICES = (
    Choice("ample", Text("nicht knapp", "not scarce")),
    Choice("helps", Text("mehr davon hilft", "more of it helps")),
    Choice("useless", Text("mehr davon bringt nichts", "more of it brings nothing")),
    Choice("perhaps", Text("nicht entschieden", "undecided")),
    Choice("estimated", Text("nur geschätzt", "estimated alone")),
    Choice("unknown", Text("nicht bewertet", "not valued")),
)
QUESTION_CHOICES = (
    Choice("without", Text("im Plan; was ohne ihn?", "in the plan; what without it?")),
    Choice("with", Text("nicht im Plan; was mit ihm?", "not in the plan; what with it?")),
)
VERDICT_CHOICES = (
    Choice("indispensable", Text("unverzichtbar: ohne ihn kein Plan", "indispensable: no plan without it")),
    Choice("needed", Text("wird gebraucht", "needed")),
    Choice("replaceable", Text("ersetzbar: ohne ihn geht es ebenso gut", "replaceable: as good without it")),
    Choice("impossible", Text("nicht möglich: mit ihm kein Plan", "impossible: no plan with it")),
    Choice("dear", Text("kostet mehr, als er bringt", "costs more than it brings")),
    Choice("equal", Text("gleich gut: mit ihm geht es ebenso gut", "equal: as good with it")),
    Choice("perhaps", Text("nicht entschieden", "undecided")),
    Choice("not_alone", Text("nicht, solange alles andere bleibt", "not as long as all else stays")),
    Choice("estimated", Text("nur geschätzt", "estimated alone")),
    Choice("unknown", Text("nicht bewertet", "not valued")),
)

EXPLANATION = (
    Column(
        "thing",
        Text("Was", "What"),
        Text("Finanzierungsquelle, Beruf oder Planungsregel.", "Pot, profession or planning rule."),
        refers=AS_NAMED,
    ),
    Column(
        "limit",
        Text("Grenze", "Limit"),
        Text(
            "Was es gibt oder verlangt ist, im engsten Zeitraum: Geld mit Übertrag, Personal mit dem gewinnbaren.",
            "What there is or is asked for, in the tightest period: money with what is carried over, staff with what "
            "can be recruited.",
        ),
        Form.BY_ROW,
    ),
    Column(
        "taken",
        Text("Davon im Plan", "Of it in the plan"),
        Text("Was der Plan davon braucht oder erreicht.", "What the plan needs or reaches of it."),
        Form.BY_ROW,
    ),
    Column(
        "step",
        Text("Eine Einheit", "One unit"),
        Text("Was in den folgenden Spalten „eine mehr“ heißt.", "What “one more” means in the next columns."),
        choices=STEP_CHOICES,
    ),
    Column(
        "worth",
        Text("Ergebnis", "Result"),
        Text(
            "Was über eine Einheit mehr bewiesen ist; „nicht entschieden“, wo die Lücken zu groß sind.",
            "What is proven about one more unit; “undecided” where the gaps are too wide.",
        ),
        choices=WORTH_CHOICES,
    ),
    Column(
        "more_low",
        Text("Eine mehr bringt mindestens", "One more brings at least"),
        Text(
            "So viele gleichwertige Unversorgte weniger sind mit einer Einheit mehr bewiesen.",
            "So many equivalent residents unserved fewer are proven with one unit more.",
        ),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "more_high",
        Text("Eine mehr bringt höchstens", "One more brings at most"),
        Text("Mehr kann eine Einheit mehr nicht bringen.", "One unit more cannot bring more than this."),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "less_low",
        Text("Eine weniger kostet mindestens", "One less costs at least"),
        Text(
            "So viele gleichwertige Unversorgte mehr sind mit einer Einheit weniger bewiesen.",
            "So many equivalent residents unserved more are proven with one unit less.",
        ),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "less_high",
        Text("Eine weniger kostet höchstens", "One less costs at most"),
        Text("Mehr kann eine Einheit weniger nicht kosten.", "One unit less cannot cost more than this."),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "needed",
        Text("Ohne eine Einheit kein Plan", "No plan with one less"),
        Text("Mit einer Einheit weniger gibt es keinen Plan.", "With one unit less there is no plan."),
        Form.FLAG,
    ),
    Column(
        "estimate",
        Text("Schätzung", "Estimate"),
        Text(
            "Solange alle anderen Standorte bleiben, wie sie im Plan sind, und Größen sich stufenlos ändern dürfen. Wo "
            "neu gerechnet wurde, gilt das.",
            "As long as all other sites stay as they are in the plan and sizes may be any. Where it was solved again, "
            "that counts.",
        ),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "method",
        Text("Ermittelt", "Found"),
        Text(
            "Neu gerechnet: der Plan mit dieser einen Änderung. Geschätzt: an den Preisen des Plans.",
            "Solved again: the plan with this one change. Estimated: by the prices of the plan.",
        ),
        choices=METHOD_CHOICES,
    ),
    Column(
        "question",
        Text("Frage", "Question"),
        Text("Wonach gefragt ist.", "What is asked."),
        choices=QUESTION_CHOICES,
    ),
    Column(
        "verdict",
        Text("Antwort", "Answer"),
        Text(
            "Was bewiesen ist; „nicht entschieden“, wo die Lücken zu groß sind.",
            "What is proven; “undecided” where the gaps are too wide.",
        ),
        choices=VERDICT_CHOICES,
    ),
    Column(
        "other_low",
        Text("Anders kostet mindestens", "Otherwise costs at least"),
        Text(
            "So viele gleichwertige Unversorgte mehr hätte jeder Plan mit der anderen Entscheidung mindestens.",
            "So many equivalent residents unserved more any plan with the other decision would have at least.",
        ),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "other_high",
        Text("Anders kostet höchstens", "Otherwise costs at most"),
        Text(
            "Es gibt einen Plan mit der anderen Entscheidung, der nicht mehr als das kostet.",
            "There is a plan with the other decision that costs no more than this.",
        ),
        Form.ONE,
        UNSERVED,
    ),
    Column(
        "obstacle",
        Text("Was im Weg steht", "What stands in the way"),
        Text(
            "Eine Gründungsregel, die alle Typen ausschließt; sonst das wertvollste Knappe, das der Standort brauchte. "
            "Leer: Er ist sein Geld nicht wert, oder es ist nichts bekannt.",
            "A founding rule that bars all types; else the most valuable scarce thing that the site would need. Empty: "
            "it is not worth its money, or nothing is known.",
        ),
        refers=AS_NAMED,
    ),
)
