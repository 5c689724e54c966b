"""Measurements beside yardsticks: ``python -m benchmarks.loading`` and ``python -m benchmarks.handoff``.

A figure from another machine, or from an hour when this one was busy, says nothing; so each benchmark measures its
yardsticks itself, in turns with what it is about, and states ratios. None of them demands a time.
"""
