"""The steps of scripts/setup.py, one a file. Standard library only: they run before anything is installed."""
