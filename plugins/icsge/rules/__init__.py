"""The rules of the exchange: one table for the local check, the simulator and the help."""
