"""Several plans of one state side by side: what differs in them and who gains or loses by it."""
