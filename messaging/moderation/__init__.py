"""Reports of messages, what becomes of them, and what people are told of it."""
