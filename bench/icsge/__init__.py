"""The speed bars of the exchange with CSG."""
