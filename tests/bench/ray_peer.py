"""The same dropout by Ray Data, statistics and all left out: ray_peer.py INPUT OUTPUT element|spatial."""

import glob
import io
import sys

import numpy
import peer
import ray


def of_npy(batch, kind):
    random = numpy.random.default_rng()
    cells = []
    for cell in batch["x"]:
        out = io.BytesIO()
        numpy.save(out, peer.dropped(numpy.load(io.BytesIO(cell)), 0, kind, random))
        cells.append(out.getvalue())
    return {"id": batch["id"], "x": cells}


def of_pictures(batch, kind):
    random = numpy.random.default_rng()
    return {"image": [peer.dropped(x, 2, kind, random) for x in batch["image"]]}


def main(source, output, kind):
    ray.init(num_cpus=peer.PROCESSES, include_dashboard=False, log_to_driver=False)
    if glob.glob(f"{source}/*.parquet"):
        data, function = ray.data.read_parquet(source), of_npy
    else:
        data, function = ray.data.read_images(source, mode="RGB"), of_pictures
    data.map_batches(function, fn_kwargs={"kind": kind}, batch_size=64).write_parquet(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
