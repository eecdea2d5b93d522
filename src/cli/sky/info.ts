/** `voxmill sky info`: what is in a map. @module */
import type { Command } from "commander";
import { style } from "../style.ts";
import { addMapOptions, frameArgument, type MapArguments, mapOptions } from "./arguments.ts";

interface InfoArguments extends MapArguments {
  readonly json?: boolean;
}

export function addSkyInfo(sky: Command): void {
  addMapOptions(sky.command("info").description("Describe a HEALPix map from its header.").argument("<map>", "FITS file, plain or .gz"))
    .option("--json", "print JSON")
    .action(printInfo);
}

async function printInfo(path: string, given: InfoArguments): Promise<void> {
  const { openSkyMap } = await import("voxmill");
  const { pixelArea, pixelResolution } = await import("voxmill/sky");
  const map = await openSkyMap(path, { ...mapOptions(given), frame: await frameArgument(given) });
  await map.close();
  const { grid, covered } = map;
  const facts = {
    path,
    nside: grid.nside,
    order: grid.order < 0 ? null : grid.order,
    ordering: grid.scheme,
    pixels: grid.npix,
    covered,
    pixelArcmin: (pixelResolution(grid.nside) * 10_800) / Math.PI,
    pixelArea: pixelArea(grid.nside),
    frame: map.frame ?? null,
    column: map.name,
    unit: map.unit,
    columns: map.columns,
  };
  process.stdout.write(given.json === true ? `${JSON.stringify(facts, null, 2)}\n` : await card(facts));
}

async function card(facts: {
  readonly path: string;
  readonly nside: number;
  readonly ordering: string;
  readonly pixels: number;
  readonly pixelArcmin: number;
  readonly frame: string | null;
  readonly column: string;
  readonly unit: string;
  readonly columns: readonly string[];
}): Promise<string> {
  const { formatInteger, formatNumber } = await import("voxmill/render");
  const rows: (readonly [string, string])[] = [
    ["nside", formatInteger(facts.nside)],
    ["ordering", facts.ordering === "ring" ? "RING" : "NESTED"],
    ["pixels", `${formatInteger(facts.pixels)} of ${formatNumber(facts.pixelArcmin, 4)} arcmin`],
    ["frame", facts.frame ?? style("yellow", "not given (COORDSYS); say --frame")],
    ["columns", facts.columns.map((name) => (name === facts.column ? style("bold", name) : name)).join(", ")],
    ["unit", facts.unit || "not given"],
  ];
  return `${style("bold", facts.path)}  ${style("dim", "healpix")}\n${rows.map(([name, value]) => `  ${style("dim", name.padEnd(8))}  ${value}\n`).join("")}`;
}
