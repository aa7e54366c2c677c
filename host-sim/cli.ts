// `cim <command>`: finds the command, loads it alone, and turns what happens into an exit code and one clear line.
import { readFileSync } from "node:fs";
import { CATALOGUE, type CatalogueEntry } from "./commands/catalogue";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE, UsageError } from "./commands/command";
import { table } from "./commands/options";
import { suggest } from "./commands/suggest";

/** How long a library may keep the process after the command is done, milliseconds. */
const LINGER_MS = 1500;

function version(): string {
	const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
	return manifest.version;
}

function overview(): string {
	return `cim-edge ${version()}: a camera that computes

  cim <command> [options]

Commands
${table(CATALOGUE.map(({ name, summary }) => [name, summary] as const))}

  cim help <command>   what it does, its options, examples
  cim --version        the version

In a checkout: npm run cim -- <command>, and npm start for cim start.
Exit codes: 0 ok, 1 failed, 2 wrong use. CIM_DEBUG=1 shows where an error came from.
`;
}

function find(name: string): CatalogueEntry {
	const entry = CATALOGUE.find(candidate => candidate.name === name);
	if (entry) return entry;
	const near = suggest(
		name,
		CATALOGUE.map(candidate => candidate.name),
	);
	throw new UsageError(
		`there is no command ${JSON.stringify(name)}; ${near ? `did you mean "cim ${near}"? ` : ""}"cim --help" lists them`,
	);
}

function asksForHelp(args: readonly string[]): boolean {
	const end = args.indexOf("--");
	return (end < 0 ? args : args.slice(0, end)).some(argument => argument === "--help" || argument === "-h");
}

async function main(args: string[]): Promise<number> {
	const [first, ...rest] = args;
	if (first === undefined) {
		process.stderr.write(overview());
		return EXIT_USAGE;
	}
	if (first === "--version" || first === "-V" || first === "version") {
		process.stdout.write(`${version()}\n`);
		return EXIT_OK;
	}
	const wantsHelp = first === "help" || first === "--help" || first === "-h";
	const name = wantsHelp ? rest[0] : first;
	if (wantsHelp && (name === undefined || name.startsWith("-"))) {
		process.stdout.write(overview());
		return EXIT_OK;
	}
	if (!wantsHelp && first.startsWith("-"))
		throw new UsageError(`the command comes first, but got ${JSON.stringify(first)}; "cim --help" lists the commands`);
	const { command } = await find(name!).load();
	if (wantsHelp || asksForHelp(rest)) {
		process.stdout.write(command.help);
		return EXIT_OK;
	}
	try {
		return await command.run(rest);
	} catch (error) {
		throw Object.assign(error instanceof Error ? error : new Error(String(error)), { command: command.name });
	}
}

function report(error: unknown): number {
	const known = error instanceof Error ? error : new Error(String(error));
	const where = "command" in known ? `cim ${known.command}` : "cim";
	process.stderr.write(`${where}: ${known.message.replace(/\s*\n\s*/g, " ")}\n`);
	if (process.env.CIM_DEBUG) process.stderr.write(`${known.stack}\n`);
	return known instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}

// `cim watch | head` closes our output: that is an ordinary end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	process.exit(error.code === "EPIPE" ? EXIT_OK : EXIT_FAILED);
});

process.exitCode = await main(process.argv.slice(2)).catch(report);
setTimeout(() => process.exit(), LINGER_MS).unref();
