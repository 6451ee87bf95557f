"""SQL text as statements with their places; settings, psql commands and lone comments as remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dbtool.definitions.sql_split import ROWS, SqlStatement, scan
from dbtool.definitions.sql_tokens import Token, lex, listed
from dbtool.documents.comments import CommentRun, comment_runs, comments_above
from dbtool.documents.document import DocumentStatement, Remark
from dbtool.documents.upkeep import declared_upkeep
from dbtool.documents.verbs import sort_of
from dbtool.errors import Origin

# A comment without a statement is worth a word where it speaks of something that somebody must do.
_ANNOUNCING = listed(
    """
    policy policies schedule scheduled job cron partition partitioned partitions retention retain archive
    delete encryption encrypt require requires enable implement implemented implementation refresh todo fixme
    aggregate
    """
)
# pg_dump writes a heading above each object, with an empty line between.
_DUMPED = "; Type: "
_COMMANDS = listed("create alter grant revoke select insert update delete refresh vacuum drop call truncate")


def read_sql_text(
    text: str, file: str, *, first_line: int = 1, indent: int = 0, section: tuple[str, ...] = ()
) -> tuple[list[DocumentStatement], list[Remark]]:
    """Give the statements and remarks of a text that begins on line `first_line` of the file."""

    def place(origin: Origin) -> Origin:
        return Origin(file, origin.line + first_line - 1, origin.column + indent if origin.column else 0)

    found, errors = scan(text, file)
    runs = list(comment_runs(text, found))
    above = comments_above(runs)
    statements: list[DocumentStatement] = []
    remarks: list[Remark] = []
    for error in errors:
        remarks.append(_client(error.message, error.hint, place(error.origin or Origin(file))))
    for statement in found:
        comment = above.get(statement.origin.line, "")
        if sort_of(statement.code) is None and _is_setting(statement.code, 0):
            remarks.append(_settings(statement, place(statement.origin)))
        else:
            statements.append(
                DocumentStatement(statement.sql, place(statement.origin), comment=comment, section=section)
            )
    remarks.extend(_lone(runs, lambda line: place(Origin(file, line, 1))))
    return statements, remarks


def looks_like_sql(text: str) -> bool:
    """Say whether a block without a language is SQL: a first word of SQL, and a semicolon after it."""
    code = list(lex(text))
    return sort_of(code[:6]) is not None and any(token.text == ";" for token in code)


def _client(message: str, hint: str | None, origin: Origin) -> Remark:
    broken = "not closed" in message
    return Remark(
        code="not-closed" if broken else "client-command",
        severity="error" if broken else "info",
        message=message,
        origin=origin,
        hint=ROWS if message.startswith("COPY") else hint,
    )


def _is_setting(code: Sequence[Token], place: int) -> bool:
    """Say whether `name = value` begins here, as in postgresql.conf."""
    return len(code) > place + 2 and bool(code[place].word) and code[place + 1].text == "="


def _settings(statement: SqlStatement, origin: Origin) -> Remark:
    code = statement.code
    starts = [place for place in range(len(code)) if _is_setting(code, place)]
    ends = [*starts[1:], len(code)]
    lines = []
    for start, end in zip(starts, ends, strict=True):
        value = statement.sql[code[start + 2].start : code[end - 1].end]
        lines.append(" ".join(("ALTER SYSTEM SET", code[start].text, "=", value)) + ";")
    return Remark(
        code="server-settings",
        severity="warning",
        message="These are lines of postgresql.conf, not SQL: the server takes them as a syntax error.",
        origin=origin,
        text=statement.sql,
        mended="\n".join(lines),
        hint="settings belong to the server, not to a database: no definition holds them",
    )


def _lone(runs: Sequence[CommentRun], place: Callable[[int], Origin]) -> Iterator[Remark]:
    for run in runs:
        if run.above is not None or _DUMPED in run.text:
            continue
        commands = [line for line in run.text.split("\n") if _is_command(line)]
        if commands:
            yield Remark(
                code="commented-out",
                severity="info",
                message="This statement stands in a comment: nothing carries it out.",
                origin=place(run.line),
                text=run.text,
                mended=declared_upkeep(commands[0]),
            )
        elif _ANNOUNCING & {token.word for token in lex(run.text)}:
            yield Remark(
                code="announced-only",
                severity="info",
                message="This comment stands without a statement: nothing carries out what it says.",
                origin=place(run.line),
                text=run.text,
            )


def _is_command(line: str) -> bool:
    code = list(lex(line))
    return len(code) > 2 and code[0].word in _COMMANDS and code[-1].text == ";" and code[0].text.isupper()
