"""Conversations kept as JSON files, one file a conversation, as programs that talk with models keep them."""
