"""Taking everything away again: a conversation, a person's data, or all there is. docs/exports.md."""
