import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  bestFeatures,
  evaluate,
  fisherWeights,
  interpolateClasses,
  normalise,
  parseFit,
  rangesOf,
  splitEvaluations,
  type TrainingSet,
  trainClassifier,
  wnd5,
  wnn,
} from "#dist/features/index.js";
import { Random } from "#dist/random/index.js";
import { realData } from "../real-data.js";

/** Two classes that the first feature tells apart, a second that is noise, and a third that never changes. */
function madeUp(perClass: number): TrainingSet {
  const random = new Random(5);
  const samples = Array.from({ length: 2 * perClass }, (_, i) => ({
    name: `image ${i}`,
    label: i % 2,
    values: Float64Array.of((i % 2) * 4 + random.normal(), random.normal(), 3),
  }));
  return { features: ["apart", "noise", "constant"], classes: ["10", "20"], samples };
}

describe("the classifier", () => {
  it("weighs features by how well they tell classes apart", () => {
    const weights = fisherWeights(madeUp(40));
    assert.ok((weights[0] as number) > 20 * (weights[1] as number));
    assert.equal(weights[2], 0);
    assert.deepEqual([...bestFeatures(Float64Array.of(1, 3, 2, 3), 2)], [0, 3, 0, 3]);
    // By hand: means 1 and 5, variances 2 and 2.
    const set = {
      features: ["a"],
      classes: ["x", "y"],
      samples: [0, 2, 4, 6].map((value, i) => ({ name: "", label: i >> 1, values: Float64Array.of(value) })),
    };
    assert.deepEqual([...fisherWeights(set)], [4]);
  });
  it("finds the class of new samples, with probabilities that add up", () => {
    const set = madeUp(40);
    const classifier = trainClassifier(set, { share: 0.67 });
    for (const classify of [wnd5, wnn]) {
      for (const [value, label] of [
        [0.2, 0],
        [3.9, 1],
      ] as const) {
        const found = classify(classifier, Float64Array.of(value, 0, 3));
        assert.equal(found.label, label);
        assert.ok(Math.abs(found.probabilities.reduce((a, b) => a + b) - 1) < 1e-12);
      }
    }
    const known = set.samples[7] as TrainingSet["samples"][number];
    assert.deepEqual([...wnd5(classifier, known.values).probabilities], [0, 1]);
    assert.ok(interpolateClasses(classifier, { label: 0, probabilities: Float64Array.of(0.25, 0.75) }) === 17.5);
  });
  it("is evaluated by random splits that a seed repeats", () => {
    const options = { splits: 5, share: 0.34, seed: 2 };
    const evaluations = splitEvaluations(madeUp(40), options);
    assert.deepEqual(splitEvaluations(madeUp(40), options), evaluations);
    assert.notDeepEqual(splitEvaluations(madeUp(40), { ...options, seed: 3 }), evaluations);
    for (const { confusion, accuracy } of evaluations) {
      assert.ok(accuracy > 0.8);
      assert.deepEqual(
        confusion.map((row) => row.reduce((a, b) => a + b)),
        [10, 10],
      );
    }
  });
  it("refuses what does not fit", () => {
    const set = madeUp(3);
    assert.throws(() => trainClassifier({ ...set, samples: [] }), { name: "GeometryError", message: /found none/ });
    assert.throws(() => trainClassifier(set, { share: 0 }), { name: "GeometryError", message: /\(0, 1\], found 0/ });
    assert.throws(() => wnd5(trainClassifier(set), Float64Array.of(1)), { name: "GeometryError", message: /Expected 3 features, found 1/ });
    assert.throws(
      () => interpolateClasses(trainClassifier({ ...set, classes: ["a", "b"] }), { label: 0, probabilities: Float64Array.of(1, 0) }),
      {
        name: "GeometryError",
        message: /a number for each of the classes a, b/,
      },
    );
    assert.throws(() => parseFit("2 4.2\nmany\n"), { name: "FormatError", message: /numbers of classes, features and samples/ });
    assert.throws(() => parseFit("1\n2\n1\na\nb\n\nx\n1 2\nimage\n", "bad.fit"), {
      name: "FormatError",
      message: /line 8, found 2 values/,
    });
  });
});

describe("a training set of the reference", () => {
  const path = realData("wndcharm/classifier/test-l.fit");
  const skip = path === undefined ? "no reference values here" : false;
  it("is normalised and weighed as the reference does", { skip }, () => {
    const set = parseFit(readFileSync(path as string, "utf8"), path);
    const expected = parseFit(readFileSync(realData("wndcharm/classifier/test_fit-l-normalized.fit") as string, "utf8"));
    assert.deepEqual([set.features.length, set.classes, set.samples.length], [2919, ["2cell", "4cell"], 20]);
    const ranges = rangesOf(set);
    const normal = { ...set, samples: set.samples.map((sample) => ({ ...sample, values: normalise(sample.values, ranges) })) };
    for (const [i, { values, label }] of normal.samples.entries()) {
      const sample = expected.samples[i] as TrainingSet["samples"][number];
      assert.equal(label, sample.label);
      assert.ok(values.every((value, f) => Math.abs(value - (sample.values[f] as number)) <= 1e-4));
    }
    const weights = fisherWeights(normal);
    const lines = readFileSync(realData("wndcharm/classifier/test_fit-l.weights") as string, "utf8")
      .trim()
      .split("\n");
    for (const [f, line] of lines.entries()) {
      const weight = Number.parseFloat(line);
      assert.ok(Math.abs((weights[f] as number) - weight) <= 1e-5 + 1e-4 * weight, `${line}: ${weights[f]}`);
    }
  });
  it("classifies each sample by the others", { skip }, () => {
    const set = parseFit(readFileSync(path as string, "utf8"));
    let right = 0;
    for (const sample of set.samples) {
      const others = { ...set, samples: set.samples.filter((other) => other !== sample) };
      right += evaluate(trainClassifier(others), [sample]).accuracy;
    }
    assert.ok(right >= 16, `${right} of 20`);
  });
});
