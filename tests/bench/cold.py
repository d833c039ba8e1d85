"""Times whole commands, each a process of its own from its start to its end, in turn: see tests/bench/cold.

Wall and CPU seconds are the operating system's of the command and all that it waited for, so of Ray's workers
not the CPU. Of Dropshard the time before the tasks, in them and after is told too, and what HotSpot's compiler
threads took, looked up twice a second.
"""

import argparse
import glob
import importlib.util
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(BENCH))
TICKS = os.sysconf("SC_CLK_TCK")
PEERS = "statistics,script,ray,spark,cp"
DATA = ["parquet-1g", "parquet-5g", "photos-2000", "photos-10000", "large-20"]
FILE_ROWS = 2730  # of 3 x 64 x 64 float32: 134 MB
PHOTO = (500, 375)
LARGE_TILES = 8  # a side, of such: 4,000 x 3,000


def has(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


def make(name, folder):
    """Writes a dataset unless it is there."""
    if os.path.isdir(folder):
        return
    work = folder + ".work"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    kind, size = name.split("-")
    if kind == "parquet":
        parquet(work, 8 * int(size[:-1]))
    else:
        photos(work, int(size), LARGE_TILES if kind == "large" else 1)
    os.rename(work, folder)


def parquet(folder, files):
    import io

    import numpy
    import pyarrow
    import pyarrow.parquet

    random = numpy.random.default_rng(1)
    for file in range(files):
        cells = []
        for _ in range(FILE_ROWS):
            cell = io.BytesIO()
            numpy.save(cell, random.standard_normal((3, 64, 64), dtype=numpy.float32))
            cells.append(cell.getvalue())
        keys = range(file * FILE_ROWS, (file + 1) * FILE_ROWS)
        table = pyarrow.table({"id": list(keys), "x": pyarrow.array(cells, pyarrow.binary())})
        pyarrow.parquet.write_table(table, f"{folder}/part-{file:05}.parquet")


def photos(folder, count, tiles):
    """Cuts windows out of photographs, larger and smaller, some of them mirrored; `tiles` squared make a picture."""
    import numpy
    from PIL import Image

    source = os.environ.get("DROPSHARD_BENCH_PHOTOS")
    if not source:
        source = os.path.dirname(importlib.util.find_spec("skimage.data").origin)
    whole = []
    for file in sorted(glob.glob(f"{source}/*")):
        if re.search(r"\.(jpe?g|png)$", file, re.I):
            picture = Image.open(file).convert("RGB")
            if picture.width >= PHOTO[0] and picture.height >= PHOTO[1]:
                whole.append(picture)
    random = numpy.random.default_rng(1)

    def window(picture):
        most = min(picture.width / PHOTO[0], picture.height / PHOTO[1])
        scale = random.uniform(min(1, most), most)
        width, height = (int(scale * side) for side in PHOTO)
        left = random.integers(picture.width - width + 1)
        top = random.integers(picture.height - height + 1)
        cut = picture.crop((left, top, left + width, top + height)).resize(PHOTO)
        return cut.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.integers(2) else cut

    for i in range(count):
        picture = Image.new("RGB", tuple(tiles * side for side in PHOTO))
        for tile in range(tiles**2):
            at = tile % tiles * PHOTO[0], tile // tiles * PHOTO[1]
            picture.paste(window(whole[(i * tiles**2 + tile) % len(whole)]), at)
        picture.save(f"{folder}/{i:06}.jpg", quality=90)


def descendants(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            below = children.read().split()
    except OSError:
        return [pid]
    return [pid] + [process for child in below for process in descendants(int(child))]


def compiling(pid, seen):
    """Notes what each compiler thread below a process has taken so far."""
    for process in descendants(pid):
        for thread in glob.glob(f"/proc/{process}/task/*/stat"):
            try:
                with open(thread) as file:
                    name, values = file.read().rsplit(")", 1)
            except OSError:
                continue
            if "CompilerThre" in name:
                seen[thread] = sum(int(value) for value in values.split()[11:13]) / TICKS


def run(command, output, log):
    """One run: its seconds, by what took them."""
    shutil.rmtree(output, ignore_errors=True)
    seen, looks = {}, 0
    start = time.time()
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if looks % 10 == 0:  # which takes 5 ms
            compiling(process.pid, seen)
        looks += 1
        time.sleep(0.05)
    end = time.time()
    if status:
        sys.exit(f"cold: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}, see {log.name}")
    figures = {"wall": end - start, "cpu": used.ru_utime + used.ru_stime}
    account = f"{output}/_dropshard/run.json"
    if os.path.exists(account):
        with open(account) as file:
            stages = json.load(file)["timings"]["stages"]
        figures["compiling"] = sum(seen.values())
        figures["tasks"] = sum(stage["seconds"] for stage in stages)
        figures["after"] = end - max(os.path.getmtime(shard) for shard in glob.glob(f"{output}/*.parquet"))
        figures["before"] = figures["wall"] - figures["tasks"] - figures["after"]
    return figures


def commands(name, source, output, kind, encoding, launch, peers):
    """Dropshard's, and those of the peers that are asked for and can do it."""
    parquet_there = name.startswith("parquet")
    job = [f"{ROOT}/job/bin/dropshard", "augment", "--input", source, "--output", output, "--kind", kind]
    job += ["--drop", "0.3", "--seed", "42", "--progress", "none", "--encoding", encoding]
    job += ["--column", "x", "--key", "id", "--layout", "CHW"] if parquet_there else []
    yield "dropshard", job
    script = [sys.executable, f"{BENCH}/peer.py", source, output, kind, encoding]
    if "statistics" in peers:
        yield "script, with statistics", script + ["statistics"]
    if "script" in peers:
        yield "script", script
    if "ray" in peers and has("ray") and encoding == "npy":
        yield "Ray Data", [sys.executable, f"{BENCH}/ray_peer.py", source, output, kind]
    if parquet_there and "spark" in peers:
        yield "Spark's copy", launch + [source, output]
    if parquet_there and "cp" in peers:
        yield "cp", ["cp", "-r", source, output]


def launcher():
    """How Spark's own program is started: what its launcher says."""
    spark = f"{ROOT}/job/target/spark"
    jar = glob.glob(f"{spark}/jars/spark-launcher_*.jar")[0]
    ask = ["java", "-cp", jar, "org.apache.spark.launcher.Main", "org.apache.spark.deploy.SparkSubmit"]
    ask += ["--class", "org.dropshard.bench.jobs.SparkCopy", f"{BENCH}/target/bench.jar"]
    environment = os.environ | {"SPARK_HOME": spark, "SPARK_SCALA_VERSION": "2.13", "SPARK_DRIVER_MEMORY": "4g"}
    words = subprocess.run(ask, env=environment, capture_output=True, check=True).stdout
    return [word.decode().lstrip("\n") for word in words.split(b"\0") if word.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("data", nargs="*", default=DATA)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", default="element,spatial")
    parser.add_argument("--encodings", default="npy,png", help="of photographs; tensors go to npy")
    parser.add_argument("--peers", default=PEERS, help="beside Dropshard; statistics: the script that makes them too")
    options = parser.parse_intermixed_args()
    unknown = set(options.peers.split(",")) - set(PEERS.split(","))
    if unknown:
        parser.error(f"--peers {','.join(unknown)} (of {PEERS})")
    launch = launcher()
    output = f"{options.folder}/cold-output"
    for name in options.data:
        needed = ["numpy", "pyarrow"] + ([] if name.startswith("parquet") else ["PIL"])
        if "PIL" in needed and not os.environ.get("DROPSHARD_BENCH_PHOTOS"):
            needed.append("skimage")
        if not has(*needed):
            print(f"{name}: left out, {sys.executable} has not all of {', '.join(needed)}")
            continue
        source = f"{options.folder}/cold-{name}"
        make(name, source)
        encodings = ["npy"] if name.startswith("parquet") else options.encodings.split(",")
        for kind, encoding in itertools.product(options.kinds.split(","), encodings):
            found = {}
            with open(f"{BENCH}/target/cold.log", "a") as log:
                for _ in range(options.rounds):
                    every = commands(name, source, output, kind, encoding, launch, options.peers.split(","))
                    for who, command in every:
                        found.setdefault(who, []).append(run(command, output, log))
            shutil.rmtree(output, ignore_errors=True)
            table(name, f"{kind}, to {encoding}", found)


def table(name, kind, found):
    """A line for each: medians, and the median of the ratios to Dropshard's wall of the same round."""
    print(f"\n{name}, {kind}, {time.strftime('%Y-%m-%d')}, medians of {len(found['dropshard'])}")
    print(f"{'':26}{'wall s':>8}{'CPU s':>8}{'its wall over dropshard':>26}")
    for who, runs in found.items():
        ratio = statistics.median(one["wall"] / own["wall"] for one, own in zip(runs, found["dropshard"]))
        wall, cpu = (statistics.median(one[figure] for one in runs) for figure in ["wall", "cpu"])
        print(f"{who:26}{wall:8.1f}{cpu:8.1f}{ratio:26.2f}")
    parts = {part: statistics.median(one[part] for one in found["dropshard"]) for part in ["before", "tasks", "after", "compiling"]}
    print("dropshard: " + ", ".join(f"{part} {seconds:.1f} s" for part, seconds in parts.items()), flush=True)


if __name__ == "__main__":
    main()
