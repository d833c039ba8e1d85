"""Writes the files of arrays in this folder by the libraries that own their formats: safetensors 0.8, torch 2.13."""

import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    os.makedirs(os.path.dirname(os.path.join(here, name)), exist_ok=True)
    return os.path.join(here, name)


def safetensors():
    """Every type, 0 to 5 (from -3 on where signed), and a text of metadata."""
    import torch
    from safetensors.torch import save_file

    names = {"f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64", "u8": "uint8", "u16": "uint16",
             "u32": "uint32", "u64": "uint64", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64"}
    tensors = {
        name: (torch.arange(6) - (3 if name[0] == "i" else 0)).to(getattr(torch, dtype)).reshape(1, 2, 3)
        for name, dtype in names.items()
    }
    tensors["bool"] = (torch.arange(6) % 2 == 1).reshape(1, 2, 3)
    save_file(tensors, path("safetensors/types.safetensors"), metadata={"made": "by arrays.py"})


if __name__ == "__main__":
    safetensors()
