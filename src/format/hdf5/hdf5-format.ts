/**
 * HDF5 in the registry of formats.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { pathOf } from "../raw/index.ts";
import type { FileLocation, Format, ImageFile } from "../source.ts";
import { Hdf5File } from "./hdf5-file.ts";
import { type DatasetFacts, datasetFacts, hdf5Series } from "./hdf5-series.ts";
import { nexusSignals } from "./nexus.ts";

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/**
 * HDF5 files, NeXus among them, on a disk of this machine. Every dataset of one or more dimensions is a series named by its path; the
 * signals of NeXus come first, the one that `default` leads to before all others. Axes and spacing come from NeXus, ilastik's
 * `axistags`, BigDataViewer's resolutions, dimension scales and `element_size_um`. Needs the optional package h5wasm.
 */
export const hdf5Format: Format = {
  name: "hdf5",
  endings: [".h5", ".hdf5", ".he5", ".hdf", ".nxs", ".nx5", ".nexus", ".ims"],
  // The signature may lie behind a block of the user's own, of 512 bytes in files of MATLAB.
  sniff: async (_location, head) => head !== undefined && [0, 512].some((at) => signature.every((byte, i) => head[at + i] === byte)),
  open: openHdf5,
};

async function openHdf5(location: FileLocation): Promise<ImageFile> {
  const path = diskPath(location);
  const facts = await readFacts(path);
  if (facts.length === 0) {
    throw new UnsupportedError(`Expected a dataset of one or more dimensions in ${pathOf(location)}, found none.`, {
      hint: "Where it links to datasets in other files, open those files.",
    });
  }
  const series = await Promise.all(facts.map((one, place) => hdf5Series({ location, path }, one, place)));
  return { format: "hdf5", series };
}

/** All that is read before a chunk is asked for. The file is closed again: an image that is only listed holds nothing. */
async function readFacts(path: string): Promise<readonly DatasetFacts[]> {
  const file = await Hdf5File.open(path);
  try {
    const objects = file.list();
    const datasets = new Set(objects.filter(({ kind }) => kind === "dataset").map((dataset) => dataset.path));
    const signals = nexusSignals(file, objects);
    const ordered = new Set([...signals.keys(), ...datasets]);
    const facts = [...ordered].map((dataset) => datasetFacts(file, dataset, signals.get(dataset), datasets));
    return facts.filter((one) => one !== undefined);
  } finally {
    file.close();
  }
}

/** HDF5 reads by itself, so it needs a path of this machine. */
function diskPath(location: FileLocation): string {
  const { locator } = location.store;
  if (locator.kind === "file") return `${locator.root}/${location.key}`;
  throw new UnsupportedError(
    `Expected an HDF5 file on a disk of this machine, found ${pathOf(location)} in a store of kind "${locator.kind}".`,
    {
      hint: "Copy it to a disk first, or convert it to Zarr.",
    },
  );
}
