"""Makes the two shipped example workbooks from open place data; ``python -m instances.demo`` writes them anew.

Names, positions and residents of places are real (GeoNames, CC BY 4.0); everything else is synthetic and says so.
"""
