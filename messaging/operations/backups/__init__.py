"""Backups of the whole installation, and restoring one: docs/backup.md."""
