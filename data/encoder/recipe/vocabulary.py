"""The vocabulary: cased, byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019).

Bytes are the alphabet, so no script, emoji or obfuscation is ever unknown; case, punctuation and look-alike
letters survive. The result is a standard `tokenizer.json` (pre-tokenizer, model and post-processor of GPT-2's
kind with BERT's special tokens), which `AutoTokenizer` loads.
"""
import collections
import heapq
import json

import regex

SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[MASK]"]
PAD, CLS, SEP, MASK = range(4)
# GPT-2's pre-tokenizer: the pattern that the ByteLevel pre-tokenizer of every tokenizers library applies.
PATTERN = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def byte_alphabet():
    """GPT-2's printable stand-in for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {b: chr(b) for b in printable}
    for b in range(256):
        if b not in table:
            table[b] = chr(256 + len(table) - len(printable))
    return table


BYTES = byte_alphabet()


def to_symbols(word):
    return "".join(BYTES[b] for b in word.encode("utf-8", "replace"))


def learn_merges(words, size):
    """Greedy byte-pair merges of the most frequent adjacent pair, over `words`: a Counter of pre-tokens.

    Counts are kept up to date incrementally: a merge touches only the words that hold the pair.
    """
    symbols = [list(to_symbols(w)) for w in words]
    counts = list(words.values())
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for i, s in enumerate(symbols):
        for pair in zip(s, s[1:]):
            pairs[pair] += counts[i]
            where[pair].add(i)
    heap = [(-n, p) for p, n in pairs.items()]
    heapq.heapify(heap)
    vocabulary = SPECIAL + [BYTES[b] for b in range(256)]
    known, merges = set(vocabulary), []
    while len(vocabulary) < size and heap:
        n, pair = heapq.heappop(heap)
        if pairs.get(pair, 0) != -n:
            if pairs.get(pair, 0) > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        if -n < 2:
            break
        joined = pair[0] + pair[1]
        merges.append(pair)
        if joined not in known:
            known.add(joined)
            vocabulary.append(joined)
        touched = set()
        for i in list(where.pop(pair, ())):
            old, new, k = symbols[i], [], 0
            while k < len(old):
                if k + 1 < len(old) and old[k] == pair[0] and old[k + 1] == pair[1]:
                    new.append(joined)
                    k += 2
                else:
                    new.append(old[k])
                    k += 1
            for p in zip(old, old[1:]):
                pairs[p] -= counts[i]
                touched.add(p)
            for p in zip(new, new[1:]):
                pairs[p] += counts[i]
                where[p].add(i)
                touched.add(p)
            symbols[i] = new
        for p in touched:
            if pairs[p] > 0:
                heapq.heappush(heap, (-pairs[p], p))
            else:
                del pairs[p]
        pairs.pop(pair, None)
    return vocabulary, merges


def build(texts, size, max_words=400_000):
    """@returns tokenizer.json as a dictionary, learned from an iterable of texts."""
    words = collections.Counter()
    for text in texts:
        words.update(PATTERN.findall(text))
    words = collections.Counter(dict(words.most_common(max_words)))
    vocabulary, merges = learn_merges({w: n for w, n in words.items() if n > 1 and len(w) <= 40}, size)
    return tokenizer_json(vocabulary, merges)


def tokenizer_json(vocabulary, merges):
    added = [
        {"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, t in enumerate(SPECIAL)
    ]
    template = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": template + [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
            "special_tokens": {t: {"id": t, "ids": [SPECIAL.index(t)], "tokens": [t]} for t in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {t: i for i, t in enumerate(vocabulary)},
            "merges": [f"{a} {b}" for a, b in merges],
        },
    }


class Tokenizer:
    """Text to token ids, without the special tokens. Words are encoded once and remembered."""

    def __init__(self, tokenizer):
        if isinstance(tokenizer, str):
            with open(tokenizer, encoding="utf-8") as f:
                tokenizer = json.load(f)
        self.ids = tokenizer["model"]["vocab"]
        self.ranks = {tuple(m.split(" ")): i for i, m in enumerate(tokenizer["model"]["merges"])}
        self.cache = {}

    def word(self, word):
        found = self.cache.get(word)
        if found is None:
            found = self.cache[word] = self._merge(word)
        return found

    def _merge(self, word):
        parts = list(to_symbols(word[:200]))
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda p: self.ranks.get(p, 1 << 30))
            if best not in self.ranks:
                break
            joined, k = [], 0
            while k < len(parts):
                if k + 1 < len(parts) and (parts[k], parts[k + 1]) == best:
                    joined.append(parts[k] + parts[k + 1])
                    k += 2
                else:
                    joined.append(parts[k])
                    k += 1
            parts = joined
        return [self.ids[p] for p in parts]

    def encode(self, text):
        out = []
        for word in PATTERN.findall(text):
            out += self.word(word)
        return out
