"""Makes the pictures beside this file, with Pillow and the photographs that scikit-image holds."""

import io, pathlib, struct, zlib
import numpy, skimage.data
from PIL import Image

HERE = pathlib.Path(__file__).parent
PHOTOGRAPHS = {
    "cat": skimage.data.chelsea(),
    "coffee": skimage.data.coffee(),
    "gravel": numpy.stack([skimage.data.gravel()] * 3, -1),
    "rocket": skimage.data.rocket(),
}
SUBSAMPLINGS = ["4:4:4", "4:2:2", "4:2:0"]


def save(image, name, **options):
    file = HERE / name
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(file, **options)


def thumbnails():
    """32x32, six of each class, cut from the middle rows on."""
    for label, photograph in PHOTOGRAPHS.items():
        height, width, _ = photograph.shape
        for i in range(6):
            top, left = height // 4 + 24 * i, width // 6 + 40 * i
            save(photograph[top : top + 32, left : left + 32], f"thumbnails/{label}/{i}.jpg", quality=90)


def photographs():
    """Awkward sizes, qualities, subsamplings, scans and restart intervals, as libjpeg-turbo writes them."""
    for i, (label, photograph) in enumerate(PHOTOGRAPHS.items()):
        for j, subsampling in enumerate(SUBSAMPLINGS):
            n = 3 * i + j
            part = photograph[40 : 40 + 97 + 13 * n, 30 : 30 + 131 + 7 * n]
            save(
                part,
                f"photographs/{label}-{subsampling.replace(':', '')}.jpg",
                quality=[30, 75, 95][(i + j) % 3],
                subsampling=subsampling,
                progressive=n % 2 == 1,
                optimize=n % 4 == 0,
                **({"restart_marker_blocks": 5} if n % 3 == 0 else {}),
            )
    save(PHOTOGRAPHS["gravel"][:90, :121, 0], "photographs/gravel-gray.jpg", quality=60)


def odd():
    """20 wide, 10 high, but two of them; and what is no picture."""
    y, x = numpy.mgrid[0:10, 0:20]
    gray = (7 * y + 11 * x).astype("uint8")
    rgb = numpy.stack([gray, 255 - gray, 12 * x], -1).astype("uint8")
    save(gray, "odd/gray8.png")
    save(gray, "odd/gray8.jpg")
    save((3001 * y + 97 * x).astype("uint16"), "odd/gray16.png")
    save(numpy.dstack([rgb, gray]), "odd/rgba.png")
    save(numpy.full((1, 1, 3), (200, 100, 50), "uint8"), "odd/one-pixel.png")
    save(numpy.full((1, 5000, 3), (1, 2, 3), "uint8"), "odd/wide.png")
    Image.fromarray(rgb).quantize(16).save(HERE / "odd/palette.png")
    whole = io.BytesIO()
    Image.fromarray(PHOTOGRAPHS["cat"][40:180, 60:200]).save(whole, "jpeg")
    (HERE / "odd/truncated.jpg").write_bytes(whole.getvalue()[:2000])
    (HERE / "odd/empty.png").write_bytes(b"")
    (HERE / "odd/text.jpg").write_text("not a picture")
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    bomb = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    (HERE / "odd/bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bomb)


thumbnails()
photographs()
odd()
