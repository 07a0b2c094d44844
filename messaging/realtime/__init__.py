"""Connections, rooms, presence, typing: what is live and never stored."""
