"""What one connection and one delivery cost, and from that how far each arrangement of QuChat goes: docs/scaling.md."""
