"""How records come in from outside, one source a file or folder."""
