"""The form of a request: seven pages declared as data (1.8.2), its answers, and what is wrong with them."""
