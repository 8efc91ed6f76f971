"""Settings, addresses, server entry and command line: wiring only."""
