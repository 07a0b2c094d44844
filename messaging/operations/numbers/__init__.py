"""Numbers over time for administrators: how many people, messages, connections; how much room; how long things take."""
