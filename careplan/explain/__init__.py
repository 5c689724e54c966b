"""Why there is no plan, and why the plan is as it is."""
