"""From torch to a model folder: ONNX in float32, the same in int8, tokenizer and manifest in the hub's layout."""
import hashlib
import inspect
import json
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from pretrain import LENGTH
from vocabulary import SPECIAL


class Served(torch.nn.Module):
    """What the product runs: one text, ids and mask int64 [1, T] -> layers [1, L+1, D], embedding [1, D]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        _, layers, embedding = self.model(input_ids, attention_mask)
        return layers, embedding


def export_float(model, path):
    model.eval()
    ids = torch.randint(len(SPECIAL), 300, (1, 12))
    # The exporter that torch 2.9 and later take needs another package, and puts the weights into a file of their own.
    classic = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(Served(model), (ids, torch.ones_like(ids)), path, opset_version=17,
                      input_names=["input_ids", "attention_mask"], output_names=["layers", "embedding"],
                      dynamic_axes={"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"},
                                    "layers": {0: "batch"}, "embedding": {0: "batch"}}, **classic)


def quantise_matrix(weight, axis):
    """Symmetric int8 with one scale for each slice along `axis`. @returns int8 weights and float32 scales."""
    scale = np.abs(weight).max(axis=axis, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.clip(np.rint(weight / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def quantise(source, target):
    """Dynamic quantisation: a matrix product with constant weights becomes DynamicQuantizeLinear + MatMulInteger
    (activations uint8, one scale a tensor; weights int8, one scale a column), a word table becomes int8 rows.

    One mail is run at a time, so that the activations' scale depends on that mail alone.
    """
    model = onnx.load(source)
    graph = model.graph
    constants = {i.name: i for i in graph.initializer}
    nodes, quantised, gone = [], {}, set()
    for node in graph.node:
        weight = constants.get(node.input[1]) if node.op_type == "MatMul" else None
        if weight is not None and len(weight.dims) == 2:
            x, name = node.input[0], weight.name
            w, scale = quantise_matrix(numpy_helper.to_array(weight), 0)
            if x not in quantised:
                quantised[x] = [f"{x}_q", f"{x}_scale", f"{x}_zero"]
                nodes.append(helper.make_node("DynamicQuantizeLinear", [x], quantised[x]))
            q, x_scale, x_zero = quantised[x]
            if name not in gone:
                graph.initializer.append(numpy_helper.from_array(w, f"{name}_q"))
                graph.initializer.append(numpy_helper.from_array(scale[0], f"{name}_scale"))
                gone.add(name)
            out = node.output[0]
            nodes += [
                helper.make_node("MatMulInteger", [q, f"{name}_q", x_zero], [f"{out}_int"]),
                helper.make_node("Cast", [f"{out}_int"], [f"{out}_float"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [x_scale, f"{name}_scale"], [f"{out}_scale"]),
                helper.make_node("Mul", [f"{out}_float", f"{out}_scale"], [out]),
            ]
        elif node.op_type == "Gather" and node.input[0] in constants and constants[node.input[0]].dims[0] > 1000:
            table = constants[node.input[0]]
            rows, scale = quantise_matrix(numpy_helper.to_array(table), 1)
            graph.initializer.append(numpy_helper.from_array(rows, f"{table.name}_q"))
            graph.initializer.append(numpy_helper.from_array(scale, f"{table.name}_scale"))
            gone.add(table.name)
            out = node.output[0]
            nodes += [
                helper.make_node("Gather", [f"{table.name}_q", node.input[1]], [f"{out}_q"]),
                helper.make_node("Cast", [f"{out}_q"], [f"{out}_float"], to=TensorProto.FLOAT),
                helper.make_node("Gather", [f"{table.name}_scale", node.input[1]], [f"{out}_scale"]),
                helper.make_node("Mul", [f"{out}_float", f"{out}_scale"], [out]),
            ]
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [i for i in graph.initializer if i.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def write_folder(folder, model, tokenizer_json, facts, int8=True):
    """A model folder with the int8 model, or with the float32 one (`onnx/model.onnx`)."""
    os.makedirs(os.path.join(folder, "onnx"), exist_ok=True)
    file = "onnx/model_quantized.onnx" if int8 else "onnx/model.onnx"
    full = os.path.join(folder, "onnx", "model.onnx")
    export_float(model, full)
    if int8:
        quantise(full, os.path.join(folder, file))
        os.remove(full)
    files = {
        "tokenizer.json": tokenizer_json,
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LENGTH, "pad_token": "[PAD]",
                                  "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]", "clean_up_tokenization_spaces": False},
        "config.json": {"model_type": "hamlet", "hidden_size": model.width, "num_hidden_layers": len(model.blocks),
                        "num_attention_heads": model.blocks[0].heads, "vocab_size": model.words.num_embeddings,
                        "max_position_embeddings": model.places.num_embeddings, "pad_token_id": 0},
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            json.dump(content, f, ensure_ascii=False, indent=None if name == "tokenizer.json" else 2)
            f.write("\n")
    manifest = {"name": "hamlet-small", "dimension": model.width, "maxTokens": LENGTH, "pooling": "output", "output": "embedding",
                "prefix": "", "normalise": True, **facts,
                "files": {n: sha256(os.path.join(folder, n)) for n in
                          ("config.json", file, "tokenizer.json", "tokenizer_config.json")}}
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
