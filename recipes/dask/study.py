"""Runs the study's shares on a Dask cluster and merges them.

    python recipes/dask/study.py --data data --shares 8 --out runs --html study.html --json study.json
    python recipes/dask/study.py --scheduler tcp://10.0.0.5:8786 --data /shared/data --shares 32 --out /shared/runs
    python recipes/dask/study.py --synthetic 7 --shares 4 --out runs -- --seeds 32 --borrowers 20

Without --scheduler a cluster is started on this machine. On a cluster, the binary, the data and --out have the same paths on
every machine, and --out is one folder that all of them see; start its workers with `--nthreads 1`, since a share uses
all processors by itself. What stands behind `--` is given to `scorer study` as it is.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time

from dask.distributed import Client, LocalCluster, as_completed

# `scorer --help`: wrong usage, market data refused, model refused. Another try says the same.
FINAL = {2: "wrong usage", 3: "market data refused", 4: "model refused"}


def arguments(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cluster = parser.add_mutually_exclusive_group()
    cluster.add_argument("--scheduler", metavar="ADDRESS", help="a running cluster's scheduler")
    cluster.add_argument(
        "--workers", type=positive, default=2, help="workers on this machine (default: 2)"
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", metavar="DIR", help="folder of market data")
    source.add_argument("--synthetic", metavar="SEED", help="made-up market data of this seed")
    parser.add_argument("--scorer", metavar="FILE", default="scorer", help="the binary")
    parser.add_argument("--shares", type=positive, required=True, help="into how many to cut it")
    parser.add_argument("--retries", type=int, default=3, help="of a share (default: 3)")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for the chunks")
    parser.add_argument("--html", metavar="FILE", help="write the report")
    parser.add_argument("--json", metavar="FILE", help="write the result as JSON; `-`: print it")
    parser.add_argument("study", nargs="*", help="more of `scorer study`, behind `--`")
    return parser.parse_args(words)


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def study_words(args):
    """What every share and the merge have in common."""
    path = os.path.abspath
    source = ["--data", path(args.data)] if args.data else ["--synthetic", args.synthetic]
    return [*source, "--out", path(args.out), *args.study]


def share_command(args, share):
    command = [args.scorer, "study", "--shard", f"{share}/{args.shares}", *study_words(args)]
    if not args.scheduler and "--threads" not in args.study:
        command += ["--threads", str(max(1, (os.cpu_count() or 1) // args.workers))]
    return command


def compute(command):
    """Runs on a worker. An error is raised when another try may help; otherwise the exit code says how it ended."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 and done.returncode not in FINAL:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    return done.returncode, done.stderr.strip()


def connect(args):
    """A client, and whatever has to be closed after it."""
    if args.scheduler:
        return Client(args.scheduler), None
    cluster = LocalCluster(
        n_workers=args.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    return Client(cluster), cluster


def run_shares(client, args, started=lambda futures: None):
    """Computes all shares; the numbers of those that failed."""
    begun, failed = time.monotonic(), []
    futures = {
        # Not pure: a share that was computed an hour ago may be gone from the folder.
        client.submit(compute, share_command(args, share), retries=args.retries, pure=False): share
        for share in range(1, args.shares + 1)
    }
    started(futures)
    for finished, future in enumerate(as_completed(futures), 1):
        share = futures[future]
        error = future.exception()
        code, text = (None, str(error)) if error else future.result()
        if code != 0:
            failed.append(share)
            text = f"FAILED, {FINAL.get(code, 'after all retries')}: {text}"
        note(
            f"share {share} of {args.shares}: {text or 'done'} "
            f"({finished} ended, {time.monotonic() - begun:.0f} s)"
        )
    return sorted(failed)


def note(text):
    print(text, file=sys.stderr, flush=True)


def advise(args, failed):
    by_hand = shlex.join(share_command(args, failed[0]))
    note(
        f"error: {len(failed)} of {args.shares} shares failed: {', '.join(map(str, failed))}\n"
        f"  Whole chunks are kept in {args.out}: the same command goes on from there.\n"
        f"  To see one share fail by hand: {by_hand}"
    )


def merge(args):
    command = [args.scorer, "study", "merge", *study_words(args)]
    for option in ("html", "json"):
        if getattr(args, option):
            command += [f"--{option}", getattr(args, option)]
    code = subprocess.run(command, check=False).returncode
    if code != 0:
        note(f"error: the merge failed; once its cause is gone: {shlex.join(command)}")
    return code


def main():
    args = arguments()
    try:
        client, cluster = connect(args)
    except OSError as error:
        note(
            f"error: no scheduler answers at {args.scheduler}: {error}\n"
            "  Start one with `dask scheduler`, and `dask worker ADDRESS --nthreads 1` on each machine,\n"
            "  or leave --scheduler out to use this machine alone."
        )
        return 1
    try:
        failed = run_shares(client, args)
    except KeyboardInterrupt:
        note(f"interrupted: whole chunks are kept in {args.out}; the same command goes on from there")
        return 130
    finally:
        client.close()
        if cluster:
            cluster.close()
    if failed:
        advise(args, failed)
        return 1
    return merge(args)


if __name__ == "__main__":
    sys.exit(main())
