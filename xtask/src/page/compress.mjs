// Writes NAME.br and NAME.gz beside every file under the folder given, where compression pays.
//
// Compressed once here, at the highest levels, rather than by the server for every payer.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = new Set([".css", ".html", ".ico", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm"]);

const [folder] = process.argv.slice(2);

// How distances are told, and how much is looked at together (2^16 bytes, or what brotli thinks best), fits one content
// better than another: all eight ways are tried.
const WAYS = [0, 1, 2, 3].flatMap((postfix) => [0, 16].map((block) => ({ postfix, block })));

const smallest = (content) =>
  WAYS.map(({ postfix, block }) =>
    brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
        [constants.BROTLI_PARAM_LGBLOCK]: block,
      },
    }),
  ).reduce((least, next) => (next.length < least.length ? next : least));

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name))) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const content = readFileSync(file);
  writeFileSync(`${file}.br`, smallest(content));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
