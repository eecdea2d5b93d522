"""Reads what scripts/read-back.mjs wrote with the readers of the field, and prints docs/read-back.md. Fails where a value differs."""

import hashlib
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

import nibabel
import numpy as np
import tensorstore
import tifffile
import zarr

folder = pathlib.Path(sys.argv[1])
samples = json.loads((folder / "samples.json").read_text())


def digest(values):
    little = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False))
    return hashlib.sha256(little.tobytes()).hexdigest()


def level0(path):
    return path / "0" if not (path / ".zarray").exists() and (path / "0" / ".zarray").exists() or (path / "0" / "zarr.json").exists() else path


def by_zarr(path, sample):
    if sample["levels"] > 1:
        attributes = dict(zarr.open_group(path, mode="r").attrs)
        multiscales = attributes.get("ome", attributes)["multiscales"][0]
        assert len(multiscales["datasets"]) >= 2, multiscales
        scale = multiscales["datasets"][0]["coordinateTransformations"][0]["scale"]
        assert scale == sample["spacing"], scale
    return zarr.open_array(level0(path), mode="r")[...]


def by_tensorstore(path, sample):
    place = level0(path)
    driver = "zarr3" if (place / "zarr.json").exists() else "zarr"
    return tensorstore.open({"driver": driver, "kvstore": {"driver": "file", "path": str(place)}}, open=True).result().read().result()


def by_tifffile(path, sample):
    with tifffile.TiffFile(path) as file:
        series = file.series[0]
        assert len(series.levels) == sample["levels"], series.levels
        return series.asarray().reshape(sample["shape"])


def by_nibabel(path, sample):
    image = nibabel.load(path)
    zooms = [float(z) for z in image.header.get_zooms()][::-1]
    assert np.allclose(zooms, sample["spacing"]), zooms
    return np.asarray(image.dataobj).T


def by_numpy(path, sample):
    return np.load(path)


def lz4_of_numcodecs(sample):
    return "lz4" in sample["name"]


readers = [
    ("zarr-python", "zarr", ".zarr", by_zarr, None),
    ("TensorStore", "tensorstore", ".zarr", by_tensorstore, lz4_of_numcodecs),
    ("tifffile", "tifffile", ".tif", by_tifffile, None),
    ("nibabel", "nibabel", (".nii", ".nii.gz"), by_nibabel, None),
    ("NumPy", "numpy", ".npy", by_numpy, None),
]

print("# What voxmill writes, read by others\n")
print("Made by `scripts/read-back.mjs`, run by hand: files of every kind, dtype and codec, compared by the SHA-256 of all voxels,")
print("with spacing and levels where the format has them.\n")
print("| reader | files | equal | not known to it |\n|---|---|---|---|")
failures = []
for label, package, ending, read, unknown in readers:
    equal, skipped, count = 0, [], 0
    for sample in samples:
        if not sample["name"].endswith(ending):
            continue
        count += 1
        if unknown and unknown(sample):
            skipped.append(sample["name"])
            continue
        try:
            values = read(folder / sample["name"], sample)
            if sample["dtype"] == "bool":
                values = values.astype("uint8")
            assert list(values.shape) == sample["shape"], values.shape
            assert digest(values) == sample["sha256"], "other values"
            equal += 1
        except Exception as error:  # counted, and shown below
            failures.append(f"{label}: {sample['name']}: {type(error).__name__}: {str(error)[:200]}")
    note = f"{len(skipped)} (LZ4 as numcodecs stores it)" if skipped else "0"
    print(f"| {label} {importlib.metadata.version(package)} | {count} | {equal} | {note} |")

jar = os.environ.get("BIOFORMATS_JAR")
if jar:
    # showinf -nopix prints the core metadata; the pixels are compared through its own conversion to raw OME-TIFF planes by tifffile.
    count, equal, skipped = 0, 0, 0
    version = ""
    for sample in samples:
        if not sample["name"].endswith(".tif"):
            continue
        count += 1
        if sample["dtype"] in ("uint64", "int64"):
            skipped += 1
            continue
        out = folder / f"bf-{sample['name']}"
        command = ["java", "-cp", jar, "loci.formats.tools.ImageConverter", "-no-upgrade", "-overwrite", str(folder / sample["name"]), str(out)]
        run = subprocess.run(command, capture_output=True, text=True)
        try:
            assert run.returncode == 0 and out.exists(), (run.stdout + run.stderr)[-300:]
            with tifffile.TiffFile(out) as file:
                values = file.series[0].asarray()
            if sample["axes"][-1] == "c" and values.shape[0] == 3:
                values = np.moveaxis(values, 0, -1)
            values = values.reshape(sample["shape"])
            assert digest(values) == sample["sha256"], "other values"
            equal += 1
        except Exception as error:
            failures.append(f"Bio-Formats: {sample['name']}: {type(error).__name__}: {str(error)[:300]}")
    run = subprocess.run(["java", "-cp", jar, "loci.formats.tools.ImageConverter", "-version"], capture_output=True, text=True)
    version = next((line.split(":")[1].strip() for line in run.stdout.splitlines() if line.startswith("Version")), "")
    print(f"| Bio-Formats {version} | {count} | {equal} | {skipped} (64-bit integers, which OME-XML cannot name) |")
else:
    print("\nBio-Formats was not there (BIOFORMATS_JAR names it).")
print()
for failure in failures:
    print(f"- {failure}")
sys.exit(1 if failures else 0)
