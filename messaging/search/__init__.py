"""Search: an index of its own beside the tables, fed behind them, and the one query that asks it."""
