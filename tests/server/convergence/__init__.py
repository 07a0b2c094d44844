"""Convergence: for every entity and operation, an old snapshot and the published changes make the fresh snapshot."""
