import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { FileStore, fileOpener } from "#dist/store/file/index.js";
import { storeResolver } from "#dist/store/index.js";
import { storeContract } from "../contract/store.js";

let folder = "";
const fresh = async (): Promise<void> => {
  folder = await mkdtemp(join(tmpdir(), "voxmill-store-"));
};
const clean = (): Promise<void> => rm(folder, { recursive: true, force: true });

storeContract(
  "file",
  async () => {
    await fresh();
    return new FileStore(join(folder, "not/yet/there"));
  },
  clean,
);
storeContract(
  "file, without waiting for the disk",
  async () => {
    await fresh();
    return new FileStore(folder, { sync: false });
  },
  clean,
);

describe("FileStore", () => {
  before(fresh);
  after(clean);

  it("keeps each value in the file of its name", async () => {
    const store = new FileStore(folder);
    await store.set("plain/a", Uint8Array.of(1, 2));
    assert.deepEqual([...(await readFile(join(folder, "plain/a")))], [1, 2]);
    await writeFile(join(folder, "plain/b"), "xy");
    assert.deepEqual(await store.get("plain/b"), Uint8Array.of(120, 121));
  });

  it("leaves no temporary files, also when a write fails", async () => {
    const store = new FileStore(join(folder, "tidy"));
    await store.set("a", Uint8Array.of(1));
    await mkdir(join(folder, "tidy/taken"));
    await writeFile(join(folder, "tidy/taken/x"), "");
    await assert.rejects(store.set("taken", Uint8Array.of(1)), { name: "UnsupportedError", message: /there is a folder of this name/ });
    assert.deepEqual((await readdir(join(folder, "tidy"))).sort(), ["a", "taken"]);
  });

  it("does not list the temporary files of a process that died", async () => {
    const store = new FileStore(join(folder, "crash"));
    await store.set("a", Uint8Array.of(1));
    await writeFile(join(folder, "crash/.voxmill-1-0-1.tmp"), "half");
    assert.deepEqual(await store.listFolder(""), ["a"]);
    const keys: string[] = [];
    for await (const key of store.list("")) keys.push(key);
    assert.deepEqual(keys, ["a"]);
  });

  it("says what to do when a folder on the way is a file", async () => {
    const store = new FileStore(folder);
    await store.set("file", Uint8Array.of(1));
    await assert.rejects(store.set("file/below", Uint8Array.of(1)), { name: "UnsupportedError", message: /a folder above it is a file/ });
  });

  it("says what to do without permission", { skip: process.getuid?.() === 0 && "root may do everything" }, async () => {
    const locked = join(folder, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    await assert.rejects(new FileStore(locked).set("a", Uint8Array.of(1)), { name: "UnsupportedError", message: /permission denied/ });
    await chmod(locked, 0o700);
  });

  it("says what to do when the disk is full", { skip: !existsSync("/dev/full") && "needs /dev/full" }, async () => {
    const { explain } = await import("#dist/store/file/errors.js");
    const full = await writeFile("/dev/full", "x").then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = explain(full, "write", "/somewhere") as Error;
    assert.equal(error.name, "UnsupportedError");
    assert.match(error.message, /Cannot write \/somewhere: the disk is full\. Free some space/);
  });

  it("follows links to folders, but not in circles", async () => {
    const root = join(folder, "links");
    const store = new FileStore(root);
    await store.set("a/b", Uint8Array.of(1));
    await symlink(root, join(root, "a/up"));
    await symlink(join(root, "a"), join(root, "again"));
    await symlink(join(root, "nowhere"), join(root, "dangling"));
    const keys: string[] = [];
    for await (const key of store.list("")) keys.push(key);
    assert.ok(keys.includes("a/b") && keys.includes("again/b"));
    assert.ok(keys.length < 10, keys.join());
    assert.equal(await store.get("again/b").then((value) => value?.[0]), 1);
  });

  it("is opened again by its locator", async () => {
    const store = new FileStore(folder);
    await store.set("again", Uint8Array.of(5));
    const resolve = storeResolver({ file: fileOpener() });
    const other = resolve(JSON.parse(JSON.stringify(store.locator)));
    assert.deepEqual(await other.get("again"), Uint8Array.of(5));
    assert.equal(resolve(store.locator), other);
  });

  it("says where no folder can be made", { skip: process.platform === "linux" ? false : "needs /proc", timeout: 5000 }, async () => {
    for (const root of ["/proc/voxmill/a/b", "/proc/self/voxmill/a"])
      await assert.rejects(new FileStore(root).set("c/d", Uint8Array.of(1)), {
        name: "UnsupportedError",
        message: /no folder can be made there|permission/,
      });
  });

  it("makes folders for many writers at once", async () => {
    const store = new FileStore(join(folder, "many"), { sync: false });
    await Promise.all(Array.from({ length: 40 }, (_, i) => store.set(`a/b/${i % 7}/c/${i}`, Uint8Array.of(i))));
    let keys = 0;
    for await (const _ of store.list("a/")) keys++;
    assert.equal(keys, 40);
  });

  it("lets threads write beside each other", async () => {
    const url = new URL("../../../dist/store/file/index.js", import.meta.url).href;
    const code = `import(${JSON.stringify(url)}).then(async ({ FileStore }) => {
      const { workerData } = await import("node:worker_threads");
      const store = new FileStore(workerData.folder, { sync: false });
      for (let i = 0; i < 100; i++) await store.set("same/" + (i % 5), new Uint8Array(5000).fill(workerData.id));
    })`;
    const root = join(folder, "threads");
    const ends = [1, 2, 3].map((id) => {
      const worker = new Worker(code, { eval: true, workerData: { folder: root, id } });
      return new Promise((resolve, reject) => {
        worker.on("error", reject);
        worker.on("exit", resolve);
      });
    });
    assert.deepEqual(await Promise.all(ends), [0, 0, 0]);
    const store = new FileStore(root);
    assert.deepEqual(await readdir(join(root, "same")), ["0", "1", "2", "3", "4"]);
    for (let i = 0; i < 5; i++) {
      const value = (await store.get(`same/${i}`)) as Uint8Array;
      assert.equal(value.length, 5000);
      assert.ok(value.every((byte) => byte === value[0]));
    }
  });
});
