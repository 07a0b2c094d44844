"""Knowledge that one keeps and attaches to conversations and messages."""
