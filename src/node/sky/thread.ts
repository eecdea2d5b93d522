/**
 * What runs in each thread of a photometry: maps opened by path, tasks one after the other.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { failureOf } from "../../engine/worker.ts";
import { type PhotometryOptions, type PhotometryTask, runPhotometryTask, type SkyMap, type SkyMapOptions } from "../../sky/index.ts";
import { openSkyMap } from "./open.ts";

/** A map as a thread opens it. */
export interface MapRequest {
  readonly path: string;
  readonly options: SkyMapOptions;
}

/** A task and what it needs. */
export interface ThreadRequest {
  readonly id: number;
  readonly maps: readonly MapRequest[];
  readonly task: PhotometryTask;
  readonly options: PhotometryOptions;
}

const port = parentPort;
if (port === null) throw new Error("This module runs as a worker thread.");
const opened = new Map<string, Promise<SkyMap>>();

function mapOf({ path, options }: MapRequest): Promise<SkyMap> {
  const key = JSON.stringify([path, options]);
  const known = opened.get(key) ?? openSkyMap(path, options);
  opened.set(key, known);
  return known;
}

port.on("message", ({ id, maps, task, options }: ThreadRequest) => {
  Promise.all(maps.map(mapOf))
    .then((sky) => runPhotometryTask(sky, task, options))
    .then(
      (part) => port.postMessage({ id, part }),
      (error) => port.postMessage({ id, failure: failureOf(error) }),
    );
});
