"""Messages, their edits, reactions."""
