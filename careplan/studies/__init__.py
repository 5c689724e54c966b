"""Many runs that answer one question: what is varied, where results are kept, who solves, and what comes of it."""
