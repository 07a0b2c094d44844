"""Health, logs, migrations at start."""
