"""How the application is served: sockets, servers, and what keeps live delivery fast (docs/engine.md)."""
