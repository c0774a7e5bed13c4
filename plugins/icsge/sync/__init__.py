"""The synchronisation: what is to be sent, what is judged beforehand, the run, and what became of each record."""
