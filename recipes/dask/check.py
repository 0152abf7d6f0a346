"""Checks the Dask recipe on this machine: that merged shares are the single run byte for byte, also when a worker is killed
in the middle, and that what cannot succeed is not tried again and ends with advice.

    python recipes/dask/check.py path/to/scorer
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import psutil
import study

SCORER = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "scorer"
# Chunks hold eight seeds: four of them, one for each share. Early days, so that the model has little to learn from.
STUDY = ["--from", "2020-02-03", "--to", "2020-02-10", "--seeds", "32", "--borrowers", "20"]
SOURCE = ["--synthetic", "7"]
SHARES = 4
PATIENCE_SECONDS = 600


class Shares(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.single = cls.path("single.json")
        words = ["study", *SOURCE, *STUDY, "--out", cls.path("single"), "--json", cls.single]
        subprocess.run([SCORER, *words], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return str(Path(cls.folder.name, name))

    def assert_equal_to_single_run(self, merged):
        self.assertEqual(Path(merged).read_bytes(), Path(self.single).read_bytes())

    def recipe(self, name, *words):
        """The driver as a person starts it."""
        script = Path(__file__).with_name("study.py")
        command = [sys.executable, script, "--scorer", SCORER, "--out", self.path(name), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_merged_shares_are_the_single_run(self):
        merged = self.path("merged.json")

        run = self.recipe(
            "shares", *SOURCE, "--shares", str(SHARES), "--workers", "2", "--json", merged,
            "--", *STUDY,
        )

        self.assertEqual(run.returncode, 0, run.stderr)
        for share in range(1, SHARES + 1):
            self.assertIn(f"share {share} of {SHARES}: ", run.stderr)
        self.assert_equal_to_single_run(merged)

    def test_a_share_whose_worker_is_killed_is_computed_by_another(self):
        merged = self.path("killed.json")
        args = study.arguments([
            "--scorer", SCORER, *SOURCE, "--shares", str(SHARES), "--workers", "2",
            "--out", self.path("killed"), "--json", merged, "--", *STUDY,
        ])
        client, cluster = study.connect(args)
        killed = []

        def kill_one(futures):
            worker, scorer, share = wait_for_work(client, futures)
            # As if the machine were gone: the worker first, so that it cannot tell of the other's end.
            worker.kill()
            scorer.kill()
            killed.append((worker.pid, share))

        with cluster, client:
            failed = study.run_shares(client, args, kill_one)
            alive = client.run(os.getpid).values()

        ((pid, share),) = killed
        print(f"worker {pid} was killed while it computed share {share}", file=sys.stderr)
        self.assertNotIn(pid, alive)
        self.assertEqual(failed, [])
        self.assertEqual(study.merge(args), 0)
        self.assert_equal_to_single_run(merged)

    def test_wrong_usage_is_not_tried_again_and_ends_with_advice(self):
        run = self.recipe(
            "wrong", *SOURCE, "--shares", "2", "--workers", "1", "--", "--seeds", "none"
        )

        self.assertEqual(run.returncode, 1)
        self.assertIn("2 of 2 shares failed: 1, 2", run.stderr)
        self.assertIn("FAILED, wrong usage", run.stderr)
        self.assertIn("the same command goes on from there", run.stderr)
        self.assertIn("--shard 1/2", run.stderr)


def wait_for_work(client, futures):
    """A worker's process, that of the binary which it runs, and the share that it computes, once there is one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for address, stacks in client.call_stack().items():
            worker = psutil.Process(client.run(os.getpid, workers=[address])[address])
            binaries = [each for each in worker.children() if each.name() == Path(SCORER).name]
            shares = [share for future, share in futures.items() if future.key in stacks]
            if binaries and shares:
                return worker, binaries[0], shares[0]
        time.sleep(0.05)
    raise TimeoutError("no worker began")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
