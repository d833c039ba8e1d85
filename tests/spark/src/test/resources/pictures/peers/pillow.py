"""Writes WebP and TIFF by Pillow to a folder, each with a .npy of the (height, width, RGBA) that Pillow reads again."""

import sys

import numpy as np
from PIL import Image

folder = sys.argv[1]
random = np.random.default_rng(7)


def photograph(width, height, alpha):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    bands = [128 + 60 * np.sin(x * 0.3 + c) + 60 * np.cos(y * 0.2 * (c + 1)) for c in range(3)]
    bands.append(x * 5 + y * 3 & 255)
    pixels = np.stack(bands, -1) + random.integers(-6, 7, size=(height, width, 4))
    return Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")[..., : 4 if alpha else 3])


def write(name, picture, **options):
    path = f"{folder}/{name}"
    picture.save(path, **options)
    np.save(path + ".npy", np.array(Image.open(path).convert("RGBA")))


count = 0
for width, height in (1, 1), (2, 3), (17, 16), (16, 33), (100, 75), (207, 31):
    for alpha in False, True:
        picture = photograph(width, height, alpha)
        for quality in 0, 20, 50, 80, 100:
            count += 1
            write(f"{count:03d}.webp", picture, quality=quality, method=count % 7, alpha_quality=100 - quality // 4)
        write(f"{count:03d}-lossless.webp", picture, lossless=True, method=6, exact=True)
        colors = picture.convert("RGB").quantize(2 << count % 5).convert("RGB")
        write(f"{count:03d}-palette.webp", colors, lossless=True, method=4)
    for compression in "jpeg", "tiff_lzw", "zstd":
        write(f"{count:03d}-{compression}.tif", photograph(width, height, False), compression=compression)
    write(f"{count:03d}-ink.tif", photograph(width, height, False).convert("CMYK"), compression="tiff_adobe_deflate")
    for compression in "group3", "group4", "tiff_ccitt":
        for kind in "noise", "shapes":
            gray = photograph(width, height, False).convert("L")
            bits = gray.convert("1") if kind == "noise" else gray.point(lambda v: 255 * (v > 110)).convert("1")
            write(f"{count:03d}-{kind}-{compression}.tif", bits, compression=compression)
write("white.webp", Image.new("RGB", (700, 500), (255, 255, 255)), lossless=True)
write("white.tif", Image.new("1", (1024, 768), 1), compression="group4")
