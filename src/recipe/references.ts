/**
 * The other steps that a step names in its options.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { LazyArray, type Mask } from "../graph/lazy-array.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import type { Operand } from "../ops/operand.ts";
import type { NumberLike } from "../ops/scalar.ts";
import type { StepValue } from "./verb.ts";

/** What a step stands for, in words. */
export function described(value: StepValue): string {
  if (value instanceof LazyArray) return value.dtype === "bool" ? "a mask" : `an array of ${value.dtype}`;
  if (value instanceof LazyScalar) return value.node.reduction === "histogram" ? "a histogram" : "a number";
  return "a table";
}

/** Steps by option and name. Each getter throws GeometryError where a step is something else than the option takes. */
export class References {
  readonly #values: (name: string) => StepValue;

  constructor(values: (name: string) => StepValue) {
    this.#values = values;
  }
  /** The image that an option names. */
  array(option: string, name: string): LazyArray {
    const value = this.#values(name);
    if (value instanceof LazyArray) return value;
    throw this.#wrong(option, "an image, mask or labels", name, value);
  }
  /** The mask that an option names; its dtype is checked by the operator. */
  mask(option: string, name: string): Mask {
    return this.array(option, name) as Mask;
  }
  /** The images that an option names, one or a list. */
  arrays(option: string, names: string | readonly string[] | undefined): readonly LazyArray[] {
    return (typeof names === "string" ? [names] : (names ?? [])).map((name) => this.array(option, name));
  }
  /** A number, or the step that computes it. */
  number(option: string, given: number | string): NumberLike {
    if (typeof given === "number") return given;
    const value = this.#values(given);
    if (value instanceof LazyScalar && value.node.reduction !== "histogram") return value;
    throw this.#wrong(option, "a number, or a step that computes one,", given, value);
  }
  /** A number, or the step that computes it or an image. */
  operand(option: string, given: number | string): Operand {
    if (typeof given === "number") return given;
    const value = this.#values(given);
    return value instanceof LazyArray ? value : this.number(option, given);
  }
  #wrong(option: string, expected: string, name: string, value: StepValue): GeometryError {
    return new GeometryError(`Expected ${expected} for ${option}, found "${name}", which is ${described(value)}.`, { option });
  }
}
