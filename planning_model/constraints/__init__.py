"""The mathematics: one module a constraint family, each with one public ``add_<family>(model, context)``."""
