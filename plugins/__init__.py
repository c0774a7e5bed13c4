"""The plugins that ship with Marelle."""
