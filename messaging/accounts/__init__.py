"""Users, devices, sessions, tokens, invites."""
