import type { Json } from "../../format/source.ts";
import type { Params } from "../kernel.ts";
export interface Reduction {
  readonly passes: number;
  pass(i: number, previous: readonly Json[]): { collector: string; params: Params };
  draft(i: number): { collector: string; params: Params };
  value(results: readonly Json[]): Json;
}
export function reduction(name: string, _params: Params, _dtype: string): Reduction {
  throw new Error(name);
}
