"""Conversations from elsewhere: JSON files, exports of Slack. docs/imports.md."""
