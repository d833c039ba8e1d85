"""Dropshard's masks and fills in NumPy, for loaders that drop online what the job would drop offline.

    keep = dropshard_mask.spatial((13, 64, 64), seed=42, sample_id=7, stream=0, layout="CHW", drop=0.3)
    y = numpy.where(keep, x, 0)             # scaled by 1 / (1 - drop), where the job scales

Each kind has a function of its name and its parameters; True is kept, and the axes of a mask broadcast to the sample's.
is_sampled and part say which samples --sample takes, and which part of --split one (or its group's id) belongs to.
As a program it makes every mask of an output of one kind again:  python dropshard_mask.py OUT
"""
import functools, glob, io, json, math, subprocess, sys
from fractions import Fraction
import numpy

def words(seed, sample_id, stream, count):
    key = seed.to_bytes(8, "big", signed=True) + b"dropout1"
    start = sample_id.to_bytes(8, "big", signed=True) + stream.to_bytes(4, "big") + bytes(4)
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        made = Cipher(algorithms.AES(key), modes.CTR(start)).encryptor().update(bytes(4 * count))
    except ImportError:
        openssl = ["openssl", "enc", "-aes-128-ctr", "-K", key.hex(), "-iv", start.hex()]
        made = subprocess.run(openssl, input=bytes(4 * count), capture_output=True, check=True).stdout
    return numpy.frombuffer(made, "<u4")

def numbers(seed, sample_id, stream, count):
    return [int(n) for n in words(seed, sample_id, stream, 2 * count).view("<u8")]

first = lambda seed, id, stream: int(words(seed, id, stream, 1)[0])
exactly = lambda fraction: math.floor(fraction * 2**32 + Fraction(1, 2))

def is_sampled(sample_id, fraction, select_seed=0):  # such as "0.9"
    return first(select_seed, sample_id, 2**31) < exactly(Fraction(fraction))

def part(sample_id, split, select_seed=0):  # such as "train=0.8,val=0.1,test=0.1"
    word, end = first(select_seed, sample_id, 2**31 + 1), 0
    for name, fraction in (one.split("=") for one in split.split(",")):
        end += Fraction(fraction.strip())
        if word < exactly(end):
            return name.strip()

below = lambda number, n: number * n >> 64
threshold = lambda p: math.floor(p * 2**32 + 0.5)
dropped = lambda drop, keep: drop if keep is None else [1 - k for k in keep] if isinstance(keep, list) else 1 - keep
axis = lambda shape, layout: 0 if layout == "CHW" else len(shape) - 1
pair = lambda value: value if isinstance(value, (list, tuple)) else [value, value]

def units(shape, noise, seed, sample_id, stream, layout, drop, keep):
    drop = dropped(drop, keep)
    each = [1] * len(shape)
    if isinstance(drop, list):
        each[axis(shape, layout)] = len(drop)
    else:
        drop = [drop]
    t = numpy.array([threshold(p) for p in drop], "u8").reshape(each)
    return words(seed, sample_id, stream, math.prod(noise)).reshape(noise) >= t

def kind(noise_of):
    def made(shape, seed, sample_id, stream=0, layout="HWC", drop=None, keep=None, **more):
        noise = noise_of(shape, axis(shape, layout), **more)
        return units(shape, noise, seed, sample_id, stream, layout, drop, keep)
    return made

lone = lambda shape, at: [n if i == at else 1 for i, n in enumerate(shape)]
line = lambda shape, c, back: lone(shape, [i for i in range(len(shape)) if i != c][-1 - back])
element = alpha = kind(lambda shape, c: shape)
pixel = kind(lambda shape, c: [1 if i == c else n for i, n in enumerate(shape)])
sample = kind(lambda shape, c: [1] * len(shape))
row = kind(lambda shape, c: line(shape, c, 1))
column = kind(lambda shape, c: line(shape, c, 0))
channels = feature_alpha = kind(lone)
def noise(given, *arguments, shape, **more):
    return kind(lambda axes, c: [1 if n == 1 else axes[i] for i, n in enumerate(shape)])(given, *arguments, **more)

def fewest(shape, layout, ranks, count):
    kept = numpy.ones(len(ranks), bool)
    kept[sorted(range(len(ranks)), key=lambda u: ranks[u])[:count]] = False
    return kept.reshape(lone(shape, axis(shape, layout)))

def spatial(shape, seed, sample_id, stream=0, layout="HWC", drop=None, keep=None, at_least=None):
    if at_least is None:
        return channels(shape, seed, sample_id, stream, layout, drop, keep)
    n, p = shape[axis(shape, layout)], dropped(drop, keep)
    q = 1 - p if keep is None else keep
    first, *ranks = numbers(seed, sample_id, stream, 1 + n)
    mode = max(at_least, min(n, math.floor((n + 1.0) * q)))
    weight = {mode: 1.0}
    for k in range(mode, n):
        weight[k + 1] = weight[k] * (n - k) / (k + 1) * q / p
    for k in range(mode, at_least, -1):
        weight[k - 1] = weight[k] * k / (n - k + 1) * p / q
    sums = numpy.cumsum([weight[k] for k in range(at_least, n + 1)])
    survivors = min(at_least + sum(s <= (first >> 11) * 2.0**-53 * sums[-1] for s in sums), n)
    return fewest(shape, layout, ranks, n - survivors)

spatial_1d = spatial_2d = spatial_3d = spatial

def channel(shape, seed, sample_id, stream=0, layout="HWC", dropped=1):
    low, high = pair(dropped)
    first, *ranks = numbers(seed, sample_id, stream, 1 + shape[axis(shape, layout)])
    return fewest(shape, layout, ranks, low + below(first, high - low + 1))

def sensor_groups(count, seed, sample_id, stream, groups, drop=None, keep=None, never=(), at_least=0, absent=(), channels=()):
    """The channels of each group, and whether it is kept; `absent` are the numbers of groups that are not there."""
    def find(c):
        return [channels.index(c)] if c in channels else range(int(str(c).split("-")[0]), int(str(c).split("-")[-1]) + 1)
    given = drop if keep is None else {g: 1 - k for g, k in keep.items()} if isinstance(keep, dict) else 1 - keep
    found = sorted((sorted(n for c in (cs if isinstance(cs, list) else [cs]) for n in find(c)), g) for g, cs in groups.items())
    r = words(seed, sample_id, stream, count)
    margin = [int(r[members[0]]) - threshold(given[g] if isinstance(given, dict) else given) for members, g in found]
    order = sorted((g for g in range(len(found)) if not absent or not absent[g]), key=lambda g: -margin[g])
    kept = {g for place, g in enumerate(order) if margin[g] >= 0 or place < at_least}
    return [members for members, _ in found], [g in kept for g in range(len(found))]

def sensor(shape, seed, sample_id, stream=0, layout="HWC", x=None, absent=None, **parameters):
    """With `absent`, the sample `x` tells which groups are there; one that is not stays as it is."""
    c, gone = axis(shape, layout), []
    if absent is not None:
        value = {"nan": math.nan, "zeros": 0}.get(absent, absent)
        is_gone = numpy.isnan(x) if isinstance(value, float) and math.isnan(value) else x == numpy.asarray(value, x.dtype)
        members, _ = sensor_groups(shape[c], seed, sample_id, stream, **parameters)
        gone = [bool(is_gone.take(m, c).all()) for m in members]
    members, kept = sensor_groups(shape[c], seed, sample_id, stream, absent=gone, **parameters)
    mask = numpy.ones(shape[c], bool)
    for g, group in enumerate(members):
        mask[group] = kept[g] or bool(gone and gone[g])
    sensor.counted = len(kept), len(kept) - sum(kept)
    return mask.reshape(lone(shape, c))

def drop_block(shape, seed, sample_id, stream=0, layout="HWC", drop=None, keep=None, size=7):
    c = axis(shape, layout)
    h, w = [n for i, n in enumerate(shape) if i != c]
    s = min(size, h, w)
    starts = [shape[c], h - s + 1, w - s + 1] if c == 0 else [h - s + 1, w - s + 1, shape[c]]
    gamma = min(1, dropped(drop, keep) * h * w / (float(s) * s * (h - s + 1) * (w - s + 1)))
    mask = numpy.ones(shape, bool)
    for at in zip(*numpy.nonzero(words(seed, sample_id, stream, math.prod(starts)).reshape(starts) < threshold(gamma))):
        mask[tuple(i if a == c else slice(i, i + s) for a, i in enumerate(at))] = False
    return mask

def holes(shape, layout, rectangles):
    c = axis(shape, layout)
    mask = numpy.ones([n for i, n in enumerate(shape) if i != c], bool)
    for top, left, rows, columns in rectangles:
        mask[max(0, top):max(0, top + rows), max(0, left):max(0, left + columns)] = False
    return numpy.expand_dims(mask, c)

sides = lambda shape, layout: [n for i, n in enumerate(shape) if i != axis(shape, layout)]

def coarse(shape, seed, sample_id, stream=0, layout="HWC", holes=1, height=None, width=None):
    (low, high), rectangles = pair(holes), []
    first, *rest = numbers(seed, sample_id, stream, 1 + 4 * high)
    for hole in range(low + below(first, high - low + 1)):
        size = []
        for bounds, side, number in zip((height, width), sides(shape, layout), rest[4 * hole:]):
            a, b = [max(1, min(side, math.floor(f * side) if f < 1 else int(f))) for f in pair(bounds)]
            size.append(a + below(number, max(0, b - a) + 1))
        at = [below(n, side - s + 1) for n, side, s in zip(rest[4 * hole + 2:], sides(shape, layout), size)]
        rectangles.append([*at, *size])
    return globals()["holes"](shape, layout, rectangles)

def cutout(shape, seed, sample_id, stream=0, layout="HWC", size=1, holes=1):
    n, (h, w) = numbers(seed, sample_id, stream, 2 * holes), sides(shape, layout)
    centres = [(below(n[2 * i], h) - size // 2, below(n[2 * i + 1], w) - size // 2) for i in range(holes)]
    return globals()["holes"](shape, layout, [(top, left, size, size) for top, left in centres])

def grid(shape, seed, sample_id, stream=0, layout="HWC", unit=2, ratio=0.5):
    hole = [min(max(int(u * ratio), 1), u - 1) for u in pair(unit)]
    at = [below(n, u - s + 1) for n, u, s in zip(numbers(seed, sample_id, stream, 2), pair(unit), hole)]
    starts = [range(a, side, u) for a, side, u in zip(at, sides(shape, layout), pair(unit))]
    return holes(shape, layout, [(y, x, *hole) for y in starts[0] for x in starts[1]])

AS241 = ( # Wichura's percentage points of the normal distribution, routine PPND16: top and below, highest power first
    ([2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
     [5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0]),
    ([0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
     [1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0]),
    ([2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
     [2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0]))

def quantile(numbers):
    """Normal numbers of numbers of 64 bits, by sums, products, quotients and square roots alone: the job's bits."""
    def ratio(part, r, by=1):
        top, below = (functools.reduce(lambda sum, c: sum * r + c, AS241[part][i][1:], AS241[part][i][0]) for i in (0, 1))
        return top * by / below
    u = ((numbers >> numpy.uint64(12)) + 0.5) * 2.0**-52
    q = u - 0.5
    m, e = numpy.frexp(numpy.where(q <= 0, u, 1 - u))
    e, m = numpy.where(m * 2 > 1.4142135623730951, e, e - 1), numpy.where(m * 2 > 1.4142135623730951, m, m * 2)
    s, sum = (m - 1) / (m + 1), 0
    for k in range(10, 0, -1):
        sum = (sum + 1.0 / (2 * k + 1)) * (s * s)
    r = numpy.sqrt(-(e * 0.6931471805599453 + 2 * s * (1 + sum)))
    tail = numpy.where(r <= 5, ratio(1, r - 1.6), ratio(2, r - 5))
    return numpy.where(abs(q) <= 0.425, ratio(0, 0.180625 - q * q, q), numpy.where(q < 0, -tail, tail))

def fill(shape, dtype, seed, sample_id, stream=0, layout="HWC", uniform=None, normal=None):
    """What each element becomes if it is dropped, of `fill = {uniform = {min, max}}` or `{normal = {mean, std}}`."""
    drawn = words(seed, sample_id, 2**31 + 2**30 + stream, 2 * math.prod(shape)).view("<u8").reshape(shape)
    dtype, c = numpy.dtype(dtype), axis(shape, layout)
    each = lambda v: numpy.array(v, "f8").reshape([numpy.size(v) if i == c else 1 for i in range(len(shape))])
    def rounded(value):
        if dtype.kind == "f":
            return value.astype(dtype)
        return numpy.clip(numpy.rint(value), numpy.iinfo(dtype).min, numpy.iinfo(dtype).max).astype(dtype)
    if normal is not None:
        return rounded(each(normal["mean"]) + each(normal["std"]) * quantile(drawn))
    low, high = each(uniform["min"]), each(uniform["max"])
    if dtype.kind == "f":
        return rounded(low + (high - low) * ((drawn >> numpy.uint64(11)) * 2.0**-53))
    low, high = rounded(low).astype("i8"), rounded(high).astype("i8")
    n, half = (high - low + 1).astype("u8"), numpy.uint64(32)
    over = ((drawn >> half) * n + ((drawn & numpy.uint64(2**32 - 1)) * n >> half)) >> half # the upper 64 of 128 bits
    return (low + over.astype("i8")).astype(dtype)

def main(out):
    import pyarrow.parquet
    run, stats = (json.load(open(f"{out}/_dropshard/{name}.json")) for name in ("run", "stats"))
    step, column, counted = run["dropout"]["steps"][0], run["output"]["tensor_column"], [0, 0]
    layout, kind = run["dropout"]["layout"], globals()[run["dropout"]["kind"]]
    parameters = {k: v for k, v in step.items() if k not in ("step", "stream", "apply", "scale", "fill")}
    ladders = {k.removesuffix("_of_copies"): parameters.pop(k) for k in list(parameters) if k.endswith("_of_copies")}
    config = run["config"]
    seed, split = int(config.get("select-seed", 0)), config.get("split") if "split-group" not in config else None
    for shard in glob.glob(out + "/**/*.parquet", recursive=True):
        told = ["split"] if split and "split" in pyarrow.parquet.read_schema(shard).names else []
        for row in pyarrow.parquet.read_table(shard, columns=["sample_id", "copy", column, *told]).to_pylist():
            assert is_sampled(row["sample_id"], config.get("sample", "1"), seed), f"not selected: sample {row['sample_id']} in {shard}"
            assert not told or row["split"] == part(row["sample_id"], split, seed), f"not of {row['split']}: sample {row['sample_id']} in {shard}"
            y, copy = numpy.load(io.BytesIO(row[column])), row["copy"]
            more = dict(parameters, **{name: each[copy] for name, each in ladders.items()})
            if "absent" in parameters:
                more["x"] = y
            keep = kind(y.shape, run["seed"], row["sample_id"], (step["stream"] << 24) + copy, layout, **more)
            said = step.get("fill", [y[~numpy.broadcast_to(keep, y.shape)][0]] if not keep.all() else [0])
            if isinstance(said, dict):
                filled = fill(y.shape, y.dtype, run["seed"], row["sample_id"], (step["stream"] << 24) + copy, layout, **said)
            else:
                filled = numpy.array(said, "f8").astype(y.dtype) if y.dtype.kind == "f" else numpy.rint(said).astype(y.dtype)
                filled = filled.reshape([len(said) if i == axis(y.shape, layout) else 1 for i in range(y.ndim)])
            assert (keep | (y == filled)).all(), f"not dropped: sample {row['sample_id']}, copy {copy} in {shard}"
            all, gone = sensor.counted if kind is sensor else (keep.size, keep.size - int(keep.sum()))
            counted = [counted[0] + all, counted[1] + gone]
    assert counted == [stats["after"]["units"], stats["after"]["dropped"]], counted
    print(f"{counted[0]} units, {counted[1]} dropped, as the contract says")

if __name__ == "__main__":
    main(sys.argv[1])
