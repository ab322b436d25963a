"""What is written about rules: their pages, lists and the template of a new one."""
