"""The problem taken apart by sites: a Lagrangian bound, and what it says about which sites to open."""
