"""The three stages of pre-training, each resumable from its last checkpoint.

(a) `masked`: masked-language modelling on the text of all mailboxes.
(b) `contrast`: the same, and mails of one campaign, or two halves of a mail, drawn together (SimCSE's loss, Gao et al. 2021).
(c) `taught`: both, and the labels of one half of the mailboxes, with the mailbox made unreadable from the embedding by
    gradient reversal (Ganin et al. 2016), so that the embedding serves a mailbox it has never seen.
"""
import contextlib
import math
import os
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import mails
from model import Encoder, Reverse
from team import SHARES, Team
from vocabulary import MASK, PAD, SPECIAL

LENGTH = 192  # tokens of a training sequence, and of what the product encodes
LOG_EVERY = 50
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def autocast():
    """bfloat16, where the device has it."""
    if DEVICE == "cuda" and not torch.cuda.is_bf16_supported():
        return contextlib.nullcontext()
    return torch.autocast(DEVICE, dtype=torch.bfloat16)


def batch_of(sequences):
    ids = torch.full((len(sequences), max(map(len, sequences))), PAD, dtype=torch.long)
    for i, s in enumerate(sequences):
        ids[i, : len(s)] = torch.tensor(s)
    return ids.to(DEVICE), (ids != PAD).long().to(DEVICE)


def mask_tokens(ids, vocabulary, share, generator):
    """BERT's 80 / 10 / 10 corruption (Devlin et al. 2019). @returns corrupted ids and the chosen positions."""
    chosen = (torch.rand(ids.shape, generator=generator).to(DEVICE) < share) & (ids >= len(SPECIAL))
    roll = torch.rand(ids.shape, generator=generator).to(DEVICE)
    corrupted = ids.clone()
    corrupted[chosen & (roll < 0.8)] = MASK
    swap = chosen & (roll >= 0.9)
    corrupted[swap] = torch.randint(len(SPECIAL), vocabulary, (int(swap.sum()),), generator=generator).to(DEVICE)
    return corrupted, chosen


class Course:
    """A model in training: its batches, its losses, its checkpoint."""

    def __init__(self, folder, stage, records, tokenizer, vectors, neighbours, sizes, steps, seed, start=None, half=None, team=None):
        self.stage, self.half, self.steps, self.team = stage, half, steps, team or Team()
        # The last stage has no team: its two halves are trained beside each other.
        self.shares = 1 if stage == "taught" else SHARES // self.team.size
        self.file = os.path.join(folder, f"{stage}{'-' + half if half else ''}.pt")
        self.records, self.tokenizer, self.neighbours = records, tokenizer, neighbours
        self.vocabulary = len(tokenizer.ids)
        torch.manual_seed(seed)
        self.rng, self.generator = random.Random(), torch.Generator()
        self._seed(seed)
        self.model = Encoder(self.vocabulary, **sizes).to(DEVICE)
        with torch.no_grad():
            self.model.words.weight.copy_(vectors * 0.8)
            self.model.words.weight[: len(SPECIAL)].normal_(0, 0.05)
        self.guess = nn.Sequential(nn.Linear(self.model.width, self.model.width), nn.GELU()).to(DEVICE)
        self.guess_bias = nn.Parameter(torch.zeros(self.vocabulary, device=DEVICE))
        if start:
            self._load_weights(torch.load(start, map_location=DEVICE))
        self.users = sorted({r.user for r in records if half and r.user in mails.HALVES[half]})
        self.label = nn.Linear(self.model.width, 1).to(DEVICE)
        self.who = nn.Sequential(nn.Linear(self.model.width, 128), nn.ReLU(), nn.Linear(128, max(1, len(self.users)))).to(DEVICE)
        self.parameters = [*self.model.parameters(), *self.guess.parameters(), self.guess_bias,
                           *self.label.parameters(), *self.who.parameters()]
        decay = [p for p in self.parameters if p.dim() > 1]
        plain = [p for p in self.parameters if p.dim() <= 1]
        self.peak = {"masked": 1.5e-3, "contrast": 6e-4, "taught": 4e-4}[stage]
        self.optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
                                           lr=self.peak, betas=(0.9, 0.98), eps=1e-6)
        self.step, self.spent, self.done = 0, 0.0, False
        if os.path.exists(self.file):
            self._resume()

    def _load_weights(self, state):
        self.model.load_state_dict(state["model"])
        self.guess.load_state_dict(state["guess"])
        self.guess_bias.data.copy_(state["guess_bias"])

    def _resume(self):
        state = torch.load(self.file, map_location=DEVICE)
        self._load_weights(state)
        self.done = state["done"]
        if not self.done:
            self.label.load_state_dict(state["label"])
            self.who.load_state_dict(state["who"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.spent = state["step"], state["spent"]
            self._seed(self.step)

    def _seed(self, seed):
        """Each member of the team draws batches of its own, after a checkpoint other ones than before it."""
        self.rng.seed(seed * self.team.size + self.team.rank)
        self.generator.manual_seed(seed * self.team.size + self.team.rank)

    def save(self):
        if self.team.rank > 0:
            return
        state = dict(model=self.model.state_dict(), guess=self.guess.state_dict(), guess_bias=self.guess_bias.data,
                     label=self.label.state_dict(), who=self.who.state_dict(), step=self.step, spent=self.spent, done=self.done)
        if not self.done:
            state["optimizer"] = self.optimizer.state_dict()
        torch.save(state, self.file + ".part")
        os.replace(self.file + ".part", self.file)

    # Batches ---------------------------------------------------------------------------------------------------------

    def plain_batches(self, tokens=4096):
        """All mail, each corpus at most as often as it deserves (square root of its size), bucketed by length."""
        forms = {}
        for r in self.records:
            forms.setdefault(r.form, []).append(r)
        names = sorted(forms)
        weights = [len(forms[n]) ** 0.7 for n in names]
        while True:
            drawn = [self.rng.choice(forms[n]) for n in self.rng.choices(names, weights, k=512)]
            sequences = [mails.frame(self.tokenizer.encode(mails.disguise(r.text, self.rng)), LENGTH,
                                     "window" if self.rng.random() < 0.5 else "ends", self.rng) for r in drawn]
            sequences.sort(key=len)
            groups, group = [], []
            for s in sequences:
                if group and (len(group) + 1) * len(s) > tokens:
                    groups.append(group)
                    group = []
                group.append(s)
            self.rng.shuffle(groups)
            yield from groups

    def pair_batches(self, size):
        """Two views of each of `size` mails of similar length, drawn from one form so that form does not tell them apart."""
        forms = {}
        for r in self.records:
            forms.setdefault(r.form, []).append(r)
        names = sorted(forms)
        weights = [len(forms[n]) ** 0.7 for n in names]
        while True:
            pool = forms[self.rng.choices(names, weights)[0]]
            first, second = [], []
            for r in self.rng.sample(pool, min(size, len(pool))):
                one, two = self.views(r.text)
                first.append(mails.frame(one, 112, "ends", self.rng))
                second.append(mails.frame(two, 112, "ends", self.rng))
            yield first, second

    def views(self, text):
        """Two halves of a mail, a few words of it and what is left (the inverse cloze task, Lee et al. 2019, for topics that
        are described in a sentence), or two copies of one campaign; dropout differs in any case."""
        lines, roll = text.split("\n"), self.rng.random()
        if roll < 0.5 and len(text) > 400:
            ids = self.tokenizer.encode(mails.disguise(text, self.rng))
            if roll < 0.25:
                cut = self.rng.randrange(len(ids) // 3, 2 * len(ids) // 3)
                return ids[:cut], ids[cut:]
            length = self.rng.randrange(6, 24)
            start = self.rng.randrange(max(1, min(len(ids), LENGTH) - length))
            return ids[start : start + length], ids[:start] + ids[start + length :]
        one = self.tokenizer.encode(mails.disguise(text, self.rng)) if self.rng.random() < 0.5 else \
            mails.campaign_copy(lines, self.rng, self.neighbours, self.tokenizer)
        return one, mails.campaign_copy(lines, self.rng, self.neighbours, self.tokenizer)

    def labelled_batches(self, size=24):
        """A mailbox drawn evenly, then a class drawn evenly within the mailbox's corpus: class never tells the corpus."""
        taught = [r for r in self.records if r.user in self.users]
        by = {}
        for r in taught:
            by.setdefault((r.form, r.user if r.user not in mails.SPAM_TRAPS else "traps", r.spam), []).append(r)
        people = sorted({(f, u) for f, u, _ in by if u != "traps"})
        while True:
            drawn = []
            for _ in range(size):
                form, user = self.rng.choice(people)
                spam = self.rng.random() < 0.5
                pool = by.get((form, user, spam), [])
                traps = by.get((form, "traps", spam), [])
                if traps and (not pool or self.rng.random() < 0.5):
                    pool = traps
                if pool:
                    drawn.append(self.rng.choice(pool))
            sequences = [mails.frame(self.thinned(mails.disguise(r.text, self.rng)), LENGTH, "ends") for r in drawn]
            yield (sequences, torch.tensor([float(r.spam) for r in drawn]),
                   torch.tensor([self.users.index(r.user) for r in drawn]))

    def thinned(self, text):
        """Token ids, of half of the texts without a part of the words: a new user's mail lacks most words that an old user's
        was told by, so none may be relied on alone (Globerson and Roweis 2006)."""
        ids = self.tokenizer.encode(text)
        drop = max(0.0, self.rng.uniform(-0.4, 0.4))
        return [t for t in ids if self.rng.random() >= drop] or ids

    # Losses ----------------------------------------------------------------------------------------------------------

    def masked_loss(self, sequences, share=0.2):
        ids, mask = batch_of(sequences)
        corrupted, chosen = mask_tokens(ids, self.vocabulary, share, self.generator)
        room = self.model.places.num_embeddings - ids.shape[1]
        offset = self.rng.randrange(room + 1) if room > 0 and self.rng.random() < 0.3 else 0
        states, _, _ = self.model(corrupted, mask, offset)
        logits = F.linear(self.guess(states[chosen]), self.model.words.weight, self.guess_bias)
        return F.cross_entropy(logits.float(), ids[chosen])

    def contrast_loss(self, first, second, temperature=0.05):
        _, _, one = self.model(*batch_of(first))
        _, _, two = self.model(*batch_of(second))
        similar = one.float() @ two.float().T / temperature
        target = torch.arange(len(first), device=DEVICE)
        return (F.cross_entropy(similar, target) + F.cross_entropy(similar.T, target)) / 2

    def taught_loss(self, sequences, spam, user, strength):
        _, _, embedding = self.model(*batch_of(sequences))
        embedding = embedding.float()
        scale = math.sqrt(self.model.width)
        target = spam.to(DEVICE) * 0.94 + 0.03  # smoothed: the embedding must stay adaptable, not certain
        label = F.binary_cross_entropy_with_logits(self.label(embedding * scale)[:, 0], target)
        who = F.cross_entropy(self.who(Reverse.apply(embedding * scale, strength)), user.to(DEVICE))
        return label, who

    # The loop --------------------------------------------------------------------------------------------------------

    def losses(self, plain, pairs, taught, progress):
        if self.stage == "masked":
            return {"masked": self.masked_loss(next(plain))}
        out = {}
        if self.step % 2:
            out["masked"] = self.masked_loss(next(plain)) * 0.5
        else:
            out["contrast"] = self.contrast_loss(*next(pairs))
        if self.stage == "taught":
            out["label"], out["who"] = self.taught_loss(*next(taught), strength=0.1 * progress)
        return out

    def accumulate(self, plain, pairs, taught, progress):
        """Adds the gradients of one batch, for the mean over the shares. @returns its losses by name"""
        with autocast():
            losses = self.losses(plain, pairs, taught, progress)
        total = sum(losses.values())
        if not torch.isfinite(total):
            # The same seed would come here again.
            raise SystemExit(f"The loss of {self.stage} is {total.item()} at step {self.step}: give another --seed and a new --work.")
        (total / self.shares).backward()
        return losses

    def run(self):
        if self.done:
            return self
        plain, pairs, taught = self.plain_batches(), self.pair_batches(48), self.labelled_batches() if self.half else None
        self.model.train()
        began, saved, seen = time.time() - self.spent, time.time(), {}
        while self.step < self.steps:
            progress = self.step / self.steps
            warm = min(1.0, (self.step + 1) / (0.06 * self.steps))
            for group in self.optimizer.param_groups:
                group["lr"] = self.peak * warm * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * progress)))
            self.optimizer.zero_grad(set_to_none=True)
            for _ in range(self.shares):
                losses = self.accumulate(plain, pairs, taught, progress)
            self.team.average(self.parameters)
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.step += 1
            self.spent = time.time() - began
            for name, value in losses.items():
                seen[name] = 0.98 * seen.get(name, value.item()) + 0.02 * value.item()
            if self.step % LOG_EVERY == 0 and self.team.rank == 0:
                shown = "  ".join(f"{n} {v:.3f}" for n, v in seen.items())
                print(f"{self.stage}{self.half or ''}  step {self.step} of {self.steps}  {self.spent / 60:.1f} min  {shown}", flush=True)
            if time.time() - saved > 240:
                self.save()
                saved = time.time()
        if self.stage == "taught":
            self.centre(plain)
        self.done = True
        self.save()
        return self

    @torch.no_grad()
    def centre(self, plain, batches=60):
        """Takes out the mean of the embeddings, before they are brought to unit length: it says nothing of a mail, and for an
        adapter it would be a second bias (Mu and Viswanath 2018, "All-but-the-top")."""
        self.model.eval()
        projected = []
        hook = self.model.project.register_forward_hook(lambda _module, _input, output: projected.append(output.float()))
        for _ in range(batches):
            self.model(*batch_of(next(plain)))
        hook.remove()
        self.model.project.bias -= torch.cat(projected).mean(0)
