"""Requests a second of the real server, beside pages that search nothing on the same server."""
