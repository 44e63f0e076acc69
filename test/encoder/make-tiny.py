"""Writes the tiny encoder of the tests into the folder `tiny` beside this file: python3 test/encoder/make-tiny.py

A two-layer transformer of width 16 with random weights (fixed seed), int8 matrix products quantised on the fly as in
the embedded encoder, and the same inputs and outputs: `input_ids`, `attention_mask` -> `layers`, `embedding`; beside them
`last_hidden_state`, as hub models have it. The tokenizer is byte-level BPE with a handful of merges.
Needs numpy and onnx. The golden figures in test/20.* and test/21.* were made with the files as committed.
"""
import hashlib
import json
import pathlib
import subprocess

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent / 'tiny'
WIDTH, LAYERS, TOKENS = 16, 2, 64
SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
MERGES = ['Ġ t', 'h e', 'Ġt he', 'i n', 'Ġ a', 'r e', 'o n', 'e r', 'Ġ s', 'f re', 'fre e', 'Ġ free', 'o f', 'of f', 'off er']


def byte_characters():
    """The printable stand-in of each byte, as in GPT-2: printable Latin-1 as itself, the rest from U+0100 on."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    table = {byte: chr(byte) for byte in plain} | {byte: chr(256 + i) for i, byte in enumerate(rest)}
    return [table[byte] for byte in range(256)]


def tokenizer():
    tokens = SPECIAL + byte_characters() + [merge.replace(' ', '') for merge in MERGES]
    added = [
        {'id': i, 'content': token, 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False, 'special': True}
        for i, token in enumerate(SPECIAL)
    ]
    ends = {'[CLS]': {'id': '[CLS]', 'ids': [2], 'tokens': ['[CLS]']}, '[SEP]': {'id': '[SEP]', 'ids': [3], 'tokens': ['[SEP]']}}
    cls, sep = ({'SpecialToken': {'id': token, 'type_id': 0}} for token in ends)
    return {
        'version': '1.0',
        'truncation': None,
        'padding': None,
        'added_tokens': added,
        'normalizer': None,
        'pre_tokenizer': {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': True},
        'post_processor': {
            'type': 'TemplateProcessing',
            'single': [cls, {'Sequence': {'id': 'A', 'type_id': 0}}, sep],
            'pair': [cls, {'Sequence': {'id': 'A', 'type_id': 0}}, sep, {'Sequence': {'id': 'B', 'type_id': 1}}, sep],
            'special_tokens': ends,
        },
        'decoder': {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': True},
        'model': {
            'type': 'BPE',
            'dropout': None,
            'unk_token': '[UNK]',
            'continuing_subword_prefix': None,
            'end_of_word_suffix': None,
            'fuse_unk': False,
            'vocab': {token: i for i, token in enumerate(tokens)},
            'merges': MERGES,
        },
    }


class Graph:
    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights = [], []

    def constant(self, value, name=None):
        name = name or f'c{len(self.weights)}'
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def op(self, kind, *inputs, outputs=1, name=None, **attributes):
        names = [name] if name else [f'{kind}{len(self.nodes)}_{i}' for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def matmul(self, x, rows, columns):
        """x W with W as int8 with one scale a column, and x quantised over the whole tensor as it comes."""
        weight = self.random.normal(0, 1 / np.sqrt(rows), (rows, columns))
        scale = np.abs(weight).max(axis=0) / 127
        quantised, x_scale, zero = self.op('DynamicQuantizeLinear', x, outputs=3)
        product = self.op('MatMulInteger', quantised, self.constant(np.round(weight / scale).astype(np.int8)), zero)
        product = self.op('Cast', product, to=TensorProto.FLOAT)
        return self.op('Mul', product, self.op('Mul', x_scale, self.constant(scale.astype(np.float32))))

    def normalise(self, x):
        ones, zeros = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
        return self.op('LayerNormalization', x, self.constant(ones), self.constant(zeros), axis=-1)


def model(vocabulary):
    g = Graph(seed=1)
    embeddings = g.constant(g.random.normal(0, 1, (vocabulary, WIDTH)).astype(np.float32))
    positions = g.constant(g.random.normal(0, 0.3, (TOKENS, WIDTH)).astype(np.float32))
    axis1 = g.constant(np.array([1], np.int64))
    axis2 = g.constant(np.array([2], np.int64))
    mask = g.op('Cast', 'attention_mask', to=TensorProto.FLOAT)
    column = g.op('Unsqueeze', mask, axis2)
    count = g.op('ReduceSum', column, axis1, keepdims=0)
    absent = g.op('Mul', g.op('Sub', mask, g.constant(np.array(1, np.float32))), g.constant(np.array(1e4, np.float32)))
    absent = g.op('Unsqueeze', absent, axis1)

    def pooled(x):
        return g.op('Div', g.op('ReduceSum', g.op('Mul', x, column), axis1, keepdims=0), count)

    length = g.op('Gather', g.op('Shape', 'input_ids'), g.constant(np.array([1], np.int64)))
    start = g.constant(np.array([0], np.int64))
    x = g.op('Add', g.op('Gather', embeddings, 'input_ids'), g.op('Slice', positions, start, length))
    x = g.normalise(x)
    layers = [pooled(x)]
    for layer in range(LAYERS):
        query, key, value = (g.matmul(x, WIDTH, WIDTH) for _ in range(3))
        scores = g.op('MatMul', query, g.op('Transpose', key, perm=[0, 2, 1]))
        scores = g.op('Div', scores, g.constant(np.array(np.sqrt(WIDTH), np.float32)))
        attended = g.op('MatMul', g.op('Softmax', g.op('Add', scores, absent), axis=-1), value)
        x = g.normalise(g.op('Add', x, g.matmul(attended, WIDTH, WIDTH)))
        hidden = g.op('Tanh', g.matmul(x, WIDTH, 4 * WIDTH))
        last = layer == LAYERS - 1
        x = g.op('Add', x, g.matmul(hidden, 4 * WIDTH, WIDTH))
        x = g.op('LayerNormalization', x, g.constant(np.ones(WIDTH, np.float32)), g.constant(np.zeros(WIDTH, np.float32)),
                 axis=-1, name='last_hidden_state' if last else None)
        layers.append(pooled(x))
    g.op('Concat', *(g.op('Unsqueeze', layer, axis1) for layer in layers), axis=1, name='layers')
    length = g.op('ReduceL2', layers[-1], axes=[1], keepdims=1)
    g.op('Div', layers[-1], length, name='embedding')

    ids = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, 'tokens']) for name in ('input_ids', 'attention_mask')]
    outputs = [
        helper.make_tensor_value_info('layers', TensorProto.FLOAT, [1, LAYERS + 1, WIDTH]),
        helper.make_tensor_value_info('embedding', TensorProto.FLOAT, [1, WIDTH]),
        helper.make_tensor_value_info('last_hidden_state', TensorProto.FLOAT, [1, 'tokens', WIDTH]),
    ]
    graph = helper.make_graph(g.nodes, 'tiny', ids, outputs, g.weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def main():
    (HERE / 'onnx').mkdir(parents=True, exist_ok=True)
    words = tokenizer()
    files = {
        'tokenizer.json': words,
        'tokenizer_config.json': {'tokenizer_class': 'PreTrainedTokenizerFast', 'model_max_length': TOKENS, 'unk_token': '[UNK]'},
        'config.json': {'model_type': 'bert', 'hidden_size': WIDTH, 'num_hidden_layers': LAYERS, 'max_position_embeddings': TOKENS},
    }
    for name, content in files.items():
        (HERE / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + '\n')
    subprocess.run(['npx', 'biome', 'format', '--write', str(HERE)], check=True)
    onnx.save(model(len(words['model']['vocab'])), str(HERE / 'onnx' / 'model_quantized.onnx'))
    hashes = {
        name: hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        for name in [*files, 'onnx/model_quantized.onnx']
    }
    manifest = {
        'name': 'tiny',
        'dimension': WIDTH,
        'maxTokens': TOKENS,
        'pooling': 'output',
        'output': 'embedding',
        'prefix': '',
        'normalise': True,
        'files': hashes,
    }
    (HERE / 'manifest.json').write_text(json.dumps(manifest, indent=2) + '\n')


main()
