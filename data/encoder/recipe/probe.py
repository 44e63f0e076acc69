"""How good is an encoder for a mailbox whose labels it never saw? Two linear probes on the frozen embedding: `own`, trained
on a part of that mailbox's mail, and `transfer`, trained on other mailboxes that the encoder has not been taught either."""
import collections
import random

import torch
import torch.nn.functional as F

import mails
from pretrain import DEVICE, LENGTH, autocast, batch_of


@torch.no_grad()
def embed(model, tokenizer, records, tokens=8192):
    """@returns pooled layers float32 [N, L+1, D] and embeddings [N, D], in the order of `records`."""
    model.to(DEVICE).eval()
    sequences = [mails.frame(tokenizer.encode(r.text), LENGTH) for r in records]
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
    layers = embeddings = None
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * len(sequences[order[stop]]) <= tokens:
            stop += 1
        rows = order[start:stop]
        with autocast():
            _, pooled, embedding = model(*batch_of([sequences[i] for i in rows]))
        if layers is None:
            layers = torch.zeros(len(records), *pooled.shape[1:])
            embeddings = torch.zeros(len(records), embedding.shape[1])
        layers[rows], embeddings[rows] = pooled.float().cpu(), embedding.float().cpu()
        start = stop
    return layers, embeddings


def fit(x, y, weight, ridge=1e-3):
    """Logistic regression by L-BFGS. @returns weights and intercept."""
    w = torch.zeros(x.shape[1] + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=120, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = (weight * F.binary_cross_entropy_with_logits(x @ w[:-1] + w[-1], y, reduction="none")).sum()
        loss = loss + ridge / 2 * w[:-1].pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return w.detach()


def roc_auc(score, spam):
    """Probability that a spam is scored above a ham, ties half (Mann and Whitney 1947)."""
    values, ranks = torch.unique(score, return_inverse=True)
    counts = torch.zeros(len(values)).index_add_(0, ranks, torch.ones(len(score)))
    mean_rank = counts.cumsum(0) - (counts - 1) / 2
    positive = int(spam.sum())
    negative = len(spam) - positive
    return float((mean_rank[ranks][spam].sum() - positive * (positive + 1) / 2) / (positive * negative))


def standardiser(x):
    """@returns a function that shifts and scales each feature as makes its mean 0 and its spread 1 in x"""
    mean, spread = x.mean(0), x.std(0).clamp(min=1e-4)
    return lambda z: (z - mean) / spread


def scored(w, x):
    """Logits of what `fit` has fitted."""
    return x @ w[:-1] + w[-1]


OWN_SHARE = 0.3  # of a mailbox, to train its own probe on


def own_probe(x, records, user, ridges=(1e-3, 1e-2, 1e-1), seed=1):
    """Trained on 30 % of the mail of `user`, tested on the rest, less any text trained on. A fifth of the 30 % chooses the ridge."""
    rows = [i for i, r in enumerate(records) if r.user == user]
    random.Random(seed).shuffle(rows)
    cut = int(OWN_SHARE * len(rows))
    train, known = rows[:cut], {mails.normal_hash(records[i].text) for i in rows[:cut]}
    test = [i for i in rows[cut:] if mails.normal_hash(records[i].text) not in known]
    standard = standardiser(x[train])
    y = torch.tensor([float(r.spam) for r in records])

    def score(fitted, judged, ridge):
        w = fit(standard(x[fitted]), y[fitted], torch.full((len(fitted),), 1.0 / len(fitted)), ridge)
        return roc_auc(scored(w, standard(x[judged])), y[judged] > 0)

    fifth = len(train) // 5
    best = max(ridges, key=lambda ridge: score(train[fifth:], train[:fifth], ridge))
    return score(train, test, best)


def auc_of_both(x, quantised, y):
    """One probe, fitted to every third row of x. @returns its ROC AUC on the other rows: {"float32": of x, "int8": of the quantised}."""
    train = torch.arange(len(x)) % 3 == 0
    standard = standardiser(x[train])
    w = fit(standard(x[train]), y[train], torch.full((int(train.sum()),), 1.0 / int(train.sum())), 1e-2)
    return {name: roc_auc(scored(w, standard(z[~train])), y[~train] > 0) for name, z in (("float32", x), ("int8", quantised))}


def probe(x, records, user, others):
    """Trained on `others` (mailboxes weigh the same, classes too), tested on the mail of `user` whose text they lack."""
    train = [i for i, r in enumerate(records) if r.user in others]
    known = {mails.normal_hash(records[i].text) for i in train}
    test = [i for i, r in enumerate(records) if r.user == user and mails.normal_hash(r.text) not in known]
    y = torch.tensor([float(records[i].spam) for i in train])
    cells = {}
    for i in train:
        key = (records[i].form, records[i].spam)
        cells[key] = cells.get(key, 0) + 1
    weight = torch.tensor([1.0 / cells[(records[i].form, records[i].spam)] for i in train])
    weight /= weight.sum()
    standard = standardiser(x[train])
    w = fit(standard(x[train]), y, weight)
    return roc_auc(scored(w, standard(x[test])), torch.tensor([records[i].spam for i in test]))


TESTED = {"b": ["kaminski-v", "williams-w3", "spamassassin"], "a": ["farmer-d", "kitchen-l", "ktwarwic"]}
FELLOWS = {"ktwarwic": {"avcooper", "smiles", "gnitpick", "theplg", "other"}}
LEAST = 20  # mails of each class, below which a probe says nothing


def others(half, user):
    """Who the transfer probe of `user` is trained on: not a mailbox's fellows (the traps that share its spam)."""
    return mails.HALVES[half] - {user} - FELLOWS.get(user, set())


def testable(records, half):
    """@returns the tested mailboxes of a half whose own mail and whose others' mail is enough for the two probes"""
    count = collections.Counter((r.user, r.spam) for r in records)

    def enough(users):
        return all(sum(count[user, spam] for user in users) >= LEAST for spam in (False, True))

    return [user for user in TESTED[half] if enough({user}) and enough(others(half, user))]


def rows_of(records, half, sample=None):
    """@returns the mail of a half, or about `sample` of it, spread evenly"""
    rows = [r for r in records if r.user in mails.HALVES[half]]
    return rows[:: max(1, len(rows) // sample)] if sample else rows


def lacking(records, sample=None):
    """@returns what of the mail is missing for both encoders to be trained and measured, as a sentence; None where nothing is"""
    halves = [half for half in "ab" if not testable(rows_of(records, half, sample), half)]
    if not halves:
        return None
    needs = "; ".join(f"half {half} needs {' or '.join(TESTED[half])} with {LEAST} spam and {LEAST} ham, and as much of others of "
                      f"{', '.join(sorted(mails.HALVES[half]))}" for half in halves)
    found = ", ".join(sorted({r.user for r in records})) or "none"
    return (f"The mailboxes of the corpora ({found}) are too few to train on one half and test on the other: {needs}. Name them so "
            "in each index and give --work a new folder, or put your own names in HALVES of mails.py and TESTED of probe.py"
            f"{', or give a larger --sample' if sample else ''}.")


def table(model, tokenizer, records, unseen_half, sample=None):
    """ROC AUC of each tested mailbox of the half whose labels the model never saw: {user: {"own" | "transfer": {layer: auc}}}."""
    rows = rows_of(records, unseen_half, sample)
    layers, embeddings = embed(model, tokenizer, rows)
    views = {f"layer {i}": layers[:, i] for i in range(layers.shape[1])}
    views["embedding"] = embeddings
    views["all layers"] = torch.cat([layers.flatten(1), embeddings], 1)
    out = {}
    for user in testable(rows, unseen_half):
        known = others(unseen_half, user)
        out[user] = {
            "own": {name: round(own_probe(x, rows, user), 5) for name, x in views.items()},
            "transfer": {name: round(probe(x, rows, user, known), 5) for name, x in views.items()},
        }
    return out
