"""Several devices on a real server, and everything goes wrong that can (world.py tells the whole of it)."""
