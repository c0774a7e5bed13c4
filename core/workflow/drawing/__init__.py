"""How a workflow is drawn: squares, arrows, words, and the text forms of the same."""
