"""ICSGE: the children's files and agreements, synchronised with the Ministry."""
