"""Mutated files through the commands of ftplint, in this process: an answer each time, never a bug, never a secret."""
