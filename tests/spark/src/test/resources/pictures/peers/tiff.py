"""Writes TIFF of many kinds by tifffile to a folder, each with a .npy of the (height, width, bands) to expect."""

import sys

import numpy as np
import tifffile

folder = sys.argv[1]
random = np.random.default_rng(7)
count = 0


def expect(name, pixels):
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    kinds = {"int8": "<i2", "uint32": "<f8"}
    np.save(f"{folder}/{name}.tif.npy", np.ascontiguousarray(pixels.astype(kinds.get(pixels.dtype.name, pixels.dtype))))


def samples(kind, *shape):
    if np.dtype(kind).kind == "f":
        return random.normal(size=shape).astype(kind)
    info = np.iinfo(kind)
    wave = np.add.outer(np.arange(shape[0]), np.arange(shape[1])) * 3
    wave = wave.reshape(wave.shape + (1,) * (len(shape) - 2))
    noise = random.integers(0, 5, size=shape)
    return (info.min + (wave + noise) * (info.max // 1000 + 1)).astype(kind)


def write(pixels, **options):
    """Writes (height, width, bands) and what it is expected to be."""
    global count
    count += 1
    name = f"{count:03d}-{pixels.dtype}-" + "-".join(f"{k}={v}" for k, v in options.items() if k != "extrasamples")
    name = name.replace(" ", "").replace("/", "").replace("(", "").replace(")", "")[:120]
    stored = pixels
    if options.get("planarconfig") == "separate":
        stored = np.ascontiguousarray(np.moveaxis(pixels, -1, 0))
    tifffile.imwrite(f"{folder}/{name}.tif", stored, metadata=None, **options)
    expect(name, pixels)


kinds = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float16", "float32", "float64"]
for kind in kinds:
    for order in "<>":
        write(samples(kind, 37, 53), photometric="minisblack", byteorder=order)
    for planar in "contig", "separate":
        for tile in None, (16, 32):
            write(samples(kind, 37, 53, 13), photometric="minisblack", planarconfig=planar, tile=tile, byteorder="><"[tile is None])
    for order in "<>":
        for planar in "contig", "separate":
            write(
                samples(kind, 40, 33, 3),
                photometric="rgb",
                planarconfig=planar,
                compression="zlib",
                predictor=3 if kind.startswith("float") else 2,
                byteorder=order,
            )
for compression in "lzw", "zlib", "packbits", "zstd", "deflate":
    for kind in "uint8", "uint16":
        for tile in None, (64, 48):
            write(samples(kind, 97, 71, 3), photometric="rgb", compression=compression, tile=tile, rowsperstrip=None if tile else 10)
            write(random.integers(0, 255, size=(97, 71)).astype(kind), photometric="minisblack", compression=compression, tile=tile)
write(samples("uint8", 37, 53, 4), photometric="rgb", extrasamples=["unassalpha"], bigtiff=True)
write(samples("uint16", 37, 53, 4), photometric="rgb", extrasamples=["assocalpha"], bigtiff=True, byteorder=">")
write(samples("uint8", 37, 53, 5), photometric="rgb", extrasamples=[0, 0])
write(samples("uint8", 9, 11, 1500), photometric="minisblack", planarconfig="contig")
write(samples("uint16", 9, 11, 3000), photometric="minisblack", planarconfig="separate", compression="zlib")
write(np.zeros((768, 1024, 3), "uint8") + 255, photometric="rgb", compression="zlib")

white = samples("uint8", 37, 53)
tifffile.imwrite(f"{folder}/white.tif", white, photometric="miniswhite", metadata=None)
expect("white", 255 - white)
for bits in 10, 12, 14:
    deep = random.integers(0, 1 << bits, size=(37, 53, 3)).astype("uint16")
    tifffile.imwrite(f"{folder}/bits-{bits}.tif", deep, photometric="rgb", bitspersample=bits, metadata=None)
    expect(f"bits-{bits}", deep)
# A pyramid: its overview and a thumbnail before the page are no pages.
with tifffile.TiffWriter(f"{folder}/thumbnail.tif") as file:
    file.write(samples("uint8", 5, 7, 3), photometric="rgb", subfiletype=1, metadata=None)
    page = samples("uint8", 37, 53, 3)
    file.write(page, photometric="rgb", metadata=None)
expect("thumbnail", page)
