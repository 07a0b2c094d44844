"""A program of its own that looks into files which strangers made: what they are, without where they were made, and
small pictures of them.

It runs as a process with little memory and little time (`examining.py` starts it), because decoders crash and bombs
unpack: whatever happens in here, the server lives on. It imports nothing of the server, whose start would cost more
than the work.
"""
