"""The machines of icsge: closure days, reserved periods, synchronised records and runs."""
