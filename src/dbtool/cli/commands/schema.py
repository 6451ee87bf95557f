"""`dbtool schema`."""

from __future__ import annotations

import json

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Talk
from dbtool.cli.output import Output


def command(talk: Talk) -> ExitStatus:
    """Print the JSON Schema of definitions, for editors.

    Save it beside the definitions and begin each file with `# yaml-language-server: $schema=FILE`.
    """
    from dbtool import api

    Output.of(talk).data(json.dumps(api.json_schema(), indent=2, ensure_ascii=False))
    return ExitStatus.DONE
