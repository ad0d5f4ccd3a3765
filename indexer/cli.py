"""The command line of maintainers; each command is a module of `indexer.commands`."""

import sys
from importlib import import_module
from typing import Any

import click

from indexer.errors import ExplainerSearchError

_COMMANDS = (
    "new",
    "check",
    "lint",
    "build",
    "watch",
    "search",
    "explain",
    "show",
    "stats",
    "evaluate",
    "diff",
    "generations",
    "rollback",
)


class CommandLine(click.Group):
    """Loads a command when it is called, and turns our errors into a message and status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands in the order of a maintainer's day."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"indexer.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command."""
        try:
            return super().invoke(ctx)
        except ExplainerSearchError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader of our output has gone, as `head` does: nothing is left to say.
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="explainer-search", message="%(package)s %(version)s")
def main() -> None:
    """Index explainer posts and search them.

    \b
    A maintainer's round:
      indexer new "Title"     begin a post
      indexer check           what is wrong with the posts
      indexer lint            what keeps readers from finding them
      indexer build           build the index and publish it
      indexer watch --serve   do so whenever a post is saved, and look at it
      indexer search "..."    ask it
      indexer evaluate        measure how well it answers judged questions
      indexer rollback        take the last build back
    """
