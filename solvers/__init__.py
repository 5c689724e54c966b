"""Everything that touches HiGHS: hand-off, large-scale search, and the worker process that runs one solve."""
