// Which real sets stand in docs/formats.md, and what independent programs read from each: see format-table.mjs.
import { readdirSync, readFileSync } from "node:fs";

const fixture = (path) => JSON.parse(readFileSync(`test/fixtures/${path}`, "utf8"));

/** All files below folders of the data, as paths below it. */
function filesBelow(data, folders) {
  return folders.flatMap((folder) =>
    readdirSync(`${data}/${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("/CVS"))
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(data.length + 1)),
  );
}

/** Folders that hold a metadata file of their own: arrays and groups. */
function foldersWith(data, folder, marks) {
  const entries = readdirSync(`${data}/${folder}`, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const inner = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => foldersWith(data, `${folder}/${name}`, marks));
  return entries.some(({ name }) => marks.includes(name)) ? [folder, ...inner] : inner;
}

/**
 * A section: `paths(data)` are its sets, `expected(path)` the SHA-256 of the voxels of each of its images by index and by name (undefined
 * where the other program does not read it), `reference` that program.
 */
function arrays(name, title, marks, checksums, reference) {
  const known = fixture(checksums).arrays;
  return {
    name,
    title,
    reference,
    paths: (data) => foldersWith(data, "zarr", marks),
    // A group, or a pyramid: their arrays have rows of their own.
    skip: (series) => series.length !== 1 || series[0].name !== "" || series[0].levels > 1,
    expected: (path) => ({ 0: known[path]?.sha256 }),
  };
}

const byEnding = (name, title, folders, ending, reference, expected) => ({
  name,
  title,
  reference,
  paths: (data) => filesBelow(data, folders).filter((path) => ending.test(path)),
  expected,
});

/** `entry` gives the path under which a set is known: a pair of files is known by its header. */
const one = (checksums, entry = (path) => path) => {
  const known = fixture(checksums);
  return (path) => ({ 0: known[entry(path)]?.sha256 });
};
const listed = (checksums) => {
  const known = fixture(checksums);
  return (path) => ({ ...(known[path] ?? []).map(({ sha256 }) => sha256) });
};
const byName = (known) => (path) =>
  Object.fromEntries(Object.entries(known[path] ?? {}).map(([name, { sha256 }]) => [name.replace(/\.npy$/, ""), sha256]));

/** The archives hold the arrays of the folder beside them. */
function zipped() {
  const known = fixture("zarr/checksums.json").arrays;
  return (path) => {
    const folder = path.replace(/data\.[^/]*\.zip$/, "data.zarr/");
    const inside = Object.keys(known).filter((key) => key.startsWith(folder));
    return Object.fromEntries(inside.map((key) => [key.slice(folder.length), known[key].sha256]));
  };
}

const tiffAs = "tifffile 2026.3.3 with imagecodecs 2026.3.6";
export const sections = [
  arrays("zarr", "Zarr", ["zarr.json", ".zarray"], "zarr/checksums.json", "zarr-python 3.1"),
  byEnding("zip", "Zip archives", ["zarr"], /\.zip$/, "zarr-python 3.1 (the folders they were made from)", zipped()),
  arrays("n5", "N5", ["attributes.json"], "n5/checksums.json", "TensorStore 0.1.86"),
  byEnding(
    "tiff",
    "TIFF, OME-TIFF, SVS",
    ["tiff", "ome_tiff", "volume", "label"],
    /\.(tiff?|svs)$/i,
    tiffAs,
    listed("tiff/checksums.json"),
  ),
  byEnding(
    "nifti",
    "NIfTI",
    ["volume"],
    /\.(nii|hdr|img)(\.gz)?$/,
    "nibabel 5.4",
    one("nifti/checksums.json", (path) => path.replace(".img", ".hdr")),
  ),
  byEnding("npy", "npy, npz", ["npy", "volume"], /\.np[yz]$/, "NumPy 2.4", byName(fixture("npy/checksums.json"))),
  byEnding("png", "PNG", ["png_jpeg"], /\.png$/, "Pillow 13.0", one("png/checksums.json")),
  byEnding("jpeg", "JPEG", ["png_jpeg", "label"], /\.jpe?g$/, "Pillow 13.0 (libjpeg-turbo)", one("jpeg/checksums.json")),
  byEnding("hdf5", "HDF5", ["hdf5"], /./, "h5py 3.16", byName(fixture("hdf5/facts.json").real)),
  byEnding("mrc", "MRC", ["mrc"], /./, "mrcfile 1.5.4", one("mrc/checksums.json")),
  byEnding("dv", "DeltaVision", ["dv"], /./, "a reader in NumPy after PRIISM's description of the header", one("dv/checksums.json")),
  byEnding("fits", "FITS", ["fits"], /./, "astropy 8.0", listed("fits/checksums.json")),
  {
    name: "stack",
    title: "Folders of files as one array",
    reference: tiffAs,
    paths: () => ["volume/banana"],
    expected: one("stack/checksums.json"),
  },
];
