"""Direct and group conversations, who is in them, and how far each has read."""
