/** HDF5 and NeXus, read by the optional package h5wasm. @module */
export { hdf5Format } from "./hdf5-format.ts";
