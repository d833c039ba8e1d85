"""Writes the files of this folder by the libraries that own their formats; see README.md."""

import glob, io, os, shutil, sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
import PIL.Image, datasets, ray, tensorflow as tf

here = os.path.dirname(os.path.abspath(__file__))
ids = list(range(6))
floats = [(np.arange(60, dtype="float32") * 0.5 + i).reshape(3, 4, 5) for i in ids]
bytes_ = [((np.arange(60) * 7 + i) % 256).astype("uint8").reshape(4, 5, 3) for i in ids]


def path(name):
    return os.path.join(here, name)


for name, x in (("arrow", floats), ("arrow-uint8", bytes_)):
    tensor = pa.FixedShapeTensorArray.from_numpy_ndarray(np.stack(x))
    pq.write_table(pa.table({"id": pa.array(ids), "tensor": tensor}), path(name + ".parquet"))

for name, x, feature in (
    ("huggingface", floats, datasets.Array3D((3, 4, 5), "float32")),
    ("huggingface-uint8", bytes_, datasets.Array3D((4, 5, 3), "uint8")),
    ("huggingface-image", [PIL.Image.fromarray(a) for a in bytes_], datasets.Image()),
):
    features = datasets.Features({"id": datasets.Value("int64"), "tensor": feature})
    rows = datasets.Dataset.from_dict({"id": ids, "tensor": x}, features=features)
    rows.to_parquet(path(name + ".parquet"))

# Petastorm does not install beside these: its layout by pyarrow. The pickle would say so if it were read.
cells = []
for x in bytes_:
    cells.append(io.BytesIO())
    np.save(cells[-1], x)
rows = pa.table({"id": pa.array(ids), "tensor": pa.array([cell.getvalue() for cell in cells])})
pickle = b"cposix\nsystem\n(S'touch a-pickle-was-read'\ntR."
os.makedirs(path("petastorm"), exist_ok=True)
pq.write_table(rows, path("petastorm/0.parquet"))
described = rows.schema.with_metadata({"dataset-toolkit.unischema.v1": pickle})
pq.write_metadata(described, path("petastorm/_common_metadata"))

ray.init(num_cpus=1, include_dashboard=False)
ragged = [x.reshape((3, 20) if i % 2 else (20, 3)) for i, x in zip(ids, floats)]
for name, rows, blocks in (("ray", floats, 1), ("ray-ragged", ragged, 1), ("ray-files", ragged, 6)):
    data = ray.data.from_items([{"id": i, "tensor": x} for i, x in zip(ids, rows)], override_num_blocks=blocks)
    shutil.rmtree(path("out"), ignore_errors=True)
    data.write_parquet(path("out"))
    for n, file in enumerate(sorted(glob.glob(path("out/*.parquet")))):
        os.makedirs(path(name), exist_ok=True)
        shutil.move(file, path(f"{name}/{n}.parquet"))
shutil.rmtree(path("out"))

with tf.io.TFRecordWriter(path("tensorflow.tfrecord")) as out:
    for i in range(3):
        feature = {
            "id": tf.train.Feature(int64_list=tf.train.Int64List(value=[i - 1])),
            "name": tf.train.Feature(bytes_list=tf.train.BytesList(value=[f"näme {i}".encode()])),
            "image/shape": tf.train.Feature(int64_list=tf.train.Int64List(value=[2, 3])),
            "image/encoded": tf.train.Feature(bytes_list=tf.train.BytesList(value=[bytes([i, 1, 2, 3, 4, 255])])),
            "floats": tf.train.Feature(float_list=tf.train.FloatList(value=[0.5 * i, -1.25])),
        }
        out.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())

for module in (pa, datasets, ray, tf, np):
    print(module.__name__, module.__version__)
