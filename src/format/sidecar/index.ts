/** Raw voxels with a JSON file that says what they are. @module */
export { sidecarFormat } from "./sidecar-format.ts";
