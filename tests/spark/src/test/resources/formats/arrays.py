"""Writes the files of arrays in this folder by the libraries that own their formats: h5py 3.16, nibabel 5.4,
safetensors 0.8, torch 2.13."""

import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    os.makedirs(os.path.dirname(os.path.join(here, name)), exist_ok=True)
    return os.path.join(here, name)


def nifti():
    """A volume of 2 x 3 x 4 in every type, both versions and both byte orders, as x, y and z."""
    import nibabel

    for version, image in ((1, nibabel.Nifti1Image), (2, nibabel.Nifti2Image)):
        for dtype in ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "rgb", "rgba"):
            for order in "<>":
                if version == 2 and dtype not in ("i2", "f8"):
                    continue
                header = image.header_class(endianness=order)
                x = numbers((2, 3, 4), "u1")
                if dtype.startswith("rgb"):
                    colours = [(c, "u1") for c in dtype.upper()]
                    y = np.zeros(x.shape, colours)
                    for i, (c, _) in enumerate(colours):
                        y[c] = x + 30 * i
                else:
                    y = x.astype(dtype)
                header.set_data_dtype(y.dtype)
                volume = image(y, np.eye(4), header)
                volume.header.set_slope_inter(*((1, 0) if dtype != "i2" else (2.5, -1024)))
                name = {"<": "little", ">": "big"}[order]
                file = path(f"nifti/{version}-{dtype}-{name}.nii" + (".gz" if dtype in ("f4", "f8") else ""))
                if dtype == "i2":  # as stored: nibabel would take the slope out of them
                    volume.header.set_slope_inter(1, 0)
                    volume.to_filename(file)
                    raw = bytearray(open(file, "rb").read())
                    code = order + ("ff" if version == 1 else "dd")
                    import struct
                    struct.pack_into(code, raw, 112 if version == 1 else 176, 2.5, -1024)
                    open(file, "wb").write(raw)
                else:
                    volume.to_filename(file)


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


def numbers(shape, dtype):
    """0 to 126 again and again, which every type holds; booleans are whether that is odd."""
    x = np.arange(np.prod(shape)).reshape(shape) % 127
    return x % 2 == 1 if dtype == "bool" else x.astype(dtype)


def hdf5_types():
    """Every type in a group of its own of old and new files, and columns beside."""
    import h5py

    types = ["i1", "<u2", ">u2", "u1", "<i2", ">i2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8", "<f2", ">f2",
             "<f4", ">f4", "<f8", ">f8", "bool"]
    for version in ("earliest", "latest"):
        with h5py.File(path(f"hdf5/types-{version}.h5"), "w", libver=version) as f:
            for i, dtype in enumerate(types):
                g = f.create_group(f"types/{i:02} {dtype}" if version == "latest" else f"{i:02} {dtype}")
                g["x"] = numbers((5, 2, 3), dtype)
                g["one"] = numbers(5, dtype)
                g["vector"] = numbers((5, 4), dtype)
            f["enum"] = numbers(5, "i2").astype(h5py.enum_dtype({"A": 0, "B": 1, "C": 2}, basetype="i2"))
            f["text"] = [f"näme {'x' * i}" for i in range(5)]
            f["ascii"] = np.array([b"a", b"bc", b"", b"d e", b"fghij"])
            f["compound"] = np.zeros(5, [("a", "i4"), ("b", "f4")])
            f["mean"] = np.zeros(3)
            f["scalar"] = 7
            f["soft"] = h5py.SoftLink("/text")
            f["external"] = h5py.ExternalLink("other.h5", "/x")
            f["again"] = f["ascii"]
            f["empty"] = h5py.Empty("f4")
            f["text"].attrs["unit"] = "m"


def hdf5_layouts():
    """One tensor in every way of storing it."""
    import h5py

    filters = {"plain": {}, "gzip": {"compression": "gzip"}, "shuffle": {"compression": "gzip", "shuffle": True},
               "lzf": {"compression": "lzf"}, "sum": {"fletcher32": True},
               "all": {"compression": "lzf", "shuffle": True, "fletcher32": True}}
    x = numbers((7, 2, 3, 5), "<u2")
    for version in ("earliest", "latest"):
        with h5py.File(path(f"hdf5/layouts-{version}.h5"), "w", libver=version) as f:
            f["contiguous"] = x
            compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            compact.set_layout(h5py.h5d.COMPACT)
            d = h5py.h5d.create(f.id, b"compact", h5py.h5t.STD_U16LE, h5py.h5s.create_simple(x.shape), compact)
            d.write(h5py.h5s.ALL, h5py.h5s.ALL, x)
            early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            early.set_chunk((2, 1, 2, 3))
            early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
            d = h5py.h5d.create(f.id, b"implicit", h5py.h5t.STD_U16LE, h5py.h5s.create_simple(x.shape), early)
            d.write(h5py.h5s.ALL, h5py.h5s.ALL, x)
            for name, options in filters.items():
                f.create_dataset(f"{name} single", data=x, chunks=x.shape, **options)
                f.create_dataset(f"{name} fixed", data=x, chunks=(2, 1, 2, 3), **options)
                f.create_dataset(f"{name} grows", data=x, chunks=(1, 2, 3, 5), maxshape=(None, 2, 3, 5), **options)
                f.create_dataset(f"{name} grows last", data=x, chunks=(2, 1, 3, 1), maxshape=(7, 2, 3, None), **options)
                f.create_dataset(f"{name} grows twice", data=x, chunks=(2, 1, 2, 2), maxshape=(None, 2, 3, None), **options)
            part = f.create_dataset("part", shape=x.shape, chunks=(2, 1, 3, 5), dtype="<u2", fillvalue=300)
            part[2:4] = x[2:4]
            f.create_dataset("never", shape=x.shape, dtype="<u2", fillvalue=300)


def hdf5_lengths():
    """Tensors of two lengths, with labels of each."""
    import h5py

    with h5py.File(path("hdf5/lengths.h5"), "w") as f:
        for name, rows in (("train", 6), ("test", 3)):
            f[f"{name}/images"] = numbers((rows, 4, 4, 3), "u1")
            f[f"{name}/labels"] = numbers(rows, "i8")


def hdf5_odd():
    """What is rare, each in a file of its own; and what is not read."""
    import h5py

    x = numbers((5, 2, 3, 4), "u1")

    def file(name, **options):
        return h5py.File(path(f"hdf5-odd/{name}.h5"), "w", **options)

    for version in ("earliest", "latest"):
        with file(f"user-block-{version}", userblock_size=1024, libver=version) as f:
            f.create_dataset("x", data=x, chunks=(2, 2, 3, 4), compression="gzip")
            f["text"] = [str(i) for i in range(5)]
    with file("creation-order", track_order=True) as f:
        for i in range(20):
            f[f"n{i}"] = numbers(5, "i2")
        f["x"] = x
    with file("named-type") as f:
        f["type"] = np.dtype("<i2")
        f.create_dataset("x", data=x, dtype=f["type"])
    with file("grown", libver="latest") as f:
        grown = f.create_dataset("x", data=x[:3], maxshape=(None, 2, 3, 4), chunks=(1, 2, 3, 4))
        f.swmr_mode = True
        grown.resize((5, 2, 3, 4))
        grown[3:] = x[3:]
    with file("shrunk") as f:
        f.create_dataset("x", data=np.concatenate([x, x]), maxshape=(None, 2, 3, 4), chunks=(2, 2, 3, 4)).resize(5, 0)
    with file("not-compressible") as f:  # LZF gives up, and the chunk says so
        noise = np.random.default_rng(0).integers(0, 256, (5, 2, 3, 4), dtype="u1")
        f.create_dataset("noise", data=noise, chunks=(5, 2, 3, 4), compression="lzf")
        f.create_dataset("x", data=noise, chunks=(5, 2, 3, 4))
    with file("refused-scaleoffset") as f:
        f.create_dataset("x", data=x, chunks=(2, 2, 3, 4), scaleoffset=True)
    with file("refused-external") as f:
        f.create_dataset("x", shape=x.shape, dtype="u1", external=[("external.raw", 0, x.size)])
    with file("refused-virtual") as f:
        layout = h5py.VirtualLayout(shape=x.shape, dtype="u1")
        layout[...] = h5py.VirtualSource("shrunk.h5", "x", shape=x.shape)
        f.create_virtual_dataset("x", layout)


def hdf5_many():
    """Indexes of many chunks: pages, blocks of blocks, trees of levels; links of many datasets."""
    import h5py

    for version, rows in (("earliest", 300), ("latest", 1500)):
        x = numbers((rows, 1, 2), "u1")
        with h5py.File(path(f"hdf5/many-{version}.h5"), "w", libver=version) as f:
            f.create_dataset("fixed", data=x, chunks=(1, 1, 2))
            f.create_dataset("grows", data=x, chunks=(1, 1, 2), maxshape=(None, 1, 2))
            f.create_dataset("twice", data=x, chunks=(1, 1, 2), maxshape=(None, None, 2))
            for i in range(60):
                f[f"links/{'long ' * (i % 7)}name {i}"] = numbers(rows if i == 33 else 1, "u1")


def hdf5_names():
    """What channels are called: by a scale of texts or an attribute, among few attributes and many."""
    import h5py

    x = numbers((5, 3, 2, 2), "i2")
    for version in ("earliest", "latest"):
        with h5py.File(path(f"hdf5/names-{version}.h5"), "w", libver=version) as f:
            f["bands"] = ["B2", "B3", "née"]
            f["fixed"] = np.array([b"a", b"bb", b"ccc"])
            f["depth"] = [0.5, 1.5, 2.5]
            f["rows"] = ["r0", "r1"]
            for scale in ("bands", "fixed", "depth", "rows"):
                f[scale].make_scale(scale)
            for name, scales in (("scaled", "bands"), ("numbers", "depth"), ("many", "fixed")):
                f[name] = x
                f[name].dims[1].attach_scale(f[scales])
            f["many"].dims[1].attach_scale(f["depth"])
            for i in range(40):
                f["many"].attrs[f"note {i}"] = "text " * i
            f["many"].attrs["_FillValue"] = np.int16(-7)
            f["two"] = x
            f["two"].dims[1].attach_scale(f["bands"])
            f["two"].dims[2].attach_scale(f["rows"])
            f["attribute"] = x
            f["attribute"].attrs["channel_names"] = ["red", "green", "nir"]
            f["attribute"].attrs["band_names"] = ["1", "2", "3"]
            f["short"] = x
            f["short"].attrs["channel_names"] = ["red"]
            f["short"].attrs["band_names"] = np.array([b"x", b"y", b"z"])


if __name__ == "__main__":
    hdf5_types()
    hdf5_layouts()
    hdf5_many()
    hdf5_lengths()
    hdf5_odd()
    hdf5_names()
    nifti()
    safetensors()
