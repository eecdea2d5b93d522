/**
 * The profile page: a row a worker, bars that are blocks, texts that are escaped, nothing that is fetched.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ProfileModel, type ProfileTask, profileHtml } from "#dist/render/index.js";

const task = (worker: number, block: number, begin: number, end: number, failed = false): ProfileTask => ({
  stage: block % 2,
  block,
  worker,
  begin,
  end,
  failed,
});

const model = (tasks: readonly ProfileTask[]): ProfileModel => ({
  title: "a <b> & c",
  summary: "2 blocks in 10 s.",
  seconds: 10,
  workers: 2,
  memoryAllowed: 1e8,
  stages: [
    { title: "gaussian -> otsu", begin: 0, end: 5, skipped: 3 },
    { title: "label", begin: 5, end: 10, skipped: 0 },
  ],
  tasks,
  samples: [
    { time: 0, memory: 5e7, cpu: 0 },
    { time: 5, memory: 9e7, cpu: 1.5 },
    { time: 10, memory: 7e7, cpu: 1 },
  ],
  made: "voxmill run x.yaml",
});

const bars = (html: string): string[] =>
  [...html.matchAll(/<rect[^>]*><title>([^<]*)<\/title><\/rect>/g)].map(([, title]) => title as string);

describe("profileHtml", () => {
  it("draws a bar for each block, and says what it was and how long it took", () => {
    const html = profileHtml(model([task(0, 0, 0, 4), task(1, 2, 1, 3), task(1, 1, 5, 9, true)]));
    assert.deepEqual(bars(html), [
      "1 gaussian -&gt; otsu: block 0, 4 s",
      "1 gaussian -&gt; otsu: block 2, 2 s",
      "2 label: block 1, 4 s, failed",
    ]);
    assert.match(html, /worker 1<\/text>[\s\S]*worker 2<\/text>/);
    assert.match(html, /100 MB allowed/);
    // Stage 1: 6 s of work in 5 s of two workers.
    assert.match(html, /<td class="num">60 %<\/td>/);
  });
  it("draws blocks that are too short to be seen as one bar, and few bars for many blocks", () => {
    const many = Array.from({ length: 40_000 }, (_, n) => task(0, 2 * n, n / 4000, (n + 0.9) / 4000));
    const titles = bars(profileHtml(model(many)));
    assert.ok(titles.length < 2000, String(titles.length));
    assert.match(titles[0] as string, /[\d,]+ blocks/);
  });
  it("holds everything itself and escapes every text", () => {
    const html = profileHtml(model([]));
    assert.doesNotMatch(html, /<script|https?:\/\/(?!www\.w3\.org)/);
    assert.match(html, /a &lt;b&gt; &amp; c/);
    assert.doesNotMatch(html, /a <b>/);
  });
});
