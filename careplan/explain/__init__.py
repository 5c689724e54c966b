"""What a planner asks of a result: what stands in its way, what binds it, and why it is as it is."""
