/**
 * Images that lie elsewhere, through all of voxmill: written to S3 by threads, read over HTTP and from archives.
 */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { createZarr } from "#dist/format/zarr/index.js";
import {
  compute,
  fromArray,
  gaussianFilter,
  inspect,
  label,
  open,
  regionProperties,
  runTargets,
  save,
  threads,
  threshold,
} from "#dist/index.js";
import { FileStore } from "#dist/store/file/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";
import { Loopback, partial } from "../store/loopback.js";
import { S3Server, testCredentials } from "../store/s3-server.js";
import { writeZip } from "../store/write-zip.js";

const shape = [12, 20, 18];
const values = randomImage("uint8", shape, 3);
const image = fromArray(values, { chunks: [4, 10, 9], axes: ["z", "y", "x"] });
const text = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

describe("images that lie elsewhere", () => {
  let s3: S3Server;
  /** Serves the objects of the bucket to everybody, without listing them. */
  let web: Loopback;
  let folder = "";
  const variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_REGION"];
  const kept = variables.map((name) => process.env[name]);

  before(async () => {
    s3 = await S3Server.start({ region: "eu-north-1" });
    web = await Loopback.start(({ url, range }) => {
      const key = decodeURIComponent(url.pathname).slice(1);
      const value = s3.objects.get(key);
      if (value !== undefined) return partial(value, range, { etag: `"${Buffer.from(value.slice(-20)).toString("hex")}-${value.length}"` });
      const isFolder = [...s3.objects.keys()].some((k) => k.startsWith(`${key.replace(/\/$/, "")}/`));
      if (!isFolder) return { status: 404 };
      return url.pathname.endsWith("/")
        ? { status: 200, body: "<html>a page</html>" }
        : { status: 301, headers: { location: `${url.pathname}/` } };
    });
    folder = await mkdtemp(join(tmpdir(), "voxmill-remote-"));
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: testCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: testCredentials.secretAccessKey,
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_REGION: "eu-north-1",
    });
  });
  after(async () => {
    for (const [i, name] of variables.entries()) {
      if (kept[i] === undefined) delete process.env[name];
      else process.env[name] = kept[i];
    }
    await Promise.all([s3.close(), web.close(), rm(folder, { recursive: true, force: true })]);
  });
  beforeEach(() => {
    s3.objects.clear();
    s3.http.faults.length = 0;
  });

  it("are saved to S3 and read over HTTP", async () => {
    const stored = await save(image, "s3://bucket/a.zarr");
    assertSameBits(await compute(stored, { workers: 1 }), values);
    assert.deepEqual(
      [...s3.objects.keys()].filter((key) => !key.startsWith("a.zarr/")),
      [],
      "the scratch is gone",
    );
    const read = await open(`${web.url}/a.zarr`);
    assert.deepEqual(read.axes, ["z", "y", "x"]);
    assertSameBits(await compute(read, { workers: 1 }), values);
  });

  it("are read and written by threads, which are told no secret", async () => {
    await save(image, "s3://bucket/in/a.zarr");
    const source = await open("s3://bucket/in/a.zarr");
    const smooth = gaussianFilter(source, { sigma: 1 });
    const cells = label(threshold(smooth, { above: 127 }), { connectivity: 1 });
    const targets = { "cells.zarr": cells, "smooth.npy": smooth, "table.csv": regionProperties(cells, { properties: ["area"] }) };
    await using engine = threads({ workers: 2 });
    const options = { engine, block: [4, 10, 18], out: "s3://bucket/run" };
    const first = await runTargets(targets, options);
    assert.ok(first.done > 6);
    const local = await save(image, join(folder, "in.zarr"));
    const localCells = label(threshold(gaussianFilter(local, { sigma: 1 }), { above: 127 }), { connectivity: 1 });
    await runTargets({ "cells.zarr": localCells, "smooth.npy": gaussianFilter(local, { sigma: 1 }) }, { workers: 1, out: folder });
    for (const key of ["cells.zarr/zarr.json", "cells.zarr/c/0/0/0", "cells.zarr/c/2/1/1", "smooth.npy"])
      assert.deepEqual(s3.objects.get(`run/${key}`), new Uint8Array(await readFile(join(folder, key))), key);
    for (const [key, value] of s3.objects)
      for (const secret of Object.values(testCredentials)) assert.ok(!Buffer.from(value).includes(secret), key);

    s3.http.faults.push({ status: 503 }, "reset", undefined, "cut");
    const again = await runTargets(targets, options);
    assert.deepEqual([again.done, again.skipped], [0, first.done], "resumed from the records in the bucket");
  });

  it("are found over HTTP by their metadata, without listing", async () => {
    for (const [name, format] of [
      ["v3", 3],
      ["v2", 2],
    ] as const) {
      const store = new MemoryStore();
      const writer = await createZarr(store, "0", { shape: [4, 5], dtype: "uint8", chunks: [4, 5], codec: "none", axes: ["y", "x"] });
      await writer.writeChunk([0, 0], randomImage("uint8", [4, 5], 1));
      await writer.finish();
      const v2 = {
        zarr_format: 2,
        shape: [4, 5],
        chunks: [4, 5],
        dtype: "|u1",
        compressor: null,
        fill_value: 0,
        order: "C",
        filters: null,
        dimension_separator: "/",
      };
      if (format === 3) for await (const key of store.list("")) s3.objects.set(`${name}/${key}`, (await store.get(key)) as Uint8Array);
      else {
        s3.objects.set("v2/0/.zarray", text(v2));
        s3.objects.set("v2/0/0/0", (await store.get("0/c/0/0")) as Uint8Array);
      }
    }
    const multiscales = [
      {
        version: "0.4",
        axes: [
          { name: "y", type: "space", unit: "micrometer" },
          { name: "x", type: "space", unit: "micrometer" },
        ],
        datasets: [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [2, 3] }] }],
      },
    ];
    const group = (attributes: object): Uint8Array => text({ zarr_format: 3, node_type: "group", attributes });
    const plain = randomImage("uint8", [4, 5], 1);

    for (const name of ["v2", "v3"]) assertSameBits(await compute(await open(`${web.url}/${name}/0`)), plain);
    await assert.rejects(open(`${web.url}/v3`), { name: "NotFoundError", message: /Nothing at .*\/v3.*zarr\.json/ });
    s3.objects.set("v3/zarr.json", group({}));
    await assert.rejects(open(`${web.url}/v3`), { name: "UnsupportedError", message: /Cannot list .*\/v3.*consolidate/ });
    s3.objects.set("v3/zarr.json", group({ ome: { version: "0.5", multiscales } }));
    assert.deepEqual((await open(`${web.url}/v3`)).spacing, [2, 3]);
    s3.objects.set("v2/.zgroup", text({ zarr_format: 2 }));
    s3.objects.set("v2/.zattrs", text({ multiscales }));
    assertSameBits(await compute(await open(`${web.url}/v2`)), plain);
    const array = JSON.parse(new TextDecoder().decode(s3.objects.get("v3/0/zarr.json"))) as object;
    s3.objects.set(
      "v3/zarr.json",
      text({
        zarr_format: 3,
        node_type: "group",
        consolidated_metadata: { kind: "inline", must_understand: false, metadata: { "0": array } },
      }),
    );
    assertSameBits(await compute(await open(`${web.url}/v3`)), plain);
    s3.objects.set(
      "v2/.zmetadata",
      text({
        zarr_consolidated_format: 1,
        metadata: {
          ".zgroup": { zarr_format: 2 },
          "0/.zarray": JSON.parse(new TextDecoder().decode(s3.objects.get("v2/0/.zarray"))) as object,
        },
      }),
    );
    s3.objects.delete("v2/.zattrs");
    assertSameBits(await compute(await open(`${web.url}/v2`)), plain);
  });

  it("are read from zip archives: of this machine, of a bucket, of a web server", async () => {
    await save(image, join(folder, "zipped.zarr"), { codec: "none" });
    const store = new FileStore(join(folder, "zipped.zarr"));
    const members: { name: string; data: Uint8Array; deflate: boolean }[] = [];
    for await (const name of store.list(""))
      members.push({ name, data: (await store.get(name)) as Uint8Array, deflate: members.length % 2 === 1 });
    const root = writeZip(members, { comment: '{"ome":{"version":"0.5"}}' });
    const inner = writeZip(members.map((m) => ({ ...m, name: `deep/in.zarr/${m.name}` })));
    await writeFile(join(folder, "a.ozx"), root);
    await writeFile(join(folder, "b.zip"), inner);
    s3.objects.set("a.zarr.zip", root);
    s3.objects.set("b.zip", inner);
    const paths = [
      `${folder}/a.ozx`,
      `${folder}/b.zip/deep/in.zarr`,
      "s3://bucket/a.zarr.zip",
      "s3://bucket/b.zip/deep/in.zarr",
      `${web.url}/a.zarr.zip`,
    ];
    for (const path of paths) {
      const opened = await open(path);
      assert.equal((await inspect(path)).format, "zarr");
      assertSameBits(await compute(opened, { workers: 2, block: [4, 20, 18] }), values);
    }
    await assert.rejects(open(`${folder}/b.zip/deep/none.zarr`), { name: "NotFoundError", message: /b\.zip\/deep\/none\.zarr/ });
    await assert.rejects(save(image, `${folder}/b.zip/x.zarr`), { name: "UnsupportedError", message: /Cannot write/ });
    await assert.rejects(save(image, `${web.url}/x.zarr`), { name: "UnsupportedError", message: /Cannot write/ });
  });

  it("are other formats too, in few requests", async () => {
    for (const name of ["a.tif", "a.nii.gz", "a.npy"]) {
      await save(image, join(folder, name));
      s3.objects.set(name, new Uint8Array(await readFile(join(folder, name))));
      web.take();
      const opened = await open(`${web.url}/${name}`);
      const asked = web.take();
      assert.ok(asked.length <= 8, `${name}: ${asked.join(", ")}`);
      assertSameBits(await compute(opened, { workers: 1 }), values);
    }
  });
});
