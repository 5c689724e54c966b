"""How far planning carries: ``python -m benchmarks.scale`` plans for a whole state and prints one line of JSON.

``benchmarks.scale.table`` runs a list of such cases, ``benchmarks.scale.growth`` says how their time and memory grow.
"""
