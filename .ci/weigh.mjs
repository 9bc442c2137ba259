// node .ci/weigh.mjs SITE [--compress | --budget KB]
// Says what a first visit costs. With --compress it leaves a .gz and a .br beside every text and wasm file; without,
// it removes them, for a stale one would be served in place of a fresh build. With --budget it fails where one
// of the three programs, as wasm, is above that size: a page loads one of them.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const [site, option, limit] = process.argv.slice(2);
const compressible = /\.(wasm|js|css|svg|json|html|txt|webmanifest|ico)$/;

function* files(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(file);
    else yield file;
  }
}

const gzip = (bytes) => zlib.gzipSync(bytes, { level: 9 });
const brotli = (bytes) =>
  zlib.brotliCompressSync(bytes, {
    params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);

if (option !== "--budget") {
  for (const file of [...files(site)]) {
    if (/\.(gz|br)$/.test(file)) {
      // Kept when still younger than what it was made from.
      const source = file.replace(/\.(gz|br)$/, "");
      const fresh = option === "--compress" && fs.existsSync(source)
        && fs.statSync(source).mtimeMs <= fs.statSync(file).mtimeMs;
      if (!fresh) fs.rmSync(file);
    }
  }
}

let heaviest = 0;
const parts = ["guiche", "guiche_service", "guiche_channel"].flatMap((name) => [`${name}_bg.wasm`, `${name}.js`]);
for (const name of [...parts, "guiche.css"]) {
  const file = path.join(site, "pkg", name);
  const bytes = fs.readFileSync(file);
  const small = gzip(bytes);
  let line = `   ${name.padEnd(26)}${kb(bytes.length)}  gzip ${kb(small.length)}`;
  if (option) {
    const smallest = fs.existsSync(`${file}.br`) ? fs.readFileSync(`${file}.br`) : brotli(bytes);
    line += `  brotli ${kb(smallest.length)}`;
    if (option === "--compress") fs.writeFileSync(`${file}.br`, smallest);
    if (name.endsWith(".wasm")) heaviest = Math.max(heaviest, smallest.length);
  }
  console.log(line);
}

if (option === "--compress") {
  for (const file of [...files(site)]) {
    if (!compressible.test(file)) continue;
    const bytes = fs.readFileSync(file);
    if (!fs.existsSync(`${file}.gz`)) fs.writeFileSync(`${file}.gz`, gzip(bytes));
    if (!fs.existsSync(`${file}.br`)) fs.writeFileSync(`${file}.br`, brotli(bytes));
  }
}
if (option === "--budget" && heaviest > Number(limit) * 1000) {
  console.error(`!! a program is over its budget: ${kb(heaviest).trim()} compressed, ${limit} kB allowed`);
  process.exit(1);
}
