/** `voxmill sky`: HEALPix maps and catalogues. @module */
import type { Command } from "commander";
import { addSkyCutout } from "./cutout.ts";
import { addSkyInfo } from "./info.ts";
import { addSkyMapper } from "./mapper.ts";
import { addSkyPhotometry } from "./photometry.ts";
import { addSkyPlot } from "./plot.ts";

export function addSky(program: Command): void {
  const sky = program.command("sky").description("Maps of the sky: HEALPix in FITS, catalogues, photometry, pictures.");
  for (const add of [addSkyInfo, addSkyPhotometry, addSkyCutout, addSkyPlot, addSkyMapper]) add(sky);
}
