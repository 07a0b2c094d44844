"""QuChat as people meet it: in a real Chromium, on a real server."""
