"""The invented data of the demonstration of icsge."""

PARTS = ()
