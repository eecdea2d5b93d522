/**
 * Attributes of HDF5 made into JSON.
 * @module
 */
import { type Dtype, viewOf } from "../../array/dtype.ts";
import { shortestFloat32 } from "../../array/shortest-float32.ts";
import type { Json } from "../source.ts";
import { dtypeOf } from "./dtype.ts";
import { type Hdf5Metadata, type Hdf5Module, TypeClass } from "./library.ts";

/** Longer attributes are data, not facts: they are left out. */
const mostItems = 1024;
const mostItemBytes = 1 << 20;

/** The value of an attribute; undefined where it is long, empty or of a type that JSON does not have. */
export function attributeJson(module: Hdf5Module, file: bigint, path: string, name: string): Json | undefined {
  const metadata = module.get_attribute_metadata(file, path, name);
  const { shape, size, total_size: items } = metadata;
  if (shape === null || items < 1 || items > mostItems || size * items > mostItemBytes) return undefined;
  const decode = decoderOf(metadata);
  if (decode === undefined) return undefined;
  const bytes = size * items;
  const pointer = module._malloc(bytes);
  if (pointer === 0) return undefined;
  module.HEAPU8.fill(0, pointer, pointer + bytes);
  if (module.get_attribute_data(file, path, name, BigInt(pointer)) < 0) throw new Error(`attribute ${name} cannot be read`);
  const values = decode(module.HEAPU8.slice(pointer, pointer + bytes), module);
  if (metadata.vlen) module.reclaim_vlen_memory(file, path, name, BigInt(pointer));
  module._free(pointer);
  return shape.length === 0 ? values[0] : nested(values, shape);
}

type Decoder = (bytes: Uint8Array, module: Hdf5Module) => Json[];

function decoderOf(metadata: Hdf5Metadata): Decoder | undefined {
  if (metadata.type === TypeClass.string) return metadata.vlen ? decodePointers : (bytes) => decodeTexts(bytes, metadata.size);
  const { dtype } = dtypeOf(metadata);
  if (dtype === undefined || dtype === "float16") return undefined;
  return (bytes) => [...viewOf(dtype, bytes.buffer, 0, bytes.length / metadata.size)].map((value) => numberJson(value, dtype));
}

/** Strings of variable length: pointers to text that ends with a zero. */
function decodePointers(bytes: Uint8Array, module: Hdf5Module): Json[] {
  return [...new Uint32Array(bytes.buffer, 0, bytes.length / 4)].map((pointer) => (pointer === 0 ? "" : module.UTF8ToString(pointer)));
}

/** Strings of fixed length, padded with zeros or blanks. */
function decodeTexts(bytes: Uint8Array, size: number): Json[] {
  return Array.from({ length: bytes.length / size }, (_, i) => {
    const text = new TextDecoder().decode(bytes.subarray(i * size, (i + 1) * size));
    return text.replace(/\0[\s\S]*$/, "").trimEnd();
  });
}

function numberJson(value: number | bigint, dtype: Dtype): Json {
  if (dtype === "bool") return value !== 0;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (!Number.isFinite(value)) return String(value);
  return dtype === "float32" ? shortestFloat32(value) : value;
}

function nested(values: readonly Json[], shape: readonly number[]): Json {
  const [first = 0, ...rest] = shape;
  if (rest.length === 0) return values;
  const each = values.length / first;
  return Array.from({ length: first }, (_, i) => nested(values.slice(i * each, (i + 1) * each), rest));
}
