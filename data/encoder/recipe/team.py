"""Training on several cores at once: a process each, with batches of its own, and the gradients averaged after every step.

One process with several threads is slower than with one at these sizes; two processes are nearly twice as fast.
"""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile

import torch
import torch.distributed as distributed

SHARES = 2  # batches a step of a team: the same number on every machine, whoever computes them
SIZE = 1 if torch.cuda.is_available() else 2  # processes a stage: fixed, so that the seed fixes the result; SHARES is a multiple


class Team:
    """@param meet a file that all processes of the team can reach and that is new; None for a team of one"""

    def __init__(self, rank=0, meet=None):
        self.rank, self.size = rank, 1 if meet is None else SIZE
        if self.size > 1:
            distributed.init_process_group("gloo", init_method=f"file://{meet}", rank=rank, world_size=self.size)

    def average(self, parameters):
        """Averages their gradients over the team. All members took a step of the same losses, so the same ones are there."""
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        distributed.all_reduce(flat)
        flat /= self.size
        start = 0
        for g in gradients:
            g.copy_(flat[start : start + g.numel()].view_as(g))
            start += g.numel()

    def leave(self):
        """Ends this member's process, its work saved. Not by returning: gloo's threads may outlive what they use while the
        interpreter takes itself down, and then abort a process that has nothing left to do."""
        if self.size > 1:
            distributed.barrier()  # nobody hangs up while another still listens
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


@contextlib.contextmanager
def signals_held():
    """Signals that come meanwhile are taken up at the end: a process that is cut off while it starts another loses sight of it."""
    came = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def run_together(*options):
    """Runs this program again with each of `options`, all at once, and takes them along when it is ended itself.
    @throws SystemExit when one of them fails"""
    runs = []
    try:
        with signals_held():
            for more in options:
                runs.append(subprocess.Popen([sys.executable, *sys.argv, *more]))
        codes = [run.wait() for run in runs]
    finally:
        for run in runs:
            run.terminate()
        for run in runs:
            run.wait()
    if any(codes):
        raise SystemExit("A stage of the training failed, for the reason above; when that is mended, the same command goes on "
                         "from the last checkpoint.")


def run_team(stage):
    with tempfile.TemporaryDirectory() as folder:
        meet = os.path.join(folder, "meet")
        run_together(*(["--only", stage, "--rank", str(rank), "--meet", meet] for rank in range(SIZE)))
