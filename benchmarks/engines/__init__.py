"""The engines that are measured; each does the whole job in its best known way."""
