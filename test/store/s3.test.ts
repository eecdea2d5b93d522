import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type S3Options, S3Store, s3Opener, storeResolver } from "#dist/store/index.js";
import { storeContract } from "../contract/store.js";
import { S3Server, type S3ServerOptions, testCredentials } from "./s3-server.js";

const credentials = testCredentials;
const retry = { delay: 1 };

for (const [name, options, prefix] of [
  ["s3", {}, undefined],
  ["s3, below a prefix, small pages", { pageSize: 3 }, "deep/below a+b"],
  ["s3, keys not encoded", { plainKeys: true, pageSize: 7 }, "p"],
  ["s3, anonymous", { anonymous: true }, undefined],
] as const satisfies readonly (readonly [string, S3ServerOptions, string | undefined])[]) {
  let server: S3Server;
  storeContract(
    name,
    async () => {
      server = await S3Server.start(options);
      server.objects.set("deep/below a+bc/not/ours", new Uint8Array(3));
      if (prefix === undefined) server.objects.clear();
      const where = { bucket: "bucket", endpoint: server.endpoint, ...(prefix === undefined ? {} : { prefix }) };
      return new S3Store(where, { retry, ...("anonymous" in options ? {} : { credentials }) });
    },
    () => server.close(),
  );
}
{
  let server: S3Server;
  storeContract(
    "s3, everything in parts, opened by locator",
    async () => {
      server = await S3Server.start();
      const resolve = storeResolver({ s3: s3Opener({ credentials, retry, multipartFrom: 1, partBytes: 30_000 }) });
      return resolve({ kind: "s3", bucket: "bucket", endpoint: server.endpoint });
    },
    () => server.close(),
  );
}

describe("S3Store", () => {
  let server: S3Server;
  const store = (options: S3Options = {}, region?: string): S3Store =>
    new S3Store(
      { bucket: "bucket", endpoint: server.endpoint, ...(region === undefined ? {} : { region }) },
      { credentials, retry, ...options },
    );
  const bytes = (n: number, seed = 7): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i * seed + (i >> 8));
  before(async () => {
    server = await S3Server.start({ region: "eu-north-1", pageSize: 2 });
  });
  after(() => server.close());
  beforeEach(() => {
    server.objects.clear();
    server.http.faults.length = 0;
    server.http.take();
  });

  it("keeps secrets out of its locator and of its messages", async () => {
    const text = JSON.stringify(store().locator);
    assert.ok(!text.includes(credentials.secretAccessKey) && !text.includes(credentials.accessKeyId));
    const wrong = store({ credentials: { ...credentials, secretAccessKey: "other-secret" } }, "eu-north-1");
    await assert.rejects(wrong.get("a"), (error: Error) => {
      assert.equal(error.name, "UnsupportedError");
      assert.match(error.message, /Cannot read s3:\/\/bucket\/a: the server answered 403 Forbidden \(SignatureDoesNotMatch\)/);
      return !error.message.includes("other-secret");
    });
    await assert.rejects(store({ credentials: undefined }, "eu-north-1").get("a"), { name: "UnsupportedError", message: /AccessDenied/ });
  });

  it("learns the region of the bucket", async () => {
    server.objects.set("a", bytes(3));
    const wrong = store({}, "us-west-2");
    assert.deepEqual(await wrong.get("a"), bytes(3));
    assert.deepEqual(server.http.take(), ["GET /bucket/a", "GET /bucket/a"]);
    await wrong.get("a");
    assert.equal(server.http.take().length, 1, "and remembers it");
  });

  it("asks for new credentials each time", async () => {
    server.objects.set("a", bytes(3));
    let asked = 0;
    const renewing = store({ credentials: async () => Promise.resolve(++asked).then(() => credentials) }, "eu-north-1");
    await renewing.get("a");
    await renewing.get("a");
    assert.equal(asked, 2);
  });

  it("reads all pages of a listing", async () => {
    for (const key of ["a/1", "a/2", "a/3/x", "a/3/y", "a/4", "b&<c>", 'd"', "e/"]) server.objects.set(key, bytes(1));
    const keys: string[] = [];
    for await (const key of store({}, "eu-north-1").list("")) keys.push(key);
    assert.deepEqual(keys, ["a/1", "a/2", "a/3/x", "a/3/y", "a/4", "b&<c>", 'd"']);
    assert.equal(server.http.take().length, 4);
    assert.deepEqual(await store({}, "eu-north-1").listFolder("a/"), ["1", "2", "3/", "4"]);
    assert.equal(server.http.take().length, 2, "what lies in folders is not listed");
  });

  it("repeats a page that failed, and not the pages before it", async () => {
    for (const key of "abcdef") server.objects.set(key, bytes(1));
    server.http.faults.push(undefined, { status: 500 }, "cut");
    const keys: string[] = [];
    for await (const key of store({}, "eu-north-1").list("")) keys.push(key);
    assert.equal(keys.join(""), "abcdef");
    assert.equal(server.http.take().length, 3 + 2);
  });

  it("says when there is no such bucket", async () => {
    const other = new S3Store({ bucket: "other", endpoint: server.endpoint, region: "eu-north-1" }, { credentials, retry });
    await assert.rejects(other.listFolder(""), { name: "NotFoundError", message: /s3:\/\/other/ });
    await assert.rejects(other.set("a", bytes(1)), { name: "UnsupportedError", message: /Cannot write s3:\/\/other\/a.*NoSuchBucket/ });
    for (const bucket of ["", "a", "x/y", "a b"]) assert.throws(() => new S3Store({ bucket }), { name: "GeometryError" });
  });

  it("tries writes again, with the bytes as they were", async () => {
    server.http.faults.push({ status: 503, body: "<Error><Code>SlowDown</Code></Error>" }, "reset");
    const value = bytes(5000);
    const writing = store({}, "eu-north-1").set("a", value);
    value.fill(0);
    await writing;
    assert.deepEqual(server.objects.get("a"), bytes(5000));
    assert.equal(server.http.take().length, 3);
    server.http.faults.push({ status: 400, body: "<Error><Code>RequestTimeout</Code></Error>" });
    await store({}, "eu-north-1").set("a", bytes(1));
    assert.equal(server.http.take().length, 2);
  });

  it("sets on conditions", async () => {
    for (const options of [{}, { multipartFrom: 1, partBytes: 2 }]) {
      server.objects.clear();
      const one = store(options, "eu-north-1");
      assert.equal(await one.setIf("k", bytes(3), { absent: true }), true);
      assert.equal(await one.setIf("k", bytes(4), { absent: true }), false);
      assert.deepEqual(await one.get("k"), bytes(3));
      const etag = (await one.identify("k")) as string;
      assert.equal(await one.setIf("k", bytes(5), { etag: '"0"' }), false);
      assert.equal(await one.setIf("k", bytes(6), { etag }), true);
      assert.equal(await one.setIf("k", bytes(7), { etag }), false);
      assert.deepEqual(await one.get("k"), bytes(6));
      assert.equal(server.uploads.size, 0);
    }
    assert.equal(await store({}, "eu-north-1").setIf("none", bytes(1), { etag: '"0"' }), false);
  });

  it("writes large values in parts, repeats single parts, and leaves nothing behind when it fails", async () => {
    const parts = store({ multipartFrom: 1000, partBytes: 300 }, "eu-north-1");
    server.http.faults.push(undefined, { status: 500 });
    await parts.set("large", bytes(1000));
    assert.deepEqual(server.objects.get("large"), bytes(1000));
    assert.equal(server.http.take().length, 1 + 4 + 1 + 1);
    await parts.set("small", bytes(999));
    assert.deepEqual(server.http.take(), ["PUT /bucket/small"]);
    server.http.faults.push(undefined, { status: 400 });
    await assert.rejects(parts.set("large", bytes(2000, 3)), {
      name: "UnsupportedError",
      message: /Cannot write s3:\/\/bucket\/large.*400/,
    });
    assert.equal(server.uploads.size, 0, "abandoned");
    assert.deepEqual(server.objects.get("large"), bytes(1000), "the old value stays");
  });

  it("notices that joining the parts failed although the status was good", async () => {
    const parts = store({ multipartFrom: 1, partBytes: 1000, retry: { attempts: 1 } }, "eu-north-1");
    server.http.faults.push(undefined, undefined, { status: 200, body: "<Error><Code>InternalError</Code></Error>" });
    await assert.rejects(parts.set("a", bytes(10)), { name: "UnsupportedError", message: /joining the parts failed \(InternalError\)/ });
    assert.equal(server.uploads.size, 0);
  });
});
