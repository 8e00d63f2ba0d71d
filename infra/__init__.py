"""What everything stands on: settings, clock, database, queue, telemetry, and the servers we start ourselves."""
