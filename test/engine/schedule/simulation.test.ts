/**
 * The schedule through thousands of bad days: whatever workers, clocks and messages do, every block is done once or given up after
 * its attempts, and nothing waits for ever. A day that goes wrong is told by its seed: `SEED=123 npm test -- simulation`.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "#dist/random/index.js";
import { live, type Weather } from "./world.js";

const only = process.env["SEED"] === undefined ? undefined : Number(process.env["SEED"]);
const seeds = (count: number): readonly number[] => (only === undefined ? [...Array(count).keys()] : [only]);

/** The weather of a seed: most of it harmless, some of it terrible. */
function weatherOf(seed: number): Weather {
  const chance = new Random(seed, 7);
  const some = (most: number): number => (chance.uniform() < 0.5 ? 0 : most * chance.uniform());
  const blocks = chance.integer(0, 60);
  const timeout = chance.uniform() < 0.5 ? undefined : 5;
  return {
    workers: chance.integer(1, 5),
    blocks,
    seconds: 10 ** (-4 + 4 * chance.uniform()),
    patience: { timeout, retries: chance.integer(0, 4), stragglers: chance.uniform() < 0.3 ? 0 : 3 },
    crash: some(0.3),
    // Without a time-out a frozen worker may stand for ever, and rightly so.
    freeze: timeout === undefined ? 0 : some(0.2),
    slow: some(0.2),
    error: some(0.3),
    memory: some(0.3),
    twice: some(0.3),
    late: some(0.5),
    ghosts: some(1),
    hopeless: new Set(Array.from({ length: chance.uniform() < 0.3 ? 5 : 0 }, () => chance.integer(0, blocks))),
    probe: chance.uniform() < 0.3 ? 3 : 0,
  };
}

describe("a schedule", () => {
  it("settles every block once, whatever happens (4,000 seeds)", () => {
    let lost = 0;
    for (const seed of seeds(4000)) {
      const weather = weatherOf(seed);
      const life = live(seed, weather);
      const where = `SEED=${seed} ${JSON.stringify({ ...weather, hopeless: [...weather.hopeless] })}`;
      assert.deepEqual(life.wrong, [], where);
      const given = life.givenUp.map(({ block }) => block);
      const retries = weather.patience.retries as number;
      // One more where two copies ran when the last attempt failed.
      const attempted = (n: number): boolean => n > retries && n <= retries + 2;
      for (const { block, attempts } of life.givenUp) assert.ok(attempted(attempts), `block ${block}: ${attempts} attempts ${where}`);
      for (const [block, failures] of life.failures) assert.ok(failures <= retries + 2, `block ${block} ${where}`);
      if (life.stopped !== undefined) assert.equal(life.done.length, 0, `stopped though blocks were done ${where}`);
      else {
        const all = [...life.done, ...given].sort((a, b) => a - b);
        assert.deepEqual(all, [...Array(weather.blocks).keys()], where);
        for (const block of weather.hopeless) if (block < weather.blocks) assert.ok(given.includes(block), where);
      }
      lost += life.stopped === undefined ? 0 : 1;
    }
    assert.ok(lost < 800, "most days come to an end");
  });

  it("does the same from the same seed", () => {
    for (const seed of [1, 17, 333]) assert.deepEqual(live(seed, weatherOf(seed)), live(seed, weatherOf(seed)));
  });

  it("does without harm what it need not: nothing runs twice in good weather", () => {
    for (const seed of seeds(200)) {
      const { workers, blocks, seconds, probe } = weatherOf(seed);
      const calm = { crash: 0, freeze: 0, slow: 0, error: 0, memory: 0, twice: 0, late: 0, ghosts: 0, hopeless: new Set<number>() };
      const life = live(seed, { workers, blocks, seconds, probe, patience: {}, ...calm });
      assert.deepEqual(life.wrong, []);
      assert.equal(life.ran.length, blocks, `SEED=${seed}`);
    }
  });

  it("goes on after its driver was killed, and repeats only what was not recorded (200 crash points)", () => {
    for (const seed of seeds(200)) {
      const weather = { ...weatherOf(seed), blocks: 40, hopeless: new Set<number>() };
      const chance = new Random(seed, 8);
      const recorded = new Set<number>();
      const everyone = [...Array(weather.blocks).keys()];
      for (let lives = 0; recorded.size < weather.blocks; lives++) {
        assert.ok(lives < 2000, `SEED=${seed}: never done`);
        const blocks = everyone.filter((block) => !recorded.has(block));
        const life = live(seed + 1e6 * (lives + 1), weather, { blocks, killedAfter: chance.integer(1, 60) });
        assert.deepEqual(life.wrong, [], `SEED=${seed}, life ${lives}`);
        for (const block of life.ran) assert.ok(!recorded.has(block), `SEED=${seed}: block ${block} has a record and ran again`);
        // The last batch of records is lost with the driver, in most lives.
        const unwritten = chance.integer(0, 3);
        for (const block of life.done.slice(0, Math.max(0, life.done.length - unwritten))) recorded.add(block);
      }
    }
  });
});
