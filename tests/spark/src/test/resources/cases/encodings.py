"""Writes the folders encodings-*: tensors as TensorFlow and MosaicML's streaming encode them, three of each.

Sample i of shape 2 x 3 x 3 has the values 10 i, 10 i + 1, 10 i + 2 ... MDS is written by its description, since its
library is in few places; the pictures are Pillow's.
"""

import bz2, gzip, io, json, os, pickle, struct, sys
import numpy, PIL.Image, pyarrow, tensorflow as tf, zstandard

here = sys.argv[1]
samples = [(numpy.arange(18) + 10 * i).astype("uint8").reshape(2, 3, 3) for i in range(3)]


def ints(*values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def data(value):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def tfrecord(name, features, compression=""):
    os.makedirs(f"{here}/encodings-{name}", exist_ok=True)
    with tf.io.TFRecordWriter(f"{here}/encodings-{name}/a.tfrecord", compression) as out:
        for i, x in enumerate(samples):
            all = {"id": ints(i), **features(x)}
            out.write(tf.train.Example(features=tf.train.Features(feature=all)).SerializeToString())


def serialized(x):
    return {"image": data(tf.io.serialize_tensor(tf.constant(x)).numpy())}


def sized(x):
    return {"height": ints(2), "width": ints(3), "depth": ints(3)}


tfrecord("tfrecord-zlib", serialized, "ZLIB")
tfrecord("tfrecord-serialized", lambda x: {"image": data(tf.io.serialize_tensor(tf.constant(x.astype("float32"))).numpy())})
tfrecord("tfrecord-serialized-int64", lambda x: {"image": data(tf.io.serialize_tensor(tf.constant(x.astype("int64"))).numpy())})
tfrecord("tfrecord-int64", lambda x: {"image": ints(*x.flatten()), **sized(x)})
tfrecord("tfrecord-sized", lambda x: {"image": data(x.tobytes()), **sized(x)})


def pil(x, mode):
    picture = PIL.Image.fromarray(x).convert(mode)
    return struct.pack("<3I", *picture.size, len(mode)) + mode.encode() + picture.tobytes()


def jpeg(x):
    out = io.BytesIO()
    PIL.Image.fromarray(x).save(out, "JPEG")
    return out.getvalue()


def mds(name, encoding, encode, ending="", pack=lambda shard: shard):
    rows = [struct.pack("<I", len(encode(x))) + struct.pack("<q", i) + encode(x) for i, x in enumerate(samples)]
    config = json.dumps({
        "version": 2, "format": "mds", "compression": ending or None, "hashes": [], "size_limit": 1 << 26,
        "column_names": ["id", "image"], "column_encodings": ["int", encoding], "column_sizes": [8, None],
    }).encode()
    offsets = numpy.cumsum([4 + 4 * (len(rows) + 1) + len(config)] + [len(row) for row in rows])
    shard = struct.pack("<I", len(rows)) + offsets.astype("<u4").tobytes() + config + b"".join(rows)
    os.makedirs(f"{here}/encodings-{name}", exist_ok=True)
    with open(f"{here}/encodings-{name}/shard.00000.mds" + (ending and "." + ending), "wb") as out:
        out.write(pack(shard))


mds("mds-pil", "pil", lambda x: pil(x, "RGB"))
mds("mds-pil-palette", "pil", lambda x: pil(x, "P"))
mds("mds-jpeg-array", "jpeg_array", jpeg)
mds("mds-jpegarray", "jpegarray", jpeg)
mds("mds-pkl", "pkl", lambda x: pickle.dumps(x, protocol=4))
for ending, pack in {
    "bz2": bz2.compress,
    "gz": lambda shard: gzip.compress(shard, mtime=0),
    "snappy": lambda shard: pyarrow.compress(shard, "snappy", asbytes=True),
    "zstd": zstandard.compress,
    "br": lambda shard: pyarrow.compress(shard, "brotli", asbytes=True),
}.items():
    mds("mds-" + ending, "pil", lambda x: pil(x, "RGB"), ending, pack)
