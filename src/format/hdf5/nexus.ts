/**
 * NeXus: which datasets are the data, and which datasets are their axes (https://manual.nexusformat.org/datarules.html).
 * @module
 */
import type { Json } from "../source.ts";
import { type AxisFacts, axisOfCoordinates } from "./axis-facts.ts";
import type { Hdf5File, Hdf5Object } from "./hdf5-file.ts";

type Attributes = { readonly [name: string]: Json };

/** Signal datasets with their axes: the one that `default` leads to first, then in the order of the file. */
export function nexusSignals(file: Hdf5File, objects: readonly Hdf5Object[]): ReadonlyMap<string, readonly AxisFacts[]> {
  const groups = new Map<string, Attributes>();
  for (const path of ["/", ...objects.filter(({ kind }) => kind === "group").map((group) => group.path)]) {
    const named = file.attributeNames(path).some((name) => ["NX_class", "default", "signal"].includes(name));
    if (named) groups.set(path, file.attributes(path));
  }
  const datasets = new Set(objects.filter(({ kind }) => kind === "dataset").map(({ path }) => path));
  const first = defaultGroup(groups);
  const data = [...groups.keys()].filter((path) => path === first || groups.get(path)?.["NX_class"] === "NXdata");
  data.sort((a, b) => Number(b === first) - Number(a === first));
  const signals = new Map<string, readonly AxisFacts[]>();
  for (const group of data) {
    const found = signalOf(file, group, groups.get(group) ?? {}, datasets);
    if (found !== undefined) signals.set(found, axesOf(file, group, groups.get(group) ?? {}, found, datasets));
  }
  return signals;
}

const inside = (group: string, name: string): string => (group === "/" ? `/${name}` : `${group}/${name}`);

/** The group that the attributes `default` lead to, from the root on. */
function defaultGroup(groups: ReadonlyMap<string, Attributes>): string | undefined {
  let path = "/";
  // Names only ever get longer, so that this ends.
  for (;;) {
    const next = groups.get(path)?.["default"];
    if (typeof next !== "string" || !groups.has(inside(path, next))) return path === "/" ? undefined : path;
    path = inside(path, next);
  }
}

/** The group's attribute `signal`, or (before 2014) the dataset with an attribute `signal` of 1. */
function signalOf(file: Hdf5File, group: string, attributes: Attributes, datasets: ReadonlySet<string>): string | undefined {
  const { signal } = attributes;
  if (typeof signal === "string") return datasets.has(inside(group, signal)) ? inside(group, signal) : undefined;
  return childrenOf(group, datasets).find((path) => Number(file.attributes(path)["signal"]) === 1);
}

const childrenOf = (group: string, datasets: ReadonlySet<string>): string[] =>
  [...datasets].filter((path) => path.startsWith(inside(group, "")) && !path.slice(inside(group, "").length).includes("/"));

function axesOf(file: Hdf5File, group: string, attributes: Attributes, signal: string, datasets: ReadonlySet<string>): AxisFacts[] {
  const shape = file.metadata(signal).shape ?? [];
  const named = namesOf(attributes["axes"] ?? file.attributes(signal)["axes"]) ?? numberedAxes(file, group, datasets, signal);
  const axes: AxisFacts[] = shape.map(() => ({}));
  for (const [i, name] of named.entries()) {
    if (name === undefined || name === "." || name === "") continue;
    const indices = attributes[`${name}_indices`];
    const axis = typeof indices === "number" ? indices : Array.isArray(indices) ? (indices.length === 1 ? Number(indices[0]) : -1) : i;
    const length = shape[axis];
    if (length === undefined) continue;
    const path = inside(group, name);
    axes[axis] = { name, ...(datasets.has(path) && axisOfCoordinates(file, path, length)) };
  }
  return axes;
}

/** A list, or (before 2014) one string with colons or commas. */
function namesOf(axes: Json | undefined): readonly (string | undefined)[] | undefined {
  if (Array.isArray(axes)) return axes.map(String);
  return typeof axes === "string" ? axes.replace(/^\[|\]$/g, "").split(/[:,]/) : undefined;
}

/** Before 2014: datasets with an attribute `axis`, the number of the axis from 1 on. */
function numberedAxes(file: Hdf5File, group: string, datasets: ReadonlySet<string>, signal: string): readonly (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const path of childrenOf(group, datasets)) {
    const number = path === signal ? Number.NaN : Number(file.attributes(path)["axis"]);
    if (Number.isInteger(number) && number >= 1 && number <= 32) names[number - 1] ??= path.slice(inside(group, "").length);
  }
  return Array.from(names);
}
