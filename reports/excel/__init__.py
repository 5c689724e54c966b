"""The Excel report of a plan."""
