import type { Store } from "../store/store.ts";
export interface Table { readonly numRows: number }
export async function writeTable(_t: Table, _s: Store, _n: string): Promise<void> {}
