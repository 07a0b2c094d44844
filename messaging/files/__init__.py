"""Files: uploads, previews, and what hangs on a message."""
