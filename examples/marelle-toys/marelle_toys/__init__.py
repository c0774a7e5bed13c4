"""A toy library: families borrow toys from their daycare."""
