// Figures are taken on a machine that does nothing else.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Jiffies of all cores since the start: those that did something (also for other guests of the host), and all. */
function jiffies() {
  const [user, nice, system, idle, wait, irq, soft, steal] = readFileSync("/proc/stat", "utf8")
    .split("\n")[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + soft + steal;
  return { busy, all: busy + idle + wait };
}

/** The busy part of one second, 0 to 1. */
async function load() {
  const before = jiffies();
  await sleep(1000);
  const after = jiffies();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}

/** Waits until the machine is idle. Throws where it is not after `patience` seconds: such figures would be of something else. */
export async function waitUntilIdle({ most = 0.05, patience = 120 } = {}) {
  if (process.platform !== "linux") return;
  for (let second = 0; ; second++) {
    const busy = await load();
    if (busy <= most) return;
    if (second >= patience)
      throw new Error(`Expected an idle machine, found ${Math.round(100 * busy)} % busy for ${patience} s; --busy measures nevertheless.`);
  }
}
