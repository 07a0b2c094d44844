"""What the tests stand on: fresh applications, people who use them, and the contract all they see must keep."""
