/**
 * Lines between driver and worker.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { answerLine, parseAnswer, parseRequest, requestLine, type TaskAnswer, type TaskRequest } from "#dist/engine/index.js";

const id = fc.string({ unit: "grapheme" }).filter((text) => !/[\t\n\r]/.test(text));
const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\tb", "a\nb", "a\r\nb", '"\\', "\u2028"));
/** Objects as JSON makes them: fast-check also makes some without a prototype. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const request: fc.Arbitrary<TaskRequest> = fc.record({
  stage: fc.record({
    store: fc.oneof(
      fc.record({ kind: fc.constant("file" as const), root: text }),
      fc.record({ kind: fc.constant("memory" as const), id: text }),
    ),
    key: text,
  }),
  block: fc.nat(),
});
const count = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const answer: fc.Arbitrary<TaskAnswer> = fc.oneof(
  fc.record({
    id,
    ok: fc.constant(true as const),
    report: fc.record({ seconds: count, bytesRead: fc.nat(), bytesWritten: fc.nat(), memory: fc.nat() }),
  }),
  fc.record({ id, ok: fc.constant(false as const), failure: fc.record({ tag: text, message: text, stack: text }) }),
);

describe("task lines", () => {
  it("say again what they were told, whatever is in it", () => {
    fc.assert(
      fc.property(id, request, (name, told) => assert.deepEqual(parseRequest(requestLine(name, told)), { id: name, request: plain(told) })),
    );
    fc.assert(fc.property(answer, (told) => assert.deepEqual(parseAnswer(answerLine(told)), plain(told))));
  });
  it("are one line each", () => {
    fc.assert(fc.property(id, request, (name, told) => assert.ok(!/[\n\r]/.test(requestLine(name, told)))));
    fc.assert(fc.property(answer, (told) => assert.ok(!/[\n\r]/.test(answerLine(told)))));
  });
  it("may end in CR", () => {
    fc.assert(fc.property(answer, (told) => assert.deepEqual(parseAnswer(`${answerLine(told)}\r`), plain(told))));
    fc.assert(
      fc.property(id, request, (name, told) => assert.deepEqual(parseRequest(`${requestLine(name, told)}\r`).request, plain(told))),
    );
  });
  it("refuse what is none", () => {
    for (const line of ["", "1", "1\tmaybe\t{}", "1\tok", "1\tok\t{"]) assert.throws(() => parseAnswer(line), Error, line);
    for (const line of ["", "1", "1\t{"]) assert.throws(() => parseRequest(line), Error, line);
  });
});
