"""The file as written: bytes, tree, and the place of every element and attribute."""
