"""The training mail: texts as the product sees them, and the ways in which they are disturbed.

Input is what `hamlet text --index INDEX --jsonl` prints: one JSON object a line with `path label user date text`.
"""
import hashlib
import json
import random
import re
from dataclasses import dataclass

from vocabulary import CLS, SEP

# Whose labels the two encoders see. Each half holds mailboxes of the same forms, so that whatever is measured on
# a user of one half uses the encoder that was taught the other half. Text of all users is seen by both, without labels.
HALVES = {
    "a": {"farmer-d", "kitchen-l", "ktwarwic", "avcooper", "smiles", "gnitpick", "theplg", "other", "modern-a"},
    "b": {"kaminski-v", "williams-w3", "spamassassin", "linguist", "modern-b"},
}
SPAM_TRAPS = {"gnitpick", "theplg", "other", "smiles"}  # mailboxes (nearly) without ham: shared spam of their corpus


@dataclass
class Record:
    text: str
    spam: bool
    user: str  # the mailbox; `modern` is split by publication, list and folder into modern-a and modern-b
    form: str  # the corpus: mail of one form
    source: str  # the folder, where a mailbox has several


def normal_hash(text):
    return hashlib.sha1(re.sub(r"\W+", " ", text.lower()).encode("utf-8", "replace")).hexdigest()


def half(parts):
    """A user that is many people: a publication or a list (a folder of a folder) goes to one half whole, other mail each by
    itself. The same rule as `hamlet train --halve`, src/bench/halves.ts."""
    unit = "/".join(parts[:-1] if len(parts) > 2 else parts)
    return "a" if hashlib.sha1(unit.encode()).digest()[0] % 2 else "b"


def load(files):
    """@returns the records of all files, each text once for each label (the first mailbox that had it keeps it)."""
    seen, records = set(), []
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                r = json.loads(line)
                if len(r["text"].strip()) < 10:
                    continue
                spam = r["label"] == "spam"
                key = (normal_hash(r["text"]), spam)
                if key in seen:
                    continue
                seen.add(key)
                parts = r["path"].replace("\\", "/").split("/data/")[-1].split("/")
                user, form, source = r["user"], r["user"], "/".join(parts[:-1])
                if user == "modern":
                    user = f"modern-{half(parts)}"
                elif user in HALVES["a"] and user not in ("farmer-d", "kitchen-l"):
                    form = "trec"
                elif user in ("farmer-d", "kitchen-l", "kaminski-v", "williams-w3"):
                    form = "enron"
                records.append(Record(r["text"], spam, user, form, source))
    return records


def spaced(text):
    """Lower-cased and tokenised by spaces, as Enron-Spam and Ling-Spam are: so that the form tells nothing."""
    return re.sub(r"\s+", " ", re.sub(r"([^\w\s])", r" \1 ", text.lower())).strip()


def disguise(text, rng):
    """A copy in another form: digits redrawn (years and prices give a corpus away), case or spacing of another corpus."""
    roll = rng.random()
    if roll < 0.2:
        text = spaced(text)
    elif roll < 0.3:
        text = text.lower()
    if rng.random() < 0.6:
        text = re.sub(r"\d", lambda m: str(rng.randrange(10)), text)
    return text


def frame(ids, length, cut="ends", rng=random):
    """[CLS] ids [SEP], at most `length` tokens: both `ends` of a long text (three quarters of it from the head), as the
    product cuts, or a random `window`."""
    room = length - 2
    if len(ids) > room:
        if cut == "window":
            start = rng.randrange(len(ids) - room + 1)
            ids = ids[start : start + room]
        else:
            tail = room // 4
            ids = ids[: room - tail] + ids[-tail:]
    return [CLS, *ids, SEP]


def campaign_copy(lines, rng, neighbours, tokenizer):
    """Token ids of another mail of the same campaign: sentences dropped and moved, words dropped or replaced by words
    of the same contexts, the sender and the links of someone else left to chance, digits redrawn."""
    body = [line for line in lines if line]
    head, rest = body[:1], body[1:]
    rest = [line for line in rest if not line.startswith(("from ", "links ", "files ")) or rng.random() < 0.3]
    if len(rest) > 3 and rng.random() < 0.5:
        i = rng.randrange(len(rest))
        rest = rest[i:] + rest[:i]
    if rng.random() < 0.3:
        head = []
    ids = tokenizer.encode(disguise("\n".join(head + rest), rng))
    drop, swap = rng.uniform(0.0, 0.25), rng.uniform(0.0, 0.25)
    out = []
    for t in ids:
        roll = rng.random()
        if roll < drop:
            continue
        out.append(rng.choice(neighbours[t]) if roll < drop + swap and t in neighbours else t)
    return out or ids
