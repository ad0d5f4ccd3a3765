"""One module a command: arguments in, one call, print."""
