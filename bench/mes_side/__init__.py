"""The side of MES: the real plugins on many copies of the demonstration."""
