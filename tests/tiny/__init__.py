"""A small plugin that the core's tests load: loans of books, with every kind of transition."""
