/**
 * MRC in the registry of formats.
 * @module
 */
import { inflateHead } from "../raw/index.ts";
import type { Format } from "../source.ts";
import { looksLikeMrc } from "./header.ts";
import { openMrc } from "./open.ts";

const endings = [".mrc", ".mrcs", ".map", ".ccp4", ".rec", ".st", ".ali", ".preali", ".mrc.gz", ".mrcs.gz", ".map.gz", ".rec.gz", ".st.gz"];

/**
 * Volumes of electron microscopy and crystallography: MRC2014, CCP4 maps, IMOD's stacks and tomograms, plain or gzip, in both byte
 * orders. Opens as sections, rows, columns under the names that MAPS, MAPR and MAPC give them (z, y, x as a rule; volume stacks as
 * v, z, y, x), with spacing in angstrom.
 */
export const mrcFormat: Format = {
  name: "mrc",
  endings,
  async sniff({ key }, head) {
    if (head === undefined) return false;
    return looksLikeMrc(
      await inflateHead(head),
      endings.some((ending) => key.toLowerCase().endsWith(ending)),
    );
  },
  open: openMrc,
};
