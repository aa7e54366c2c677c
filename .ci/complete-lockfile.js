// npm leaves out of package-lock.json the optional packages of other platforms that the registry in use does not have, and then
// `npm ci` refuses the file everywhere. This adds them, by the name's platform: run it after every `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const text = readFileSync(FILE, "utf8");
const lock = JSON.parse(text);
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

let added = 0;
for (const [parent, entry] of Object.entries({ ...lock.packages })) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		const path = `node_modules/${name}`;
		if (parent === "" || lock.packages[path] || lock.packages[`${parent}/${path}`]) continue;
		const words = name.split(/[-/]/);
		const os = SYSTEMS.find(system => words.includes(system));
		const cpu = PROCESSORS.find(processor => words.includes(processor));
		if (!os) {
			process.stdout.write(`${name}: no platform in its name; left out\n`);
			continue;
		}
		lock.packages[path] = {
			version,
			...(cpu && { cpu: [cpu] }),
			...(entry.dev && { dev: true }),
			...(os === "linux" && words.includes("musl") && { libc: ["musl"] }),
			optional: true,
			os: [os],
		};
		added++;
	}
}
const [root, ...rest] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([root, ...rest.sort()].map(path => [path, lock.packages[path]]));
writeFileSync(FILE, `${JSON.stringify(lock, null, "\t")}\n`);
process.stdout.write(`${FILE}: ${added} packages of other platforms added\n`);
