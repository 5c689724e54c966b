"""``python -m benchmarks.scale``: one case, one line of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from benchmarks.scale.cases import Case, parser

SCIP_IS_MISSING = "SCIP alone needs a package that is not installed: pip install pyscipopt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the case and print its line; 1 where its plan does not pass the verifier."""
    case = Case(**vars(parser().parse_args(arguments)))
    if not case.solver_is_there:
        sys.exit(SCIP_IS_MISSING)
    from benchmarks.scale.run import measure

    try:
        line = measure(case)
    except ValueError as error:
        sys.exit(str(error))
    print(json.dumps(line, ensure_ascii=False))
    return 1 if line["verified"] is False else 0


if __name__ == "__main__":
    sys.exit(main())
