/**
 * A thread that says once a second that its process lives, also while a kernel keeps the process busy. When nobody listens any more
 * the process has no reason to live.
 * @module
 */
import { writeSync } from "node:fs";

const BEATS = 4;

setInterval(() => {
  try {
    writeSync(BEATS, ".");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.kill(process.pid, "SIGKILL");
  }
}, 1000);
