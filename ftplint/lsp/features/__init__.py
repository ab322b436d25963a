"""What the editor is offered: one feature, one file. Each takes the analysis of a text, and a place in it."""
