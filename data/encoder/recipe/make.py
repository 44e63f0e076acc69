#!/usr/bin/env python3
"""Makes the embedded encoder from labelled mail, in one command:

    python3 data/encoder/recipe/make.py --corpora DIR --work DIR [--out data/encoder]

DIR holds one folder a corpus, each with a TREC `index`. Needs Python 3 with torch, numpy, onnx and regex (Debian:
python3-torch python3-onnx python3-regex) and the built program (`npm ci`), whose `hamlet text` gives the text that
the encoder will see. Two cores and about 2 hours; a run that was cut off goes on from its checkpoints in the work folder.
A smoke run of the whole recipe on made-up mail takes a minute: `make.py --smoke --work DIR`; its encoder stays in DIR/encoder.
"""
import argparse
import importlib.util
import os
import signal
import sys

# One thread a process; memory is kept between steps instead of being given back to the system and faulted in anew,
# which doubles the speed. Read when the interpreter starts, hence the restart.
ENVIRONMENT = {"MALLOC_TRIM_THRESHOLD_": "8000000000", "MALLOC_MMAP_THRESHOLD_": "8000000000", "MALLOC_TOP_PAD_": "200000000",
               "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
if __name__ == "__main__" and os.environ.get("MALLOC_TRIM_THRESHOLD_") is None:
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ENVIRONMENT})

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PACKAGES = ["torch", "numpy", "onnx", "regex"]


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", help="folder of corpora, each with an index")
    parser.add_argument("--work", required=True, help="folder for texts and checkpoints, outside the repository")
    parser.add_argument("--out", help="where the encoder goes (default: data/encoder; with --smoke, a folder of the work folder)")
    parser.add_argument("--vocabulary", type=int, default=16384)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true", help="a minute on made-up mail, to show that the recipe works")
    parser.add_argument("--sample", type=int, help="probe about this many mails of each half instead of all")
    parser.add_argument("--rank", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--meet", help=argparse.SUPPRESS)
    parser.add_argument("--only", choices=["masked", "contrast", "taught-a", "taught-b", "probe", "export"], help="one step alone")
    args = parser.parse_args(words)
    if not args.smoke and not args.corpora:
        parser.error("--corpora is needed, or --smoke")
    if args.corpora and not os.path.isdir(args.corpora):
        parser.error(f"there is no folder {args.corpora}; give --corpora a folder of corpora")
    if args.out is None:  # an encoder of made-up mail must not take the place of the one that ships
        args.out = os.path.join(args.work, "encoder") if args.smoke else os.path.dirname(HERE)
    return args


def missing():
    """@returns what the recipe needs and is not there, as a sentence; None where all of it is there"""
    lacking = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if lacking:
        debian = " ".join(f"python3-{name}" for name in lacking)
        return (f"The recipe needs {', '.join(lacking)}, which {sys.executable} lacks: run `{sys.executable} -m pip install "
                f"{' '.join(lacking)}`, or on Debian install {debian} and use /usr/bin/python3.")
    if not os.path.exists(os.path.join(ROOT, "dist", "cli", "main.js")):
        return f"The recipe needs the built program: run `npm ci` in {ROOT}."
    return None


def end_on_signals(alone):
    """An end by a signal is an exit like any other, so that whoever started processes ends them. Not for a member of a team: it
    may be waiting for the others in gloo, where Python's handlers do not run."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, (lambda number, _: sys.exit(128 + number)) if alone else signal.SIG_DFL)


def main():
    args = arguments()
    end_on_signals(alone=args.meet is None)
    if lack := missing():
        raise SystemExit(lack)
    import stages  # it needs what was looked for only now, so that --help does without

    stages.run(args)


if __name__ == "__main__":
    main()
