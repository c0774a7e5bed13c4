"""The state machines of the exchange: dossiers, runs, closure days, periods of the CISSS protocol."""
