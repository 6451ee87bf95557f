"""Platforms that several users share: none reaches another's rows, and each weakening would be noticed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dbtool.server.runtime import locked
from tests.support.live import everything
from tests.support.projects import PLATFORMS, Project

SHARED = ("octopus", "fx", "trading_ai", "algotrading")
# All rows are one firm's, so that nothing is to be kept from anybody.
ALONE = ("quant_timeseries", "quant_reference")
# One with generated policies, policies by hand and views: some hundred weakenings take half a minute each.
WEAKENED = "octopus"
# Of the weakenings that change access.
ENOUGH = 0.95


@pytest.mark.parametrize("name", SHARED)
def test_no_user_reaches_the_rows_of_another(
    platforms: Project, url_of: Callable[[str], str], name: str
) -> None:
    url = url_of(name)
    before = everything(url)
    found = json.loads(platforms.run(*_verifying(name, url)).stdout)

    assert {relation["isolation"] for relation in found["relations"]} <= {"rls", "view", "shared"}
    assert any(relation["probed"] for relation in found["relations"])
    assert everything(url) == before


def test_weakenings_of_a_platform_are_noticed(platforms: Project, url_of: Callable[[str], str]) -> None:
    url = url_of(WEAKENED)
    # One is BYPASSRLS, and roles are the cluster's: no other worker is to apply a platform meanwhile.
    with locked(platforms.folder.parent / "roles lock"):
        found = json.loads(platforms.run(*_verifying(WEAKENED, url), "--mutate").stdout)

    states = [mutant["state"] for mutant in found["mutants"]]
    killed, survived = states.count("killed"), states.count("survived")
    assert killed >= ENOUGH * (killed + survived) > 0


def test_every_platform_says_whose_its_rows_are() -> None:
    assert {*SHARED, *ALONE} == set(PLATFORMS)


@pytest.mark.parametrize("name", ALONE)
def test_one_tenant_is_said_to_be_one(platforms: Project, url_of: Callable[[str], str], name: str) -> None:
    (found,) = json.loads(platforms.run(*_verifying(name, url_of(name)), "--mutate").stdout)["databases"]

    assert "firm's" in found["single"]
    assert found["threat_model"] == f"one tenant: {found['single']}"
    assert found["engines"] == ["static"]
    page = platforms.run("verify-rls", name, "--url", url_of(name), "--probe").stdout
    assert page.startswith(f"{name}: one tenant (")


def _verifying(name: str, url: str) -> tuple[str, ...]:
    return ("verify-rls", name, "--url", url, "--probe", "--strict", "--format", "json")
