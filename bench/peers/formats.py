"""Reading and writing files by zarrs, TensorStore, tifffile with imagecodecs, nibabel and NumPy, on PEER_THREADS threads."""

import os

import imagecodecs  # noqa: F401 (tifffile decodes by it)
import nibabel
import numpy as np
import tensorstore as ts
import tifffile
import zarr
import zarrs  # noqa: F401 (registers its pipeline)

from serve import serve

threads = int(os.environ["PEER_THREADS"])
context = ts.Context(
    {
        "data_copy_concurrency": {"limit": threads},
        "file_io_concurrency": {"limit": threads},
        "cache_pool": {"total_bytes_limit": 0},
    }
)
zarr.config.set(
    {
        "codec_pipeline.path": "zarrs.ZarrsCodecPipeline",
        "threading.max_workers": threads,
        "codec_pipeline.batch_size": 1,
    }
)
zstd = {"name": "zstd", "configuration": {"level": 1, "checksum": False}}


def blosc(itemsize):
    shuffle = "shuffle" if itemsize > 1 else "noshuffle"
    return {"name": "blosc", "configuration": {"cname": "lz4", "clevel": 5, "shuffle": shuffle, "typesize": itemsize, "blocksize": 0}}


def image(shape, dtype):
    """What a detector sees: smooth structure, noise of a few grey values, always the same."""
    random = np.random.default_rng(7)
    axes = [np.linspace(0, 12, n, dtype=np.float32) for n in shape]
    smooth = 40 * (np.sin(axes[0])[:, None, None] + np.cos(axes[1])[None, :, None] * np.sin(axes[2])[None, None, :]) + 110
    noisy = smooth + random.standard_normal(shape, dtype=np.float32) * 3
    return (noisy / 255 if dtype == "float32" else noisy * (20 if dtype == "uint16" else 1)).astype(dtype)


def spec(path, shape, dtype, chunks, codec, shards):
    codecs = [{"name": "bytes", "configuration": {"endian": "little"}}] if np.dtype(dtype).itemsize > 1 else [{"name": "bytes"}]
    codecs += {"none": [], "zstd": [zstd], "blosc": [blosc(np.dtype(dtype).itemsize)]}[codec]
    if shards:
        index = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
        codecs = [
            {"name": "sharding_indexed", "configuration": {"chunk_shape": chunks, "codecs": codecs, "index_codecs": index}}
        ]
    store = {"driver": "memory", "path": "array/"} if path is None else {"driver": "file", "path": path}
    return {
        "driver": "zarr3",
        "kvstore": store,
        "metadata": {
            "shape": shape,
            "data_type": dtype,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": shards or chunks}},
            "codecs": codecs,
        },
    }


def make_zarr(path, shape, dtype, chunks, codec, shards=None):
    array = ts.open(spec(path, shape, dtype, chunks, codec, shards), create=True, delete_existing=True, context=context).result()
    array.write(image(shape, dtype)).result()
    return os.path.getsize(f"{path}/zarr.json") > 0


def make_million(path):
    """Metadata of a million chunks, none of them stored."""
    big = spec(path, [6400, 6400, 6400], "uint16", [64, 64, 64], "zstd", None)
    ts.open(big, create=True, delete_existing=True, context=context).result()
    return True


def make_tiff(path, shape, dtype, compression, tile):
    options = {"tile": (tile, tile)} if tile else {"rowsperstrip": 64}
    predictor = compression in ("lzw", "zlib", "zstd")
    tifffile.imwrite(
        path,
        image(shape, dtype),
        compression=None if compression == "none" else compression,
        predictor=predictor,
        photometric="minisblack",
        **options,
    )
    return True


def make_plain(nifti, npy, shape):
    values = image(shape, "uint16")
    np.save(npy, values)
    nibabel.Nifti1Image(values.T, np.eye(4)).to_filename(nifti)
    return True


def read_tensorstore(path):
    driver = {"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}
    return ts.open(driver, open=True, context=context).result().read().result()


def read_zarrs(path):
    return zarr.open_array(path, mode="r")[...]


def open_tensorstore(path):
    driver = {"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}
    return list(ts.open(driver, open=True, context=ts.Context()).result().shape)


def write_tensorstore(shape, dtype, chunks, codec, kept={}):
    """Encoding into memory; the image itself is made once."""
    key = (tuple(shape), dtype)
    if key not in kept:
        kept.clear()
        kept[key] = image(shape, dtype)
        return write_tensorstore(shape, dtype, chunks, codec)
    array = ts.open(spec(None, shape, dtype, chunks, codec, None), create=True, context=ts.Context(
        {"data_copy_concurrency": {"limit": threads}, "cache_pool": {"total_bytes_limit": 0}})).result()
    array.write(kept[key]).result()
    return True


def read_tiff(path):
    return tifffile.imread(path, maxworkers=threads)


def read_nifti(path):
    return np.asarray(nibabel.load(path, mmap=False).dataobj).T


def read_npy(path):
    return np.load(path)


serve(
    {name: value for name, value in globals().items() if name.split("_")[0] in ("make", "read", "open", "write")},
    ["zarrs", "tensorstore", "tifffile", "imagecodecs", "nibabel", "numpy"],
)
