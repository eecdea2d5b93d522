import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { HttpStore, httpOpener, type ReadableStore, storeResolver, withCoalescing, withReadAhead } from "#dist/store/index.js";
import { storeContract, withBacking } from "../contract/store.js";
import { Loopback, partial, type Reply } from "./loopback.js";

/** The values of a server of files. */
const files = new Map<string, Uint8Array>();
/** How it answers, where that differs from a good server. */
let manner: "good" | "no ranges" | "no suffix" | "no head" | "no tags" = "good";
/** Replaces the answers altogether. */
let instead: ((reply: Reply, range: string | undefined) => Reply) | undefined;
let server: Loopback;

const start = async (): Promise<void> => {
  server = await Loopback.start(({ method, url, range }) => {
    const value = files.get(decodeURIComponent(url.pathname).slice("/data/".length));
    if (value === undefined) return { status: 404, body: "<html>not here</html>" };
    if (method === "HEAD" && manner === "no head") return { status: 405 };
    const tags: Record<string, string> =
      manner === "no tags" ? {} : { etag: `"${Buffer.from(value).toString("hex").slice(0, 60)}-${value.length}"` };
    const ranged = manner === "no ranges" || (manner === "no suffix" && range?.startsWith("bytes=-")) ? undefined : range;
    const reply = partial(value, ranged, tags);
    return instead?.(reply, range) ?? reply;
  });
};
const reset = (): void => {
  files.clear();
  manner = "good";
  instead = undefined;
};
const store = (options: ConstructorParameters<typeof HttpStore>[1] = {}): HttpStore =>
  new HttpStore(`${server.url}/data`, { timeout: 2000, retry: { delay: 1 }, ...options });
const backed = (readable: ReadableStore) =>
  withBacking(readable, {
    set: async (key, value) => void files.set(key, value),
    delete: async (key) => void files.delete(key),
  });
const numbers = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i * 7 + (i >> 8));

for (const [name, how] of [
  ["http", "good"],
  ["http, ranges ignored", "no ranges"],
  ["http, no ranges from the end", "no suffix"],
  ["http, no HEAD", "no head"],
  ["http, no ETag", "no tags"],
] as const)
  storeContract(
    name,
    async () => {
      await start();
      reset();
      manner = how;
      return backed(store());
    },
    () => server.close(),
    { lists: false },
  );
storeContract(
  "http, read ahead and coalesced",
  async () => {
    await start();
    reset();
    return backed(withReadAhead(withCoalescing(store()), { believed: 0 }));
  },
  () => server.close(),
  { lists: false },
);

describe("HttpStore", () => {
  before(start);
  after(() => server.close());
  beforeEach(() => {
    reset();
    server.take();
  });
  afterEach(() => {
    assert.deepEqual(server.faults, [], "every fault was met");
  });

  it("asks for the bytes it was asked for", async () => {
    files.set("a", numbers(1000));
    await store().getRange("a", { offset: 10, length: 20 });
    await store().getRange("a", { suffix: 5 });
    await store().size("a");
    assert.deepEqual(server.take(), ["GET /data/a bytes=10-29", "GET /data/a bytes=-5", "HEAD /data/a"]);
  });

  it("takes the part it wants from a server that ignores ranges, up to a limit", async () => {
    manner = "no ranges";
    files.set("a", numbers(5000));
    const limited = store({ mostSkipped: 1000 });
    assert.deepEqual(await limited.getRange("a", { offset: 1000, length: 30 }), numbers(5000).slice(1000, 1030));
    await assert.rejects(limited.getRange("a", { offset: 1001, length: 30 }), {
      name: "UnsupportedError",
      message: /whole file instead.*Download/s,
    });
    await assert.rejects(limited.getRange("a", { suffix: 10 }), { name: "UnsupportedError", message: /whole file instead/ });
  });

  it("refuses partial answers that are not what was asked for", async () => {
    files.set("a", numbers(100));
    const asked = { offset: 10, length: 10 };
    const answers: [string | undefined, number][] = [
      ["bytes 0-9/100", 10],
      ["bytes 10-14/100", 5],
      ["bytes 10-29/100", 20],
      ["bytes 19-10/100", 10],
      ["chars 10-19/100", 10],
      [undefined, 10],
    ];
    for (const [range, length] of answers) {
      instead = () => ({ status: 206, headers: range === undefined ? {} : { "content-range": range }, body: numbers(length) });
      await assert.rejects(store().getRange("a", asked), { name: "UnsupportedError", message: /Expected .*partial answer/ }, String(range));
    }
    instead = () => ({ status: 206, headers: { "content-range": "bytes 10-19/*" }, body: numbers(10) });
    assert.deepEqual(await store().getRange("a", asked), numbers(10));
    server.take();
    // The header is right, the body is not: that is a broken transfer.
    instead = () => ({ status: 206, headers: { "content-range": "bytes 10-19/100" }, body: numbers(4) });
    await assert.rejects(store().getRange("a", asked), { name: "UnsupportedError", message: /cut: 4 of 10 bytes.*5 times/s });
    assert.equal(server.take().length, 5);
  });

  it("does not take parts of what the server compresses, but undoes it for whole values", async () => {
    const value = numbers(500);
    const packed = gzipSync(value);
    const headers = { "content-encoding": "gzip" };
    instead = (_, range) => {
      if (range === undefined) return { status: 200, headers, body: packed };
      return { status: 206, headers: { ...headers, "content-range": `bytes 0-9/${packed.length}` }, body: packed.subarray(0, 10) };
    };
    files.set("a", value);
    assert.deepEqual(await store().get("a"), value);
    await assert.rejects(store().getRange("a", { offset: 0, length: 10 }), { name: "UnsupportedError", message: /compresses/ });
    instead = () => ({ status: 200, headers, body: packed });
    assert.deepEqual(await store().getRange("a", { offset: 3, length: 10 }), value.slice(3, 13));
    assert.equal(await store().size("a"), 500, "not the length of the compressed form");
    for (const { headers: sent } of server.seen) assert.equal(sent["accept-encoding"], "identity");
  });

  it("tries again when it may pass, and counts", async () => {
    files.set("a", numbers(100_000));
    server.faults.push({ status: 503 }, { status: 429 }, "reset", "cut");
    assert.deepEqual(await store().get("a"), numbers(100_000));
    assert.equal(server.take().length, 5);
    server.faults.push("cut", { status: 500 });
    assert.deepEqual(await store().getRange("a", { offset: 5, length: 50_000 }), numbers(100_000).slice(5, 50_005));
    assert.equal(server.take().length, 3);
  });

  it("gives up with what it knows", async () => {
    files.set("a", numbers(10));
    server.faults.push({ status: 503 }, { status: 503 }, { status: 502 });
    await assert.rejects(store({ retry: { attempts: 3, delay: 1 } }).get("a"), {
      name: "UnsupportedError",
      message: /Cannot read http.*\/data\/a: the server answered 502 Bad Gateway \(tried 3 times\)\. Check the connection/,
    });
    await assert.rejects(new HttpStore("http://127.0.0.1:1/x", { retry: { attempts: 2, delay: 1 } }).get("a"), {
      name: "UnsupportedError",
      message: /Cannot read http:\/\/127\.0\.0\.1:1\/x\/a: .*(tried 2 times)/,
    });
  });

  it("does not try again what cannot change", async () => {
    files.set("a", numbers(10));
    for (const [status, words] of [
      [401, /credentials/],
      [403, /VOXMILL_MISSING_STATUS/],
      [400, /400/],
      [501, /501/],
    ] as const) {
      server.faults.push({ status });
      await assert.rejects(store().get("a"), { name: "UnsupportedError", message: words });
      assert.equal(server.take().length, 1);
    }
    assert.equal(await store().get("b"), undefined);
    server.faults.push({ status: 403 });
    assert.equal(await store({ missing: [403, 404] }).get("b"), undefined);
    server.faults.push({ status: 410 });
    assert.equal(await store().get("b"), undefined);
  });

  it("waits as long as the server asks", async () => {
    files.set("a", numbers(10));
    server.faults.push({ status: 429, headers: { "retry-after": "1" } });
    const begin = performance.now();
    await store().get("a");
    assert.ok(performance.now() - begin >= 950);
    server.faults.push({ status: 503, headers: { "retry-after": "3600" } });
    const capped = performance.now();
    await store({ retry: { delay: 1, longest: 30 } }).get("a");
    assert.ok(performance.now() - capped < 900);
  });

  it("does not wait for ever: neither for an answer nor for its body", async () => {
    files.set("a", numbers(100_000));
    server.faults.push("silent", "stall");
    assert.deepEqual(await store({ timeout: 150 }).get("a"), numbers(100_000));
    server.faults.push("silent");
    await assert.rejects(store({ timeout: 100, retry: { attempts: 1 } }).get("a"), { message: /nothing came for 0\.1 s/ });
  });

  it("stops at once when it is told to, also in the middle of a body", async () => {
    files.set("a", numbers(100_000));
    for (const fault of ["silent", "stall"] as const) {
      server.take();
      server.faults.push(fault);
      const stop = new AbortController();
      const reading = store().get("a", { signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      await assert.rejects(reading, { name: "AbortError" });
      assert.equal(server.take().length, 1);
    }
  });

  it("follows redirects, but takes one to a page about a folder for nothing", async () => {
    files.set("real", numbers(10));
    instead = (reply) => reply;
    server.faults.push({ status: 302, headers: { location: "/data/real" } });
    assert.deepEqual(await store().get("moved"), numbers(10));
    server.faults.push({ status: 301, headers: { location: "/data/real/" } }, { status: 200, body: "<html>index</html>" });
    assert.equal(await store().get("real"), undefined);
  });

  it("identifies by ETag, else by time and size, else by content", async () => {
    files.set("a", numbers(10));
    assert.match((await store().identify("a")) as string, /^".*-10"$/);
    manner = "no tags";
    instead = (reply) => ({ ...reply, headers: { ...reply.headers, "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT" } });
    assert.equal(await store().identify("a"), "10-Mon, 01 Jan 2024 00:00:00 GMT");
    instead = undefined;
    const before = await store().identify("a");
    files.set("a", numbers(10).reverse());
    assert.notEqual(await store().identify("a"), before);
  });

  it("keeps the query of its URL, but refuses secrets, which would be written to disk", async () => {
    files.set("a", numbers(3));
    await new HttpStore(`${server.url}/data/?version=7`).get("a");
    assert.equal(server.seen.length, 1);
    for (const url of [
      "https://u:p@host/a",
      "https://host/a?X-Amz-Signature=1",
      "https://host/a?sv=1&sig=2",
      "https://host/?access_token=3",
    ])
      assert.throws(() => new HttpStore(url), { name: "UnsupportedError", message: /^(?!.*(p@|=1|=2|=3)).*password or a signature/ });
    assert.throws(() => new HttpStore("ftp://host/a"), { name: "GeometryError" });
  });

  it("is opened again by its locator, to be read only", async () => {
    files.set("a/b", numbers(3));
    const resolve = storeResolver({ http: httpOpener() });
    const again = resolve(JSON.parse(JSON.stringify(store().locator)));
    assert.deepEqual(await again.get("a/b"), numbers(3));
    await assert.rejects(async () => again.set("a/b", numbers(4)), { name: "UnsupportedError", message: /only be read/ });
  });
});
