"""The mathematics: sets, variables, constraint families and goals, the plan they give and its verification."""
