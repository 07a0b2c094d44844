"""Synchronising: what follows in each log (pull), and what devices did meanwhile (push)."""
