"""Writes the files of this folder by Pillow: one and three frames of 8 x 8, the first of 250, 0, 0."""

import os

from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
frames = [Image.new("RGB", (8, 8), (250 - 60 * i, 40 * i, 0)) for i in range(3)]
for ending, options in (("gif", {}), ("png", {}), ("webp", {"lossless": True})):
    frames[0].save(f"{here}/one.{ending}", **options)
    frames[0].save(f"{here}/three.{ending}", save_all=True, append_images=frames[1:], duration=100, **options)
