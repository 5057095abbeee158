#!/usr/bin/env python3
"""The alertmanager suite: a real Alertmanager tells a real `scribe serve`.

    tests/alerts/run.py SCRIBE [TEST…]
"""

import json
import re
import shutil
import sys
import tempfile
import unittest
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.dont_write_bytecode = True

from console import Console
from processes import PATIENCE, Alertmanager, Scribe, demand_tools

TOKEN = "sesame-open"
DELIVERED = r'receiver=scribe .*msg="Notify success"'


def a_minute_ago():
    at = datetime.now(timezone.utc) - timedelta(minutes=1)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def alert_rows(incident):
    return [row for row in incident["timeline"] if row["kind"] == "alert"]


def timeline_of(rca):
    """The table's lines without its head."""
    table = rca.split("## Timeline")[1].split("\n## ")[0]
    return [line for line in table.split("\n") if line.startswith("|")][2:]


class AlertmanagerTest(unittest.TestCase):
    binary = ""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="scribe-alerts-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.scribe = Scribe(self.binary, self.folder, TOKEN)
        self.addCleanup(self.scribe.stop)
        webhook = self.scribe.address + "/alerts/production"
        self.alertmanager = Alertmanager(self.folder, webhook, TOKEN)
        self.addCleanup(self.alertmanager.stop)

    def fire(self, service, starts_at, **labels):
        alert = {
            "labels": {"alertname": "LatencyHigh", "service": service, **labels},
            "annotations": {"summary": "p99 above 2 s"},
            "startsAt": starts_at.isoformat(),
        }
        urllib.request.urlopen(urllib.request.Request(
            self.alertmanager.address + "/api/v2/alerts", json.dumps([alert]).encode(),
            {"Content-Type": "application/json"}), timeout=PATIENCE).close()

    def ana(self):
        console = Console(self.scribe.address, "ana")
        self.addCleanup(console.close)
        return console

    def declare(self, ana, service):
        room = ana.declare(f"P2 Answers come late service={service}")
        ana.ask(do="open", room=room)
        return room

    def test_an_alert_before_the_declaration_is_the_first_row_and_the_detection(self):
        starts_at = a_minute_ago()
        self.fire("checkout", starts_at)
        self.alertmanager.await_line(DELIVERED)
        ana = self.ana()
        room = self.declare(ana, "checkout")
        detected = [each for each in ana.incident(1)["milestones"] if each["name"] == "detected"]
        self.assertEqual([each["source"] for each in detected], ["alert"])
        self.assertEqual(datetime.fromisoformat(detected[0]["at"]), starts_at)

        ana.command(room, "/incident resolve")
        clock = starts_at.strftime("%H:%M")
        rows = timeline_of(ana.rca(1, "default"))
        self.assertEqual(rows[0], f"| {clock} | Monitoring alert triggered |")
        self.assertTrue(rows[1].startswith(f"| {clock} | LatencyHigh: p99 above 2 s"), rows)
        full = ana.rca(1, "full")
        moment = starts_at.strftime("%Y-%m-%d %H:%M")
        self.assertRegex(full, rf"\| detected \| {moment} \| alert \| ")
        self.assertRegex(full, r"\| time to detect \| .* \| detected: " + moment + r" \(alert\) \|")

    def test_an_alert_told_again_is_counted_in_its_one_row(self):
        self.fire("checkout", a_minute_ago())
        self.alertmanager.await_line(DELIVERED)
        ana = self.ana()
        room = self.declare(ana, "checkout")
        told = ana.await_incident(1, lambda view: alert_rows(view)[0]["count"] >= 3)
        self.assertEqual(len(alert_rows(told)), 1)
        ana.command(room, "/incident resolve")
        rows = [row for row in timeline_of(ana.rca(1, "default")) if "LatencyHigh" in row]
        self.assertEqual(len(rows), 1, rows)
        count = re.search(r"\(×(\d+)\) \|$", rows[0])
        self.assertTrue(count and int(count.group(1)) >= 3, rows[0])

    def test_a_wrong_token_is_refused_and_leaves_nothing(self):
        self.fire("checkout", a_minute_ago(), token="wrong")
        self.alertmanager.await_line(r"stranger/webhook.*unexpected status code 401")
        self.scribe.await_line(r"alerts: refused a delivery .* wrong token")
        ana = self.ana()
        self.declare(ana, "checkout")
        incident = ana.incident(1)
        self.assertEqual(alert_rows(incident), [])
        self.assertEqual([each["name"] for each in incident["milestones"]], [])
        self.scribe.stop()
        for file in self.folder.glob("scribe.db*"):
            self.assertNotIn(b"LatencyHigh", file.read_bytes(), file)

    def test_what_fires_while_scribe_is_down_arrives_when_it_is_back(self):
        self.scribe.stop()
        starts_at = a_minute_ago()
        self.fire("search", starts_at)
        self.alertmanager.await_line(r'msg="Notify attempt failed, will retry later"')
        self.scribe.start()
        self.alertmanager.await_line(DELIVERED)
        ana = self.ana()
        self.declare(ana, "search")
        rows = alert_rows(ana.incident(1))
        self.assertEqual([datetime.fromisoformat(row["at"]) for row in rows], [starts_at])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: tests/alerts/run.py SCRIBE [TEST…]")
    demand_tools()
    AlertmanagerTest.binary = sys.argv.pop(1)
    unittest.main(verbosity=2)
