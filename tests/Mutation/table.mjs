// Makes one table of the reports that tests/mutate keeps, one report a folder of the ledger.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const folder = process.argv[2];
const rows = [];
const survivors = [];

for (const file of readdirSync(folder).sort()) {
  const name = file.replace(".json", "");
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const row = { name, date: statSync(join(folder, file)).mtime.toISOString().slice(0, 10), Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0, Excused: 0 };
  for (const [path, { mutants }] of Object.entries(report.files)) {
    const source = relative(report.projectRoot, path);
    if ((source.includes("/") ? source.split("/")[0] : "Root") !== name) continue;
    for (const mutant of mutants) {
      // What does not compile is no mutant, and what a changed block contains is changed with it.
      if (mutant.status === "CompileError" || mutant.statusReason?.startsWith("Removed by")) continue;
      if (mutant.status === "Ignored") row.Excused++;
      else row[mutant.status]++;
      if (mutant.status === "Survived" || mutant.status === "NoCoverage") {
        const change = mutant.replacement.replace(/\s+/g, " ");
        survivors.push(`- \`${source}:${mutant.location.start.line}\` ${mutant.mutatorName}: \`${change.length > 90 ? change.slice(0, 90) + "…" : change}\``);
      }
    }
  }
  rows.push(row);
}

const sum = { name: "**all**", date: "" };
for (const key of ["Killed", "Timeout", "Survived", "NoCoverage", "Excused"]) sum[key] = rows.reduce((total, row) => total + row[key], 0);
const score = ({ Killed, Timeout, Survived, NoCoverage }) => {
  const judged = Killed + Timeout + Survived + NoCoverage;
  return judged === 0 ? "" : ((100 * (Killed + Timeout)) / judged).toFixed(1);
};

console.log("# Mutation score of the ledger\n");
console.log("Written by `tests/mutate`; what the figures mean stands in the [README](README.md).\n");
console.log("| folder | score | killed | timed out | survived | not reached | excused | measured |\n|---|--:|--:|--:|--:|--:|--:|---|");
for (const row of [...rows, sum])
  console.log(`| ${row.name} | ${score(row)} | ${row.Killed} | ${row.Timeout} | ${row.Survived} | ${row.NoCoverage} | ${row.Excused} | ${row.date} |`);
if (survivors.length > 0) console.log(`\n## Survivors\n\n${survivors.join("\n")}`);
