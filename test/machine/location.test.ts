import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { awsCredentials, awsEndpoint, awsRegion, folderLocator, isRemote, locate, machineStores } from "#dist/machine/index.js";

/** Sets variables of the environment for one test. */
const names = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "AWS_NO_SIGN_REQUEST",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CONFIG_FILE",
];
const kept = new Map(names.map((name) => [name, process.env[name]]));
let folder = "";

function environment(values: { readonly [name: string]: string }): void {
  for (const name of names) delete process.env[name];
  Object.assign(process.env, {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_CONFIG_FILE: join(folder, "config"),
    ...values,
  });
}
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "voxmill-machine-"));
});
after(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const [name, value] of kept) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(join(folder, "credentials"), { force: true });
  await rm(join(folder, "config"), { force: true });
});

const place = (target: string | URL): { readonly store: unknown; readonly key: string } => {
  const { store, key } = locate(target, machineStores());
  return { store: store.locator, key };
};

describe("locate", () => {
  it("finds files, and what lies in archives", async () => {
    await writeFile(join(folder, "data.zip"), "");
    await mkdir(join(folder, "folder.zip"));
    const file = { kind: "file", root: folder };
    assert.deepEqual(place(join(folder, "a.tif")), { store: file, key: "a.tif" });
    assert.deepEqual(place(new URL(`file://${folder}/a%20b.tif`)), { store: file, key: "a b.tif" });
    assert.deepEqual(place(join(folder, "data.zip")), { store: file, key: "data.zip" });
    assert.deepEqual(place(join(folder, "data.zip/in/a.zarr")), { store: { kind: "zip", store: file, key: "data.zip" }, key: "in/a.zarr" });
    assert.deepEqual(place(join(folder, "folder.zip/a.zarr")), {
      store: { kind: "file", root: join(folder, "folder.zip") },
      key: "a.zarr",
    });
  });
  it("finds URLs", () => {
    assert.deepEqual(place("https://host/a.zarr/"), { store: { kind: "http", url: "https://host/" }, key: "a.zarr" });
    assert.deepEqual(place("http://host:81/x%20y/a%2Bb.tif?v=1#f"), {
      store: { kind: "http", url: "http://host:81/x%20y?v=1" },
      key: "a+b.tif",
    });
    assert.deepEqual(place("https://host/d/x.ozx/0"), {
      store: { kind: "zip", store: { kind: "http", url: "https://host/d" }, key: "x.ozx" },
      key: "0",
    });
    assert.throws(() => place("https://host/"), { name: "GeometryError" });
    assert.throws(() => place("https://host/%zz"), { name: "GeometryError", message: /%25/ });
    assert.throws(() => place("gs://bucket/a"), { name: "UnsupportedError", message: /https:\/\/ or s3:\/\// });
    assert.throws(
      () => place("https://user:secret@host/a.tif"),
      (error: Error) => /password/.test(error.message) && !/secret@/.test(error.message),
    );
    assert.ok(isRemote("s3://a/b") && isRemote("https://a/b") && !isRemote("file:///a") && !isRemote("C:\\a") && !isRemote("a/b"));
  });
  it("finds buckets, with region and endpoint of the environment and no secret", async () => {
    environment({ AWS_ACCESS_KEY_ID: "the-id", AWS_SECRET_ACCESS_KEY: "the-secret" });
    assert.deepEqual(place("s3://bucket/a.zarr"), { store: { kind: "s3", bucket: "bucket" }, key: "a.zarr" });
    environment({ AWS_REGION: "eu-north-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    assert.deepEqual(place("s3://bucket/x/y/a.zip/b.zarr/"), {
      store: {
        kind: "zip",
        store: { kind: "s3", bucket: "bucket", prefix: "x/y", region: "eu-north-1", endpoint: "http://127.0.0.1:9" },
        key: "a.zip",
      },
      key: "b.zarr",
    });
    assert.throws(() => place("s3://bucket"), { name: "GeometryError" });
  });
  it("finds folders to write into", () => {
    environment({});
    assert.deepEqual(folderLocator(folder), { kind: "file", root: folder });
    assert.deepEqual(folderLocator("s3://bucket"), { kind: "s3", bucket: "bucket" });
    assert.deepEqual(folderLocator("s3://bucket/a/b/"), { kind: "s3", bucket: "bucket", prefix: "a/b" });
    assert.throws(() => folderLocator("https://host/out"), { name: "UnsupportedError", message: /Cannot write to https:\/\/host\/out/ });
  });
});

describe("credentials", () => {
  it("come from the environment first", async () => {
    environment({ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" });
    assert.deepEqual(await awsCredentials(), { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" });
    environment({ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_NO_SIGN_REQUEST: "YES" });
    assert.equal(await awsCredentials(), undefined);
  });
  it("come from the profile else", async () => {
    await writeFile(
      join(folder, "credentials"),
      "# mine\n[default]\naws_access_key_id = d\naws_secret_access_key=ds\n[lab]\naws_access_key_id = l\naws_secret_access_key = l=s\naws_session_token = lt\n",
    );
    await writeFile(
      join(folder, "config"),
      "[default]\nregion = eu-west-1\n[profile lab]\nregion = eu-north-1\nendpoint_url = https://minio.example\ns3 =\n  region = wrong\n",
    );
    environment({});
    assert.deepEqual(await awsCredentials(), { accessKeyId: "d", secretAccessKey: "ds", sessionToken: undefined });
    assert.deepEqual([awsRegion(), awsEndpoint()], ["eu-west-1", undefined]);
    environment({ AWS_PROFILE: "lab" });
    assert.deepEqual(await awsCredentials(), { accessKeyId: "l", secretAccessKey: "l=s", sessionToken: "lt" });
    assert.deepEqual([awsRegion(), awsEndpoint()], ["eu-north-1", "https://minio.example"]);
    environment({ AWS_PROFILE: "none" });
    await assert.rejects(awsCredentials(), { name: "UnsupportedError", message: /profile "none"/ });
  });
  it("are nobody's where there are none", async () => {
    environment({});
    assert.equal(await awsCredentials(), undefined);
  });
});
