"""Lets open pages reload after each build, for those who write posts; off unless asked for."""

from flask import Flask, Response

LIVE_RELOAD_VARIABLE = "EXPLAINER_LIVE_RELOAD"
_POLICY = "Content-Security-Policy"
_NEEDED = ("script-src", "connect-src")


def add_live_reload(app: Flask) -> None:
    """Give an application's pages a script that asks which generation serves."""
    app.jinja_env.globals["live_reload"] = True
    # The last to be called, so that it sees the policy that the application has set.
    app.after_request_funcs.setdefault(None, []).insert(0, _allow_script)


def _allow_script(response: Response) -> Response:
    if policy := response.headers.get(_POLICY):
        response.headers[_POLICY] = with_own_scripts(policy)
    return response


def with_own_scripts(policy: str) -> str:
    """A content security policy that lets pages run our scripts and ask our server."""
    directives = {
        name: sources
        for name, *sources in (part.split() for part in policy.split(";") if part.strip())
    }
    for name in _NEEDED:
        sources = [source for source in directives.get(name, []) if source != "'none'"]
        directives[name] = sources if "'self'" in sources else [*sources, "'self'"]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
