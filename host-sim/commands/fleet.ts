import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type BrokerAddress, MQTT_PORT, parseBrokerAddress } from "../broker-address";
import type { ScenarioReport } from "../fleet/run-scenario";
import type { Scenario } from "../fleet/scenario";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, type Values, wholeNumber } from "./options";
import { suggest } from "./suggest";

const OPTIONS = {
	devices: { type: "string", short: "n", value: "N", about: "how many (default 20; 3 with --scenario all)" },
	scenario: { type: "string", value: "name", about: "what goes wrong: a row of the matrix, or all (default quiet)" },
	faults: { type: "string", value: "random", about: "random faults all the time: --scenario random" },
	hours: { type: "string", value: "H", about: "of virtual time, for example 0.5" },
	duration: { type: "string", value: "time", about: "the same as 90s, 10m or 1h (default 2m)" },
	interval: { type: "string", value: "ms", about: "between a camera's frames (default 1500; 30000 from 30m on)" },
	seed: { type: "string", value: "N", about: "of all chance: the same seed, the same bytes (default 1)" },
	real: { type: "boolean", about: "real time, and a broker that anybody may listen to" },
	broker: { type: "string", value: "url", about: "with --real: this broker instead of an embedded one" },
	port: { type: "string", value: "N", about: `with --real: the embedded broker's port (default ${MQTT_PORT})` },
	json: { type: "boolean", about: "one JSON object a scenario, each device in it" },
	write: { type: "boolean", about: "write the table into docs/fleet.md" },
} as const satisfies Options;

const PAGE = new URL("../../docs/fleet.md", import.meta.url);
const MINUTE = 60_000;
/** Virtual time from which a run is a long one. */
const LONG = 30 * MINUTE;

export const command: Command = {
	name: "fleet",
	summary: "many devices at once, in virtual or real time, with faults",
	help: helpText({
		usage: "fleet [options]",
		about: `Runs many devices in this process: the firmware's own runtime each, with an emulated chip, an outbox in simulated flash and a network that fails. A witness that shares no code with them sees what the broker hands on, and result by result it is checked that nothing acknowledged is lost, nothing is lost without being said, gaps and marks are exact, and all are online at the end. Exit code 1 when that does not hold.

In virtual time an hour takes a second or so a device, and the same seed gives the same bytes. With --real it takes an hour, until Ctrl-C or --duration.

The scenarios are quiet, broker-restart, broker-amnesia, half-open, wifi-flap, slow-broker, slow-network, full-outbox, full-disk, clock-jump, camera-loss, spi-fault, power-cut, power-cut-light and random.`,
		options: OPTIONS,
		examples: [
			["cim fleet --scenario all", "the fault matrix"],
			["cim fleet --scenario power-cut --seed 7", "one row, with other chance"],
			["cim fleet -n 200 --hours 1 --faults random", "200 device-hours"],
			["cim fleet -n 50 --real", "devices to listen to: cim watch"],
			["cim fleet --scenario all --write", "renew the matrix of docs/fleet.md"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("fleet", OPTIONS, args);
		const { SCENARIOS } = await import("../fleet/scenarios");
		const chosen = chooseScenarios(values, SCENARIOS);
		const seed = wholeNumber("seed", values.seed, 1, 0, 0xffffffff);
		const span = spanOf(values);
		const isMatrix = chosen.length > 1;
		const common = {
			devices: wholeNumber("devices", values.devices, isMatrix ? 3 : 20, 1, 10_000),
			seed,
			interval: wholeNumber("interval", values.interval, (span ?? 0) >= LONG ? 30_000 : 1500, 200, 600_000),
		};
		if (values.real) return real(values, common, span, chosen);
		for (const name of ["broker", "port"] as const)
			if (values[name] !== undefined) throw new UsageError(`--${name} is for --real: virtual time has its own broker`);
		const { runScenario } = await import("../fleet/run-scenario");
		const { reportObject, reportText } = await import("../fleet/fleet-table");
		const faults = span ?? 2 * MINUTE;
		const reports: ScenarioReport[] = [];
		for (const scenario of chosen) {
			const report = runScenario(scenario, {
				...common,
				span: faults,
				measuresHeap: !isMatrix,
				onProgress(passed, fleet) {
					const share = Math.min(100, Math.floor((100 * passed) / faults));
					progress(
						`${scenario.name} ${share} %, ${fleet.online} of ${common.devices} online, ${fleet.results} results`,
					);
				},
			});
			progress("");
			reports.push(report);
			process.stdout.write(values.json ? `${JSON.stringify(reportObject(report))}\n` : `${reportText(report)}\n\n`);
		}
		const failed = reports.filter(({ wrong }) => wrong.length > 0);
		if (isMatrix && !values.json)
			process.stdout.write(
				failed.length === 0
					? `${reports.length} scenarios, all hold\n`
					: `${failed.length} of ${reports.length} scenarios do not hold: ${failed.map(({ scenario }) => scenario.name).join(", ")}\n`,
			);
		if (values.write) await write(reports, args);
		return failed.length === 0 ? EXIT_OK : EXIT_FAILED;
	},
};

function chooseScenarios(values: Values<typeof OPTIONS>, all: readonly Scenario[]): readonly Scenario[] {
	if (values.faults !== undefined && values.faults !== "random")
		throw new UsageError(`--faults is ${JSON.stringify(values.faults)}: it must be random; --scenario names others`);
	if (values.faults !== undefined && values.scenario !== undefined)
		throw new UsageError("--faults random is --scenario random: leave one of them out");
	const name = values.faults ?? values.scenario ?? "quiet";
	if (name === "all") return all;
	const scenario = all.find(candidate => candidate.name === name);
	if (scenario) return [scenario];
	const names = all.map(candidate => candidate.name);
	const near = suggest(name, names);
	throw new UsageError(
		`--scenario ${name}: there is none; ${near ? `did you mean ${near}? ` : ""}there are ${names.join(", ")}, and all`,
	);
}

/** Milliseconds; undefined where nothing is said. */
function spanOf({ hours, duration }: Values<typeof OPTIONS>): number | undefined {
	if (hours !== undefined && duration !== undefined)
		throw new UsageError("--hours and --duration say the same: leave one of them out");
	if (hours === undefined && duration === undefined) return undefined;
	const text = hours === undefined ? duration! : `${hours}h`;
	const parts = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text);
	const span = parts
		? Math.round(Number(parts[1]) * { s: 1000, m: MINUTE, h: 60 * MINUTE }[parts[2] as "s" | "m" | "h"])
		: 0;
	if (span < 10_000 || span > 1000 * 60 * MINUTE)
		throw new UsageError(
			`--duration is ${JSON.stringify(text)}: it must be from 10s to 1000h, for example 90s, 10m or 1h`,
		);
	return span;
}

async function real(
	values: Values<typeof OPTIONS>,
	common: { devices: number; seed: number; interval: number },
	duration: number | undefined,
	[scenario, another]: readonly Scenario[],
): Promise<number> {
	if (another || (scenario.name !== "quiet" && scenario.name !== "random"))
		throw new UsageError("--real goes with quiet and random only: the others need a broker that fails on request");
	if (values.write) throw new UsageError("--write is for virtual time: what is written can be measured again");
	if (values.broker !== undefined && values.port !== undefined)
		throw new UsageError("--port is the embedded broker's, and --broker another one");
	const broker: BrokerAddress | undefined =
		values.broker === undefined ? undefined : parseBrokerAddress(values.broker, false);
	const { runReal } = await import("../fleet/run-real");
	const { verdictText } = await import("../fleet/fleet-table");
	const report = await runReal({
		...common,
		broker,
		port: wholeNumber("port", values.port, MQTT_PORT, 1, 65535),
		hasFaults: scenario.name === "random",
		duration,
		interrupted: new Promise(resolve => {
			process.once("SIGINT", resolve);
			process.once("SIGTERM", resolve);
		}),
		onBegin: url => process.stdout.write(`cim fleet: ${common.devices} devices at ${url}; Ctrl-C ends\n`),
		onProgress: fleet =>
			progress(
				`${fleet.online} of ${common.devices} online, ${fleet.results} results, ${fleet.messages} messages seen`,
			),
	});
	progress("");
	const { totals, wrong } = report;
	if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
	else
		process.stdout.write(
			`${totals.made} results made, ${totals.received} received, ${totals.late} of them as history, ${totals.dropped} dropped and told; ${totals.reconnects} reconnects, ${totals.cuts} power cuts\n${verdictText(wrong)}\n`,
		);
	return wrong.length === 0 ? EXIT_OK : EXIT_FAILED;
}

/** The one line that shows how far it is. */
function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, 79)}\x1b[K`);
}

async function write(reports: readonly ScenarioReport[], args: readonly string[]): Promise<void> {
	const { matrixPart, soakPart, withPart } = await import("../fleet/fleet-page");
	const line = `npm run cim -- fleet ${args.join(" ")}`;
	const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "# Fleets\n";
	const part = reports.length > 1 ? "matrix" : "soak";
	writeFileSync(PAGE, withPart(page, part, part === "matrix" ? matrixPart(reports, line) : soakPart(reports[0], line)));
}
