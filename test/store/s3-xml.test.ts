import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { S3Address } from "#dist/store/s3/address.js";
import { childText, escapeXml, parseXml } from "#dist/store/s3/xml.js";

describe("the XML of object stores", () => {
  it("is read as elements and text", () => {
    const root = parseXml(
      '\uFEFF<?xml version="1.0"?>\n<!-- hello > --><s3:A xmlns:s3="x"><B>1 &lt;&amp;&#65;&#x1F600;&apos;</B><C/><D q="1"> <![CDATA[<&]]></D>\n</s3:A>\n',
      "there",
    );
    assert.equal(root.name, "A");
    assert.equal(childText(root, "B"), "1 <&A😀'");
    assert.equal(childText(root, "C"), "");
    assert.equal(childText(root, "D"), " <&");
    assert.equal(childText(root, "E"), undefined);
  });
  it("is refused where it is broken, or wants more than it should", () => {
    for (const text of [
      "",
      "plain",
      "<A>",
      "<A></B>",
      "</A>",
      "<A/><B/>",
      "<A>&unknown;</A>",
      "<A>& b</A>",
      "<A>&#x110000;</A>",
      "<A/>tail",
      "<A><!-- never ended",
      '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>',
      '<!DOCTYPE A SYSTEM "http://127.0.0.1/a.dtd"><A/>',
      `${"<A>".repeat(40)}${"</A>".repeat(40)}`,
    ])
      assert.throws(() => parseXml(text, "there"), { name: "FormatError", message: /answer of there/ }, text.slice(0, 60));
  });
  it("gives back any text that was escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(parseXml(`<A>${escapeXml(text)}</A>`, "x").text, text);
      }),
    );
  });
});

describe("S3Address", () => {
  it("finds hosts and paths", () => {
    const url = (where: ConstructorParameters<typeof S3Address>[0], region = "eu-west-1"): string => new S3Address(where).bucketUrl(region);
    assert.equal(url({ bucket: "data" }), "https://data.s3.eu-west-1.amazonaws.com");
    assert.equal(url({ bucket: "data" }, "cn-north-1"), "https://data.s3.cn-north-1.amazonaws.com.cn");
    assert.equal(url({ bucket: "my.data" }), "https://s3.eu-west-1.amazonaws.com/my.data");
    assert.equal(url({ bucket: "data", endpoint: "http://127.0.0.1:9000/" }), "http://127.0.0.1:9000/data");
    assert.equal(url({ bucket: "data", endpoint: "https://minio.example/s3" }), "https://minio.example/s3/data");
    assert.equal(url({ bucket: "data", endpoint: "https://r2.example", pathStyle: false }), "https://data.r2.example");
    assert.throws(() => new S3Address({ bucket: "data", endpoint: "https://u:p@minio.example" }), { name: "UnsupportedError" });
    assert.throws(() => new S3Address({ bucket: "data", prefix: "../x" }), { name: "GeometryError" });
  });
});
