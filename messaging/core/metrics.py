"""What is counted while the server works, for Prometheus: how much and how long, never who or what.

Of this process alone: several of them are asked each for itself (docs/operations.md).
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()

requests = Histogram(
    "quchat_request_seconds",
    "How long HTTP requests took",
    ["method", "rule", "status"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
    registry=registry,
)
events = Counter("quchat_socket_events", "Socket events handled", ["event", "outcome"], registry=registry)
packets = Counter("quchat_packets", "Packets of changes published", registry=registry)
connections = Gauge("quchat_connections", "Sockets connected now", registry=registry)
unsaved = Counter("quchat_unsaved_messages", "Messages told while nothing could be written", registry=registry)
redis_away = Gauge(
    "quchat_redis_away", "Whether other processes cannot be told anything (1) or all is well (0)", registry=registry
)
writable = Gauge("quchat_database_writable", "Whether the database can be written (1) or not (0)", registry=registry)
