"""The page on which a person goes through a run: source and facts side by side, what is doubtful, what is decided."""
