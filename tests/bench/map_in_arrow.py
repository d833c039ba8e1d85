"""Measures Dropshard against PySpark's mapInArrow with NumPy, in one session, in turn.

map_in_arrow.py DATA_FOLDER MEGABYTES ROUNDS DROPSHARD_JAR, as tests/bench/jobs calls it. Prints a line for
element and one for spatial dropout: medians, and the median of the ratios over the rounds.
"""

import glob
import io
import statistics
import sys
import time

import numpy
import pyarrow

DROP = 0.3
WARM_UPS = 3


def cells(batches, keep_shape):
    """The batches with each npy cell of column x dropped out; keep_shape says what a mask looks like."""
    random = numpy.random.default_rng(42)
    scale = numpy.float32(1 / (1 - DROP))
    for batch in batches:
        dropped = []
        for cell in batch.column("x"):
            x = numpy.load(io.BytesIO(cell.as_buffer()))
            keep = random.random(keep_shape(x.shape), dtype=numpy.float32) >= DROP
            out = io.BytesIO()
            numpy.save(out, numpy.where(keep, x * scale, numpy.float32(0)))
            dropped.append(out.getvalue())
        yield pyarrow.RecordBatch.from_arrays([batch.column("id"), pyarrow.array(dropped, pyarrow.binary())], ["id", "x"])


def element(batches):
    return cells(batches, lambda shape: shape)


def spatial(batches):
    return cells(batches, lambda shape: (shape[0],) + (1,) * (len(shape) - 1))


def main(folder, megabytes, rounds, jar):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", jar)
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        # The default of 10,000 rows a batch would be half a gigabyte.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .getOrCreate()
    )
    samples = (int(megabytes) << 20) // (3 * 64 * 64 * 4)
    source, out = f"{folder}/float32-3x64x64-{samples}-in-8", f"{folder}/out-python"
    if not glob.glob(f"{source}/*.parquet"):
        sys.exit(f"map_in_arrow: no dataset {source} (tests/bench/jobs writes it)")

    def python(function):
        rows = spark.read.parquet(source).select("id", "x")
        rows.mapInArrow(function, rows.schema).write.mode("overwrite").parquet(out)

    def dropshard(kind):
        jvm = spark._jvm
        words = ["augment", "--input", source, "--output", out + "-dropshard", "--kind", kind, "--drop", str(DROP)]
        words += ["--seed", "42", "--if-exists", "overwrite", "--progress", "none", "--layout", "CHW", "--key", "id"]
        arguments = spark._sc._gateway.new_array(jvm.java.lang.String, len(words))
        for i, word in enumerate(words):
            arguments[i] = word
        nowhere = jvm.java.io.PrintStream(jvm.java.io.OutputStream.nullOutputStream())
        code = jvm.org.dropshard.job.cli.Application.run(arguments, nowhere, jvm.java.lang.System.err)
        if code.name() != "DONE":
            sys.exit(f"map_in_arrow: augment ended with {code.name()}")

    def seconds(job):
        start = time.perf_counter()
        job()
        return time.perf_counter() - start

    size = samples * 3 * 64 * 64 * 4 / 1e6
    for kind, function in (("spatial", spatial), ("element", element)):
        base, job = [], []
        for i in range(-WARM_UPS, int(rounds)):
            pair = seconds(lambda: python(function)), seconds(lambda: dropshard(kind))
            if i >= 0:
                base.append(pair[0])
                job.append(pair[1])
        ratio = statistics.median(b / j for b, j in zip(base, job))
        print(
            f"float32-3x64x64 {kind} against mapInArrow with NumPy, 2 cores: {ratio:.2f} of its throughput;"
            f" {size / statistics.median(job):.0f} against {size / statistics.median(base):.0f} MB/s"
        )
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
