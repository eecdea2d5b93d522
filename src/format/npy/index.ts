/** NumPy's files: .npy (one array) and .npz (a zip of them). @module */
export { npyFormat } from "./npy-format.ts";
export { npzFormat } from "./npz-format.ts";
export { encodeNpy, writeNpy } from "./write-npy.ts";
