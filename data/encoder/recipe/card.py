"""The model card: data/encoder/README.md, written from what the recipe measured."""
import json
import os

import mails
import probe

STAGES = {"masked": "(a) masked words, all text, no labels", "contrast": "(b) + contrast of campaigns, no labels",
          "taught": "(c) + labels of the other half of the mailboxes"}
# The public corpora, by the names of their folders; other mail bears its folder's name.
CORPORA = {"enron": "Enron-Spam", "spamassassin": "the SpamAssassin corpus", "trec07p": "TREC 2007", "lingspam": "Ling-Spam",
           "enron-topics": "a sample of Enron mail", "modern": "newsletters, lists, letters, templates and phishing of 2012 to 2026"}
# What holds of the public corpora together, and need not of other mail.
PUBLIC = """The mail is mostly English and mostly 1999 to 2007. Scripts other than Latin are read byte by byte and were hardly seen in training.
"""


def read(folder, name):
    with open(os.path.join(folder, name)) as f:
        return json.load(f)


def listed(names):
    """@returns names as a sentence has them: a, b and c"""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def stage_table(measured, kind):
    """`kind`: which probe. Rows: stages. Columns: tested mailboxes. The last stage of a mailbox is the encoder taught the other half."""
    users = [u for half in "ab" for u in probe.TESTED[half] if any(u in table for table in measured.values())]
    lines = ["| stage | " + " | ".join(users) + " | mean |", "|---|" + "---|" * (len(users) + 1)]
    for stage, name in STAGES.items():
        cells = []
        for user in users:
            half = "a" if user in probe.TESTED["a"] else "b"
            table = measured.get(stage if stage != "taught" else f"taught-{'b' if half == 'a' else 'a'}", {})
            cells.append(table.get(user, {}).get(kind, {}).get("embedding"))
        lines.append(row(name, cells))
    return "\n".join(lines)


def row(name, cells):
    """A line of figures with their mean; a dash where an encoder that may be measured there was not made."""
    known = [c for c in cells if c is not None]
    mean = f"{sum(known) / len(known):.4f}" if len(known) == len(cells) else "–"
    return f"| {name} | " + " | ".join("–" if c is None else f"{c:.4f}" for c in cells) + f" | {mean} |"


def layer_table(measured, kind):
    """`kind`: which probe. Rows: what of the encoder is read. The two taught encoders, each on the mailboxes that it was not taught."""
    tables = {**measured.get("taught-a", {}), **measured.get("taught-b", {})}
    users = list(tables)
    lines = ["| read | " + " | ".join(users) + " | mean |", "|---|" + "---|" * (len(users) + 1)]
    for view in tables[users[0]][kind]:
        cells = [tables[u][kind][view] for u in users]
        lines.append(row(view, cells))
    return "\n".join(lines)


def write(work, out, records, steps, sample=None):
    measured, verified = read(work, "probe.json"), read(work, "verify.json")
    measured_on = f" Measured on about {sample:,} mails\nof each half." if sample else ""
    config, tokens = read(out, "config.json"), read(out, "manifest.json")["maxTokens"]
    width, layers = config["hidden_size"], config["num_hidden_layers"]
    corpora = read(work, "run.json")["corpora"]
    named = [name for key, name in CORPORA.items() if key in corpora] + [key for key in corpora if key not in CORPORA]
    again = [f"`{user}`" for user in measured.get("taught-b", {})]
    measured_with = f"""In the last stage {listed(again)},
whose labels this encoder saw, are measured with a second one that was taught the other half.""" if again else ""
    count = {}
    for r in records:
        count[r.user] = count.get(r.user, 0) + 1
    taught = ", ".join(sorted(u for u in mails.HALVES["a"] if u in count))
    other = ", ".join(sorted(u for u in mails.HALVES["b"] if u in count))
    text = f"""# hamlet-small

The embedded text encoder: a transformer trained from scratch by `recipe/make.py` on mail, nothing else. Made to tell mails
apart for a spam filter that adapts to each user; not a general sentence encoder, and weak in languages that its mail hardly holds.

| | |
|---|---|
| shape | {layers} layers × {width}, {config['num_attention_heads']} heads, pre-norm, mean pooling; embedding of {width} numbers, unit length |
| tokens | cased byte-level BPE, {config['vocab_size']:,}; no unknown token in any script; {tokens} at most of a mail, head and tail kept |
| file | ONNX, int8 matrix products and word table, {verified['bytes'] / 1e6:.1f} MB; inputs `input_ids`, `attention_mask`; outputs `embedding` [1, {width}] and `layers` [1, {layers + 1}, {width}], the pooled output of the word table and each layer |
| int8 against float32 | cosine {verified['median']:.5f} median, {verified['worst']:.5f} worst of {verified['texts']} mails; ROC AUC of one probe {verified['auc']['float32']:.5f} in float32, {verified['auc']['int8']:.5f} in int8 |
| id | `{verified['id']}` |

## What it was trained on

{sum(count.values()):,} mails, each text once: {listed(named) if named else "made-up mail of no meaning"}. In three stages: {steps['masked']:,} steps of
masked words on all text without labels; {steps['contrast']:,} steps that also draw two mails of one campaign together, without labels;
{steps['taught']:,} steps that also learn the labels of half of the mailboxes while the mailbox itself is made unreadable (gradient reversal).

Its labels: {taught}. **Whatever is fitted on top (heads, weights, calibration) has to be fitted on other mailboxes**, such as
{other}; `manifest.json` lists the taught ones and `hamlet train` keeps to it.

## How good it is

ROC AUC for mailboxes whose labels the encoder never saw, whole mailboxes left out. {measured_with}{measured_on}

A linear probe on the frozen embedding, trained on 30 % of the mailbox's own mail, tested on the rest:

{stage_table(measured, "own")}

A transfer probe, trained on other untaught mailboxes and none of the mailbox's own mail:

{stage_table(measured, "transfer")}

Which layer to read (last stage; `layer 0` is the word table; `all layers` side by side). Linear probe:

{layer_table(measured, "own")}

Transfer probe:

{layer_table(measured, "transfer")}

## Limits

{PUBLIC if set(corpora) == set(CORPORA) else ""}It saw no picture and no attachment's content.
"""
    with open(os.path.join(out, "README.md"), "w") as f:
        f.write(text)
