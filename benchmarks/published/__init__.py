"""Classical location models as workbooks: published files are read, solved through the public interface, and compared.

Run one file with ``python -m benchmarks.published KIND FILE``, all that are published with ``python -m
benchmarks.published all``.
"""
