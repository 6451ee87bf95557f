"""Which file each object stands in, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dbtool.definitions.writing.spelling import spelled
from dbtool.model.key import Key

# What stands in no schema.
_PLAIN = frozenset(
    "schema extension role event_trigger language foreign_data_wrapper server publication subscription "
    "access_method".split()
)
AREAS = ("schema", "policies", "roles")
_UNSAFE = re.compile(r"[^\w.-]+")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where the objects of a kind stand.

    Shape: with `section` in a section of the file, else each in a file of its own in the folder; `target` is
           the key that says what an entry of a list belongs to, None for a section by name.
    """

    where: str
    section: str | None = None
    target: str | None = None


PLACES: Mapping[str, Place] = {
    "table": Place("schema/tables"),
    "view": Place("schema/views"),
    "materialized_view": Place("schema/views"),
    "continuous_aggregate": Place("schema/views"),
    "foreign_table": Place("schema/tables"),
    "function": Place("schema/functions"),
    "schema": Place("schema/schemas.yml", "schemas"),
    "extension": Place("schema/extensions.yml", "extensions"),
    "enum": Place("schema/types.yml", "enums"),
    "domain": Place("schema/types.yml", "domains"),
    "composite_type": Place("schema/types.yml", "composite_types"),
    "base_type": Place("schema/types.yml", "base_types"),
    "range_type": Place("schema/types.yml", "range_types"),
    "collation": Place("schema/collations.yml", "collations"),
    "text_search_dictionary": Place("schema/text_search.yml", "text_search_dictionaries"),
    "text_search_configuration": Place("schema/text_search.yml", "text_search_configurations"),
    "operator_family": Place("schema/operators.yml", "operator_families"),
    "operator_class": Place("schema/operators.yml", "operator_classes"),
    "conversion": Place("schema/conversions.yml", "conversions"),
    "access_method": Place("schema/access_methods.yml", "access_methods"),
    "language": Place("schema/languages.yml", "languages"),
    "text_search_parser": Place("schema/text_search.yml", "text_search_parsers"),
    "text_search_template": Place("schema/text_search.yml", "text_search_templates"),
    "event_trigger": Place("schema/event_triggers.yml", "event_triggers"),
    "foreign_data_wrapper": Place("schema/servers.yml", "foreign_data_wrappers"),
    "server": Place("schema/servers.yml", "servers"),
    "subscription": Place("schema/subscriptions.yml", "subscriptions"),
    "publication": Place("schema/publications.yml", "publications"),
    "sequence": Place("schema/sequences.yml", "sequences"),
    "row_security": Place("policies/row_security.yml", "row_security", "table"),
    "columnstore": Place("policies/compression.yml", "compression", "table"),
    "retention": Place("policies/retention.yml", "retention", "table"),
    "row_retention": Place("policies/retention.yml", "retention", "table"),
    "refresh": Place("policies/refresh.yml", "refresh", "view"),
    "further_refresh": Place("policies/refresh.yml", "refresh", "view"),
    "view_refresh": Place("policies/refresh.yml", "refresh", "view"),
    "maintenance": Place("policies/maintenance.yml", "maintenance", "table"),
    "job": Place("policies/jobs.yml", "jobs"),
    "role": Place("roles/roles.yml", "roles"),
}
# Statements about what has no file of its own.
SQL_FILES: Mapping[str, str] = {"grant": "roles/grants.sql", "domain": "schema/types.sql"}
LISTS: Mapping[str, str] = {
    "operators": "schema/operators.yml",
    "casts": "schema/operators.yml",
    "transforms": "schema/languages.yml",
    "database": "roles/database.yml",
    "memberships": "roles/roles.yml",
    "grants": "roles/grants.yml",
    "revokes": "roles/grants.yml",
    "default_privileges": "roles/default_privileges.yml",
    "security_labels": "policies/security_labels.yml",
}
# Keys of bodies in the order in which people write them; others follow as they come.
KEYS = """
    values partition_of comment owner query labels attributes subtype type collation nullable default
    of_type inherits columns primary_key unique checks foreign_keys exclude indexes triggers partition_by
    partitions hypertable unlogged options
    """.split()


class Files:
    """Names of files, each given once: two names that differ in capitals or odd signs get two files."""

    def __init__(self) -> None:
        self._taken: dict[str, Key] = {}

    def named(self, key: Key, schema: str, ending: str) -> str:
        """Give the path of an object's own file; `schema` is the one that needs no folder."""
        folder = PLACES[key.kind].where
        if key.path[0] != schema:
            folder += "/" + _safe(key.path[0])
        stem, number = _safe(key.path[1]), 1
        path = f"{folder}/{stem}{ending}"
        while self._taken.setdefault(path.lower(), key) != key:
            number += 1
            path = f"{folder}/{stem}_{number}{ending}"
        return path


def name_in(key: Key, schema: str) -> str:
    """Give the name of an object as the key of its section."""
    if key.kind in ("operator_family", "operator_class"):
        return spelled(key.path[:2], schema)
    if key.kind in _PLAIN:
        return key.path[0]
    return key.path[2] if key.kind == "job" else spelled(key.path, schema)


def _safe(name: str) -> str:
    # A name that starts with an underscore or a dot would be a file for including only.
    return _UNSAFE.sub("_", name)[:_MOST].lstrip("._-") or "x"
