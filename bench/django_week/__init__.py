"""The rival's grid of a class for a week: one view with prefetched rows and one template, on Marelle's own tables."""
