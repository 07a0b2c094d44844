"""`make bench`: QuChat beside a minimal Node server with the same contract (docs/benchmarks.md)."""
