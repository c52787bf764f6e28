"""The benchmark's GPT-2 as a graph for onnxruntime-web: `python3 graph.py FILE`.

Operations are the joined ones that onnxruntime makes of a GPT-2 itself (Attention with its past,
FastGelu), so that it runs as fast as it can. Inputs: tokens and places, 1×L, and of each layer
`past`, 2×1×heads×P×each; outputs: the last token's logits, and `present`, with P + L places.
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from weights import HEADS, LAYERS, VOCABULARY, WIDTH, draw

nodes, weights = [], []


def kept(name, values):
    weights.append(numpy_helper.from_array(values, name))
    return name


def node(kind, inputs, name, own=False, others=(), **attributes):
    """One output, `name`; `own` says that the operation is onnxruntime's."""
    nodes.append(
        helper.make_node(
            kind, inputs, [name, *others], domain="com.microsoft" if own else "", **attributes
        )
    )
    return name


def normal(x, name, weight, bias):
    inputs = [x, kept(f"{name}.weight", weight), kept(f"{name}.bias", bias)]
    return node("LayerNormalization", inputs, name, axis=-1, epsilon=1e-5)


def graph():
    wte, wpe, blocks, final = draw()
    table = kept("wte", wte)
    x = node(
        "Add",
        [
            node("Gather", [table, "tokens"], "of.tokens"),
            node("Gather", [kept("wpe", wpe), "places"], "of.places"),
        ],
        "x",
    )
    for i, (norms, linear) in enumerate(blocks):
        qkv, projection, up, down = [
            (kept(f"{i}.{part}.weight", weight), kept(f"{i}.{part}.bias", bias))
            for part, (weight, bias) in zip(["qkv", "projection", "up", "down"], linear)
        ]
        attended = node(
            "Attention",
            [normal(x, f"{i}.norm.1", *norms[:2]), *qkv, "", f"past.{i}"],
            f"{i}.attended",
            own=True,
            others=[f"present.{i}"],
            num_heads=HEADS,
            unidirectional=1,
        )
        written = node("MatMul", [attended, projection[0]], f"{i}.projected")
        x = node("Add", [x, node("Add", [written, projection[1]], f"{i}.written")], f"{i}.middle")
        units = node("MatMul", [normal(x, f"{i}.norm.2", *norms[2:]), up[0]], f"{i}.up")
        units = node("FastGelu", [units, up[1]], f"{i}.units", own=True)
        written = node("Add", [node("MatMul", [units, down[0]], f"{i}.down"), down[1]], f"{i}.added")
        x = node("Add", [x, written], f"{i}.x")
    last = node("Gather", [x, kept("last", np.array(-1))], "last.x", axis=1)
    node("Gemm", [normal(last, "norm", *final), table], "logits", transB=1)

    def of(name, shape, kind=TensorProto.FLOAT):
        return helper.make_tensor_value_info(name, kind, shape)

    def kept_of(name, places):
        return [of(f"{name}.{i}", [2, 1, HEADS, places, WIDTH // HEADS]) for i in range(LAYERS)]

    whole = TensorProto.INT64
    inputs = [of("tokens", [1, "L"], whole), of("places", [1, "L"], whole), *kept_of("past", "P")]
    outputs = [of("logits", [1, VOCABULARY]), *kept_of("present", "all")]
    return helper.make_graph(nodes, "gpt2", inputs, outputs, weights)


model = helper.make_model(
    graph(),
    opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
    ir_version=8,
)
onnx.save(model, sys.argv[1])
