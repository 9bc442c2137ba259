// node .ci/count-playwright.mjs REPORT — prints "PASSED FAILED" of a Playwright JSON report; errors outside a test count.
import fs from "node:fs";

let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  passed = report.stats.expected;
  failed = report.stats.unexpected + report.stats.flaky + report.errors.length;
} catch (error) {
  console.error(`no report of the browser tests: ${error.message}`);
  failed = 1;
}
console.log(`${passed} ${failed}`);
