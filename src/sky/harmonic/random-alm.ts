/**
 * Random skies of a known power spectrum.
 * @module
 */
import { Random } from "../../random/random.ts";
import { type Alm, almIndex, emptyAlm } from "./alm.ts";

/** Gaussian coefficients of variance C_l. Each l has a sequence of its own, so a higher lmax adds detail and changes nothing else. */
export function randomAlm(cl: ArrayLike<number>, lmax: number, seed: number): Alm {
  const alm = emptyAlm(lmax);
  const random = new Random(seed);
  for (let l = 0; l <= lmax; l++) {
    const own = random.split(l);
    const deviation = Math.sqrt(cl[l] ?? 0);
    for (let m = 0; m <= l; m++) {
      const i = almIndex(lmax, l, m);
      if (m === 0) alm.re[i] = own.normal() * deviation;
      else {
        alm.re[i] = own.normal() * deviation * Math.SQRT1_2;
        alm.im[i] = own.normal() * deviation * Math.SQRT1_2;
      }
    }
  }
  return alm;
}
