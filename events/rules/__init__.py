"""The rules of the codebook in plain Python: dates, figures, text, keys, graphs and coordinates."""
