/** Colours, where somebody sees them. @module */
import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "yellow" | "cyan";

/** True where a stream is a terminal and nobody said NO_COLOR (https://no-color.org). */
export const hasColors = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";

/** Text in a style, plain where the stream has no colours. */
export const style = (name: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  hasColors(stream) ? styleText(name, text) : text;
