"""Checks the Kubernetes recipe without a cluster: that its commands, run as the pods would run them, compute every share
once and merge what the shares left; and that no pod may more than it needs.

    python recipes/kubernetes/check.py
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

RECIPE = Path(__file__).with_name("study.yaml")


def pod(job):
    return job["spec"]["template"]["spec"]


def container(job):
    (only,) = pod(job)["containers"]
    return only


def words(job, **environment):
    """What the pod's command calls `scorer` with."""
    with tempfile.TemporaryDirectory() as folder:
        stand_in = Path(folder, "scorer")
        stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        stand_in.chmod(0o755)
        path = folder + os.pathsep + os.environ["PATH"]
        called = subprocess.run(
            container(job)["command"], env={"PATH": path, **environment},
            check=True, capture_output=True, text=True,
        )
    return called.stdout.splitlines()


def value(called, option):
    return called[called.index(option) + 1]


class Recipe(unittest.TestCase):
    def setUp(self):
        documents = list(yaml.safe_load_all(RECIPE.read_text()))
        jobs = {each["metadata"]["name"]: each for each in documents if each["kind"] == "Job"}
        self.claim = next(each for each in documents if each["kind"] == "PersistentVolumeClaim")
        self.shares = jobs["ballast-study-shares"]
        self.merge = jobs["ballast-study-merge"]

    def test_every_share_is_computed_by_one_completion(self):
        spec = self.shares["spec"]
        completions = spec["completions"]

        shares = [
            value(words(self.shares, JOB_COMPLETION_INDEX=str(index)), "--shard")
            for index in range(completions)
        ]

        self.assertEqual(spec["completionMode"], "Indexed")
        self.assertEqual(spec["parallelism"], completions)
        self.assertEqual(shares, [f"{share}/{completions}" for share in range(1, completions + 1)])

    def test_merge_reads_what_the_shares_wrote_of_the_same_data(self):
        share = words(self.shares, JOB_COMPLETION_INDEX="0")
        merge = words(self.merge)

        self.assertEqual(share[0], "study")
        self.assertEqual(merge[:2], ["study", "merge"])
        for option in ("--data", "--out"):
            self.assertEqual(value(merge, option), value(share, option))
        self.assertTrue(self.merge["spec"]["suspend"], "it would run before the shares")

    def test_pods_mount_the_shared_volume_where_their_commands_look(self):
        self.assertEqual(self.claim["spec"]["accessModes"], ["ReadWriteMany"])
        for job in (self.shares, self.merge):
            mounts = {mount["mountPath"]: mount for mount in container(job)["volumeMounts"]}
            called = words(job, JOB_COMPLETION_INDEX="0")
            (volume,) = pod(job)["volumes"]

            self.assertTrue(mounts[value(called, "--data")]["readOnly"])
            self.assertFalse(mounts[value(called, "--out")].get("readOnly", False))
            self.assertEqual(
                volume["persistentVolumeClaim"]["claimName"], self.claim["metadata"]["name"]
            )

    def test_failures_that_another_try_cannot_mend_end_the_job(self):
        rules = self.shares["spec"]["podFailurePolicy"]["rules"]
        final = next(rule for rule in rules if rule["action"] == "FailJob")

        self.assertEqual(final["onExitCodes"]["values"], [2, 3, 4])
        self.assertEqual(final["onExitCodes"]["containerName"], container(self.shares)["name"])
        # What the failure policy and retries of an index ask for.
        self.assertEqual(pod(self.shares)["restartPolicy"], "Never")
        self.assertGreaterEqual(self.shares["spec"]["backoffLimitPerIndex"], 1)

    def test_pods_run_without_privileges(self):
        for job in (self.shares, self.merge):
            of_pod, of_container = pod(job)["securityContext"], container(job)["securityContext"]

            self.assertTrue(of_pod["runAsNonRoot"])
            self.assertFalse(pod(job)["automountServiceAccountToken"])
            self.assertTrue(of_container["readOnlyRootFilesystem"])
            self.assertFalse(of_container["allowPrivilegeEscalation"])
            self.assertEqual(of_container["capabilities"]["drop"], ["ALL"])
            self.assertIn("memory", container(job)["resources"]["limits"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
