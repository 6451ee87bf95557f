"""Something of an extension that the document never creates: the extension is created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import listed
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident

# What the extensions of PostgreSQL's own distribution, and TimescaleDB, are used for.
_NAMES = {
    "uuid-ossp": """uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5
        uuid_nil""",
    "pgcrypto": """gen_random_bytes crypt gen_salt digest hmac encrypt decrypt pgp_sym_encrypt pgp_sym_decrypt
        pgp_pub_encrypt pgp_pub_decrypt armor dearmor""",
    "pg_trgm": """gin_trgm_ops gist_trgm_ops similarity word_similarity strict_word_similarity show_trgm""",
    "pg_stat_statements": "pg_stat_statements pg_stat_statements_info pg_stat_statements_reset",
    "citext": "citext",
    "hstore": "hstore",
    "ltree": "ltree lquery",
    "unaccent": "unaccent",
    "btree_gin": "",
    "btree_gist": "",
    "intarray": "gin__int_ops gist__int_ops",
    "tablefunc": "crosstab",
    "earthdistance": "ll_to_earth earth_distance earth_box",
    "fuzzystrmatch": "levenshtein soundex metaphone dmetaphone",
    "postgis": "geometry geography st_makepoint st_distance st_dwithin",
    "vector": "vector halfvec vector_cosine_ops vector_l2_ops vector_ip_ops",
    "timescaledb": """create_hypertable add_dimension set_chunk_time_interval set_integer_now_func time_bucket
        time_bucket_gapfill first last histogram by_range by_hash tsdb""",
}
_OF: Mapping[str, str] = {name: extension for extension, names in _NAMES.items() for name in listed(names)}
# Extensions that only work once the server has loaded their library at its start.
_PRELOADED = frozenset({"pg_stat_statements", "timescaledb"})


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    extension = next(_wanted(failure, scene), None)
    if extension is None:
        return None
    create = clause("CREATE EXTENSION IF NOT EXISTS", ident(extension))
    if any(item.sql == create for item in scene.items):
        return None
    where = _uses(extension, failure, scene)
    preload = f"{extension} must also stand in shared_preload_libraries" if extension in _PRELOADED else None
    return Mend(
        code="missing-extension",
        message=f"It comes from the extension {extension}, which the document never creates.",
        before=(create,),
        hint="; ".join(part for part in (where, preload) if part) or None,
    )


def _wanted(failure: Failure, scene: Scene) -> Iterator[str]:
    if failure.sqlstate == "42704" and "has no default operator class for access method" in failure.message:
        method = failure.message.rpartition('"')[0].rpartition('"')[2]
        yield from (f"btree_{method}" for method in (method,) if method in {"gin", "gist"})
        return
    if failure.sqlstate == "22023" and "namespace" in failure.message:
        yield "timescaledb"
        return
    token = failure.token
    # The server points at the name; where it does not, any name of the statement may be meant.
    tokens = [token] if token is not None else failure.item.code
    for found in tokens:
        if found.name is not None and found.name in _OF and f'"{found.name}"' in _quoted(failure.message):
            yield _OF[found.name]


def _quoted(message: str) -> str:
    """Give the message with the function that it names in quotes too, as other names are."""
    name = message.removeprefix("function ").partition("(")[0]
    return f'{message} "{name.rpartition(".")[2]}"'


def _uses(extension: str, failure: Failure, scene: Scene) -> str | None:
    """Say where else the document uses it."""
    names = {name for name, owner in _OF.items() if owner == extension}
    lines = [
        item.origin.line
        for item in scene.items
        if item is not failure.item and not item.added and names & {token.name for token in item.code}
    ]
    if not lines:
        return None
    numbers = ", ".join(str(line) for line in sorted(set(lines)))
    return f"the statements at {'lines' if len(lines) > 1 else 'line'} {numbers} need it too"


MENDER = Mender(states=frozenset({"42883", "42704", "42P01", "22023"}), mend=_mend)
