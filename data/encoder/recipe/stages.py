"""The whole recipe, step by step: texts, vocabulary, word vectors, the stages of training, measuring, export, card."""
import json
import os
import random
import subprocess
import time

import torch

import card
import export
import mails
import probe
import vocabulary
from model import SIZES, Encoder
from pretrain import Course
from team import Team, run_team, run_together
from wordvectors import near, ppmi_vectors

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
STEPS = {"masked": 3600, "contrast": 500, "taught": 800}
SMOKE = {"masked": 40, "contrast": 20, "taught": 40}


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, flush=True)


def corpora_of(folder):
    """@returns the names of the corpora in a folder, sorted"""
    return sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "index")))


def texts(corpora, work):
    """Runs `hamlet text` over each corpus, once. @returns the files of texts."""
    files = []
    for name in corpora_of(corpora):
        index, out = os.path.join(corpora, name, "index"), os.path.join(work, f"{name}.jsonl")
        if not os.path.exists(out):
            say(f"reading {name}")
            with open(out + ".part", "w") as f:
                subprocess.run(["node", os.path.join(ROOT, "dist/cli/main.js"), "text", "--index", index, "--jsonl"], stdout=f, check=True)
            os.replace(out + ".part", out)
        files.append(out)
    return files


def made_up(work):
    """Mail of no meaning for the smoke run: two vocabularies, one a class, in every mailbox."""
    rng, path = random.Random(5), os.path.join(work, "smoke.jsonl")
    common = ["the", "you", "we", "today", "please", "team", "our", "for", "is", "a"]
    words = {"spam": ["offer", "Click", "free", "win", "cash", "pills"], "ham": ["report", "meeting", "Thanks", "draft", "lunch", "budget"]}
    if os.path.exists(path):
        return [path]
    with open(path, "w") as f:
        for user in sorted(mails.HALVES["a"] | mails.HALVES["b"]):
            for i in range(60):
                label = "spam" if i % 2 else "ham"
                body = " ".join(rng.choice(words[label] + common) for _ in range(60))
                f.write(json.dumps({"path": f"x/data/{user}/{i}", "label": label, "user": user, "text": f"{body[:20]} {i}\n\n{body}"}) + "\n")
    return [path]


def claim(args):
    """Writes down what a work folder is made from, on the first run in it: its files are taken up by every later one.
    @throws SystemExit where this run is made from something else"""
    facts = {"smoke": args.smoke, "seed": args.seed, "vocabulary": args.vocabulary,
             "corpora": [] if args.smoke else corpora_of(args.corpora)}
    if not args.smoke and not facts["corpora"]:
        raise SystemExit(f"{args.corpora} holds no corpus: give --corpora a folder of folders, each with an index.")
    path = os.path.join(args.work, "run.json")
    if not os.path.exists(path):
        with open(path, "w") as f:
            json.dump(facts, f, indent=2)
    with open(path) as f:
        before = json.load(f)
    if before != facts:
        unlike = ", ".join(f"{name} {json.dumps(before.get(name))}, not {json.dumps(facts[name])}"
                           for name in facts if before.get(name) != facts[name])
        raise SystemExit(f"The work folder {args.work} was begun with {unlike}: "
                         "give --work a new folder, or give what this one was begun with.")


def run(args):
    torch.set_num_threads(1)
    os.makedirs(args.work, exist_ok=True)
    claim(args)
    records = mails.load(made_up(args.work) if args.smoke else texts(args.corpora, args.work))
    say(f"{len(records)} texts of {len({r.user for r in records})} mailboxes")
    if lack := probe.lacking(records, args.sample):
        raise SystemExit(lack)
    sizes = dict(SIZES, width=64, layers=2) if args.smoke else SIZES
    tokenizer_json = prepare_vocabulary(args, records)
    tokenizer = vocabulary.Tokenizer(tokenizer_json)
    vectors, neighbours = prepare_vectors(args, records, tokenizer, sizes["width"])
    steps = SMOKE if args.smoke else STEPS
    shared = dict(folder=args.work, records=records, tokenizer=tokenizer, vectors=vectors, neighbours=neighbours, sizes=sizes)

    def stage(name, half=None, start=None):
        team = Team(args.rank, args.meet)
        Course(stage=name, steps=steps[name], seed=args.seed, half=half, team=team,
               start=start and os.path.join(args.work, start + ".pt"), **shared).run()
        team.leave()

    if args.only == "masked":
        stage("masked")
    if args.only == "contrast":
        stage("contrast", start="masked")
    if args.only in ("taught-a", "taught-b"):
        stage("taught", args.only[-1], "contrast")
    if args.only is None:
        run_team("masked")
        run_team("contrast")
        run_together(["--only", "taught-a"], ["--only", "taught-b"])  # the two halves beside each other, a core each
    if args.only in (None, "probe"):
        measure(args, records, tokenizer, sizes)
    if args.only in (None, "export"):
        for half in "ab":
            if half == "b" and not os.path.exists(os.path.join(args.work, "taught-b.pt")):
                continue
            model = load(args.work, f"taught-{half}", tokenizer, sizes)
            # The second one is for benches: it tests the users whose labels the first one was taught.
            folder = args.out if half == "a" else os.path.join(args.out, "other-half")
            # Whoever saw a half of `modern` has seen labels of that user.
            facts = {"supervisedUsers": sorted(mails.HALVES[half] | {"modern"})}
            export.write_folder(folder, model, tokenizer_json, facts)
            say("wrote", folder)
            if half == "a":
                export.write_folder(os.path.join(args.work, "encoder-a-float32"), model, tokenizer_json, facts, int8=False)
        verify(args, records)
        card.write(args.work, args.out, records, steps, args.sample)


def verify(args, records):
    """int8 against float32, run by the product's own runtime, on 1,000 mails of mailboxes that the encoder was not taught:
    cosine of the two embeddings, and ROC AUC of one probe, fitted to float32, on both. @returns nothing; writes verify.json."""
    rng = random.Random(args.seed)
    untaught = [r for r in records if r.user in mails.HALVES["b"]]
    chosen = rng.sample(untaught, min(1000, len(untaught)))
    sample = os.path.join(args.work, "verify-texts.json")
    with open(sample, "w") as f:
        json.dump([r.text for r in chosen], f)
    command = ["node", os.path.join(HERE, "verify.mjs"), args.out, os.path.join(args.work, "encoder-a-float32"), sample]
    ran = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    int8, float32 = torch.tensor(ran["int8"]), torch.tensor(ran["float32"])
    cosines = (int8 * float32).sum(1).sort().values
    auc = probe.auc_of_both(float32, int8, torch.tensor([float(r.spam) for r in chosen]))
    with open(os.path.join(args.work, "verify.json"), "w") as f:
        json.dump({"texts": len(chosen), "worst": float(cosines[0]), "median": float(cosines[len(cosines) // 2]),
                   "auc": auc, "id": ran["id"], "bytes": ran["bytes"]}, f)


def prepare_vocabulary(args, records):
    path = os.path.join(args.work, "tokenizer.json")
    if not os.path.exists(path):
        say("building the vocabulary")
        rng = random.Random(args.seed)
        built = vocabulary.build((mails.disguise(r.text, rng) for r in records), 1200 if args.smoke else args.vocabulary)
        with open(path, "w", encoding="utf-8") as f:
            json.dump(built, f, ensure_ascii=False)
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def prepare_vectors(args, records, tokenizer, width):
    path = os.path.join(args.work, "vectors.pt")
    if not os.path.exists(path):
        say("counting words")
        rng = random.Random(args.seed)
        sequences = [tokenizer.encode(mails.disguise(r.text, rng)) for r in records]
        vectors = ppmi_vectors(sequences, len(tokenizer.ids), width, seed=args.seed)
        counts = torch.bincount(torch.cat([torch.tensor(s) for s in sequences]), minlength=len(tokenizer.ids))
        # Only words proper are replaced by their neighbours: a letter or more, seen often enough to know their contexts.
        named = {i: t.lstrip("Ġ") for t, i in tokenizer.ids.items()}
        words = [i for i, t in named.items() if t.isalpha() and len(t) > 2 and counts[i] >= 20]
        torch.save({"vectors": vectors, "near": near(vectors, words)}, path)
    saved = torch.load(path)
    return saved["vectors"], saved["near"]


def load(work, name, tokenizer, sizes):
    model = Encoder(len(tokenizer.ids), **sizes)
    model.load_state_dict(torch.load(os.path.join(work, name + ".pt"), map_location="cpu")["model"])
    return model.eval()


def measure(args, records, tokenizer, sizes):
    """The card's table: each stage, each layer, each tested mailbox."""
    out = {}
    for name, halves in (("masked", "ab"), ("contrast", "ab"), ("taught-a", "b"), ("taught-b", "a")):
        if not os.path.exists(os.path.join(args.work, name + ".pt")):
            continue
        model = load(args.work, name, tokenizer, sizes)
        for half in halves:
            out.setdefault(name, {}).update(probe.table(model, tokenizer, records, half, args.sample))
        say(name, json.dumps(out[name]))
    with open(os.path.join(args.work, "probe.json"), "w") as f:
        json.dump(out, f, indent=2)
