"""What a study of many runs found: its frames as tables that readers see, and in words."""
