"""Moving an installation from one database to another: docs/moving.md."""
