#!/usr/bin/env python3
"""Writes the int8 weights of an encoder out as float32, to measure how fast int8 is beside it (`hamlet encoder bench --float32 OUT`):

    python3 data/encoder/recipe/float32.py data/encoder OUT

Undoes export.quantise, less what rounding took: the model is that of before, with the rounded weights. Needs numpy and onnx.
"""
import os
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

# What the nodes that quantise added are called by their ends; the last one of each bears the name of before.
ADDED = ("_q", "_int", "_float", "_scale")


def dequantise(source, target):
    model = onnx.load(source)
    graph = model.graph
    constants = {i.name: i for i in graph.initializer}
    nodes, weights = [], {}

    def weight(name):
        """Takes up NAME as NAME_q times its scales. @returns the name"""
        matrix, scale = (numpy_helper.to_array(constants[name + end]) for end in ("_q", "_scale"))
        weights[name] = numpy_helper.from_array((matrix * scale).astype(np.float32), name)
        return name

    for node in graph.node:
        first, second = (node.input[0], node.input[1]) if len(node.input) > 1 else (None, None)
        if node.op_type == "MatMulInteger":
            nodes.append(helper.make_node("MatMul", [first.removesuffix("_q"), weight(second.removesuffix("_q"))],
                                          [node.output[0].removesuffix("_int")]))
        elif node.op_type == "Gather" and first in constants and first.endswith("_q"):
            nodes.append(helper.make_node("Gather", [weight(first.removesuffix("_q")), second], [node.output[0].removesuffix("_q")]))
        elif not node.output[0].endswith(ADDED) and not (node.op_type == "Mul" and first.endswith("_float")):
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [i for name, i in {**constants, **weights}.items() if name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    folder, out = sys.argv[1:]
    os.makedirs(os.path.join(out, "onnx"), exist_ok=True)
    dequantise(os.path.join(folder, "onnx", "model_quantized.onnx"), os.path.join(out, "onnx", "model.onnx"))
