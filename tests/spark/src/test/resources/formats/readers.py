"""Readers of the formats by their descriptions alone, with tarfile, zipfile and NumPy."""

import glob, hashlib, io, json, os, struct, tarfile
import numpy


def webdataset(folder):
    """Neighbours whose names agree up to the first dot of the base name are a sample."""
    samples = []
    for shard in sorted(glob.glob(folder + "/*.tar")):
        last = None
        for member in tarfile.open(shard):
            assert (member.mtime, member.uid, member.gid, member.uname) == (0, 0, 0, ""), member
            base = os.path.basename(member.name)
            key = member.name[: len(member.name) - len(base)] + base.split(".", 1)[0]
            if key != last:
                samples.append({})
                last = key
            assert base.split(".", 1)[1] not in samples[-1], member.name
            content = tarfile.open(shard).extractfile(member.name).read()
            samples[-1][base.split(".", 1)[1]] = content
    for sample in samples:
        assert "label" in json.loads(sample["json"]), sample["json"]
    return [array(sample["npy" if "npy" in sample else "png"]) for sample in samples]


def array(cell):
    if cell.startswith(b"\x89PNG"):
        from PIL import Image

        return numpy.asarray(Image.open(io.BytesIO(cell)))
    return numpy.load(io.BytesIO(cell))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def fields(data):
    """The fields of a protobuf message: number and value, a length's worth of bytes or a varint."""
    at = 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        tag = varint()
        value = varint()
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        yield tag >> 3, value


def varints(data):
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value, shift = 0, 0
    return values


def tfrecord(folder):
    arrays = []
    for features in examples(folder):
        assert features["label"][0] == 1 and features["sample_id"][0] == 3
        dtype = features["image/dtype"][1].decode()
        shape = varints(features["image/shape"][1])
        arrays.append(numpy.frombuffer(features["image/encoded"][1], dtype).reshape(shape))
    return arrays


def examples(folder):
    for shard in sorted(glob.glob(folder + "/*.tfrecord")):
        data = open(shard, "rb").read()
        at = 0
        while at < len(data):
            (length,) = struct.unpack_from("<Q", data, at)
            assert struct.unpack_from("<I", data, at + 8)[0] == crc32c(data[at : at + 8])
            record = data[at + 12 : at + 12 + length]
            assert struct.unpack_from("<I", data, at + 12 + length)[0] == crc32c(record)
            at += 16 + length
            features = {}
            for _, message in fields(record):
                for _, entry in fields(message):
                    entry = dict(fields(entry))
                    ((kind, values),) = fields(entry[2])
                    features[entry[1].decode()] = (kind, dict(fields(values))[1])
            yield features


def mds(folder):
    arrays = []
    for encoding, cell in cells(folder):
        if encoding == "png":
            arrays.append(array(cell))
        else:
            _, dtype, shape = encoding.split(":")
            shape = [int(axis) for axis in shape.split(",")]
            arrays.append(numpy.frombuffer(cell, dtype).reshape(shape))
    return arrays


def pictures(format, folder):
    """The files of pictures in TFRecord or MDS, which say of themselves what they are."""
    if format == "mds":
        found = list(cells(folder))
        assert {encoding for encoding, _ in found} == {"png"}
        return [cell for _, cell in found]
    files = []
    for features in examples(folder):
        assert features["image/format"][1] == b"png"
        file = features["image/encoded"][1]
        width, height = struct.unpack(">II", file[16:24])
        channels = {0: 1, 4: 2, 2: 3, 6: 4}[file[25]]
        for name, value in (("height", height), ("width", width), ("channels", channels)):
            assert varints(features["image/" + name][1]) == [value], name
        files.append(file)
    return files


def cells(folder):
    """u32 N, u32 offsets[N + 1], the config in JSON; of a sample, first the sizes that vary."""
    index = json.load(open(folder + "/index.json"))
    assert index["version"] == 2
    for shard in index["shards"]:
        name = folder + "/" + shard["raw_data"]["basename"]
        if shard["zip_data"] is None:
            data = open(name, "rb").read()
        else:
            import zstandard

            name = folder + "/" + shard["zip_data"]["basename"]
            assert os.path.getsize(name) == shard["zip_data"]["bytes"]
            data = zstandard.decompress(open(name, "rb").read())
        assert len(data) == shard["raw_data"]["bytes"]
        for hash, value in shard["raw_data"]["hashes"].items():
            assert hashlib.new(hash, data).hexdigest() == value
        (count,) = struct.unpack_from("<I", data)
        assert count == shard["samples"]
        offsets = struct.unpack_from(f"<{count + 1}I", data, 4)
        config = json.loads(data[8 + 4 * count : offsets[0]])
        names = config["column_names"]
        assert names == sorted(names) == shard["column_names"] and "label" in names
        assert offsets[-1] == len(data)
        for start, end in zip(offsets, offsets[1:]):
            sizes, at = [], start
            for size in config["column_sizes"]:
                if size is None:
                    (size,) = struct.unpack_from("<I", data, at)
                    at += 4
                sizes.append(size)
            for column, encoding, size in zip(names, config["column_encodings"], sizes):
                if column == "tensor":
                    yield encoding, data[at : at + size]
                at += size
            assert at == end


def npz(folder):
    arrays = []
    for shard in sorted(glob.glob(folder + "/*.npz")):
        archive = numpy.load(shard)
        arrays += [archive[name] for name in archive if name != "rows.jsonl"]
        assert len(archive["rows.jsonl"].splitlines()) == len(archive.files) - 1
    return arrays
