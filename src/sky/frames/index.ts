/** Frames of the sky and angles as text. @module */
export { angleUnit, parseAngle, parseCoordinate } from "./angle.ts";
export { frameNamed, frameRotation, parseFrame, type Rotation, rotate, type SkyFrame, skyFrames } from "./frame.ts";
