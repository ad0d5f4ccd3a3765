"""Lets open pages reload after each build, for those who write posts; off unless asked for."""

from flask import Flask

LIVE_RELOAD_VARIABLE = "EXPLAINER_LIVE_RELOAD"


def add_live_reload(app: Flask) -> None:
    """Give an application's pages a script that asks which generation serves."""
    app.jinja_env.globals["live_reload"] = True
