// Makes the table of a report: a row for each folder of the ledger, and what no test has noticed.
import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";

const [path, ...folders] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, "utf8"));
const rows = new Map();
const survivors = [];

for (const [file, { mutants }] of Object.entries(report.files)) {
  const source = relative(report.projectRoot, file);
  const name = source.includes("/") ? source.split("/")[0] : "Root";
  if (folders.length > 0 && !folders.includes(name)) continue;
  if (!rows.has(name)) rows.set(name, { name, Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0, Excused: 0 });
  for (const mutant of mutants) {
    // What does not compile is no mutant, and what a changed block contains is changed with it.
    if (mutant.status === "CompileError" || mutant.statusReason?.startsWith("Removed by")) continue;
    rows.get(name)[mutant.status === "Ignored" ? "Excused" : mutant.status]++;
    if (mutant.status === "Survived" || mutant.status === "NoCoverage") {
      const change = mutant.replacement.replace(/\s+/g, " ");
      const reached = mutant.status === "NoCoverage" ? ", not reached" : "";
      survivors.push(`- \`${source}:${mutant.location.start.line}\` ${mutant.mutatorName}${reached}: \`${change.length > 90 ? change.slice(0, 90) + "…" : change}\``);
    }
  }
}

const sorted = [...rows.values()].filter((row) => row.Killed + row.Timeout + row.Survived + row.NoCoverage + row.Excused > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
const sum = { name: "**all**" };
for (const key of ["Killed", "Timeout", "Survived", "NoCoverage", "Excused"]) sum[key] = sorted.reduce((total, row) => total + row[key], 0);
const score = ({ Killed, Timeout, Survived, NoCoverage }) => {
  const judged = Killed + Timeout + Survived + NoCoverage;
  return judged === 0 ? "" : ((100 * (Killed + Timeout)) / judged).toFixed(1);
};

console.log("# Mutation score of the ledger\n");
console.log(`Written by \`tests/mutate\` on ${statSync(path).mtime.toISOString().slice(0, 10)}; what the figures mean stands in the [README](README.md).\n`);
console.log("| folder | score | killed | timed out | survived | not reached | excused |\n|---|--:|--:|--:|--:|--:|--:|");
for (const row of [...sorted, sum])
  console.log(`| ${row.name} | ${score(row)} | ${row.Killed} | ${row.Timeout} | ${row.Survived} | ${row.NoCoverage} | ${row.Excused} |`);
if (survivors.length > 0) console.log(`\n## Survivors\n\n${survivors.sort().join("\n")}`);
