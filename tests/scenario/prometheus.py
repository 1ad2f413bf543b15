"""A real Prometheus with a real Alertmanager, as Debian packages them, that watch a shop and tell a bot."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.scenario.monitors import GRAFANA, TO_GRAFANA
from tests.serving import free_port, served

PROMETHEUS, ALERTMANAGER = shutil.which("prometheus"), shutil.which("prometheus-alertmanager")

WATCHES = """
global:
  scrape_interval: 250ms
  scrape_timeout: 250ms
  evaluation_interval: 250ms
alerting:
  alertmanagers:
    - static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]
rule_files: ["{folder}/rules.yml"]
scrape_configs:
  - job_name: shop
    static_configs: [{{targets: ["{shop}"]}}]
"""
# The last value holds where a scrape is missed: on a machine that does much else the alert would end.
RULES = """
groups:
  - name: shop
    rules:
      - alert: HighErrorRate
        expr: last_over_time(shop_error_ratio[1m]) > 0.05
        labels: {severity: critical, service: web-shop}
        annotations:
          summary: "the cart answers with errors"
          value: "{{ $value }}"
          dashboard: "https://grafana.example.com/d/cart"
"""
ROUTES = """
route:
  receiver: tminus
  group_by: [alertname]
  group_wait: 0s
  group_interval: 250ms
receivers:
  - name: tminus
    webhook_configs:
      - url: {bot}{path}
        http_config:
          authorization: {{type: Bearer, credentials: {secret}}}
"""


class Shop:
    """What is watched: how many of its requests fail."""

    def __init__(self) -> None:
        self.errors = 0.001

    def app(self) -> Starlette:
        """Where it is scraped."""
        return Starlette(routes=[Route("/metrics", self._metrics)])

    async def _metrics(self, _request: Request) -> Response:
        return PlainTextResponse(f"shop_error_ratio {self.errors}\n")


@asynccontextmanager
async def watched_shop(bot: str, folder: Path) -> AsyncIterator[Shop]:
    """A shop of which a bot at this address is told; without the programs the test is skipped, not in CI."""
    if not (PROMETHEUS and ALERTMANAGER) and not os.environ.get("CI"):
        pytest.skip("NO PROMETHEUS: install prometheus and prometheus-alertmanager to run the real thing")
    assert PROMETHEUS, "prometheus is not installed"
    assert ALERTMANAGER, "prometheus-alertmanager is not installed"
    shop, alertmanager, prometheus = Shop(), _port(), _port()
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(served(shop.app(), free_port()))
        watches = WATCHES.format(
            alertmanager=alertmanager, folder=folder, shop=address.removeprefix("http://")
        )
        (folder / "rules.yml").write_text(RULES)
        (folder / "prometheus.yml").write_text(watches)
        (folder / "alertmanager.yml").write_text(ROUTES.format(bot=bot, path=TO_GRAFANA, secret=GRAFANA))
        await stack.enter_async_context(
            _running(
                ALERTMANAGER,
                f"--config.file={folder}/alertmanager.yml",
                f"--storage.path={folder}/alertmanager",
                f"--web.listen-address=127.0.0.1:{alertmanager}",
                "--cluster.listen-address=",
                log=folder / "alertmanager.log",
            )
        )
        await stack.enter_async_context(
            _running(
                PROMETHEUS,
                f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/prometheus",
                f"--web.listen-address=127.0.0.1:{prometheus}",
                log=folder / "prometheus.log",
            )
        )
        yield shop


@asynccontextmanager
async def prometheus_alone(folder: Path) -> AsyncIterator[str]:
    """The address of one that watches nothing; without the program as `watched_shop`."""
    if not PROMETHEUS and not os.environ.get("CI"):
        pytest.skip("NO PROMETHEUS: install prometheus to run the real thing")
    assert PROMETHEUS, "prometheus is not installed"
    port = _port()
    (folder / "prometheus.yml").write_text("scrape_configs: []\n")
    running = _running(
        PROMETHEUS,
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/prometheus",
        f"--web.listen-address=127.0.0.1:{port}",
        log=folder / "prometheus.log",
    )
    async with running:
        yield f"http://127.0.0.1:{port}"


def _port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@asynccontextmanager
async def _running(*command: str, log: Path) -> AsyncIterator[None]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=output)
        try:
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
