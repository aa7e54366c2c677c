import { join } from "node:path";
import { DEVICE_ID } from "../../firmware/messaging/topics";
import { parseBrokerAddress } from "../broker-address";
import { hasDisplay } from "../doctor/simulator-checks";
import { localMachine } from "../machine/local-machine";
import type { Machine } from "../machine/machine";
import { type Build, INTERRUPTED, runMcconfig, simulatorApplication } from "../machine/mcconfig";
import { requireModdable, ToolchainError } from "../machine/moddable";
import { commandLine, runTool } from "../machine/run-tool";
import { type Command, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	broker: { type: "string", value: "host[:port]", about: "MQTT broker (default: the one on this computer)" },
	device: { type: "string", value: "id", about: "name of the device in topics (default lin-1)" },
	"build-only": { type: "boolean", about: "build, and show how to run it" },
} as const satisfies Options;

export const command: Command = {
	name: "simulate",
	summary: "the firmware as a Moddable application on this computer (Linux)",
	help: helpText({
		usage: "simulate [options]",
		about: `Builds the firmware with Moddable's mcconfig for its Linux simulator, with the
emulated chip and a simulated camera, and runs it in mcsim: the same modules, the
same engine and the same manifests as on a board. It needs the Moddable SDK ("cim
doctor"), and a broker. For everything else "cim start" is enough.`,
		options: OPTIONS,
		examples: [
			["npm run simulate:moddable", "the same, in a checkout"],
			["cim simulate --build-only", "build, and show how to run it"],
		],
	}),
	run(args) {
		const { stdout, stderr } = process;
		return simulate(
			args,
			localMachine(),
			text => stdout.write(text),
			text => stderr.write(text),
		);
	},
};

/** The whole command on a given machine. */
export async function simulate(
	args: string[],
	machine: Machine,
	write: (text: string) => void,
	writeError: (text: string) => void,
): Promise<number> {
	const { values } = parseOptions("simulate", OPTIONS, args);
	const broker = values.broker === undefined ? undefined : parseBrokerAddress(values.broker);
	if (values.device !== undefined && !DEVICE_ID.test(values.device))
		throw new UsageError(
			`--device is ${JSON.stringify(values.device)}: it must be 1 to 23 characters of a-z, 0-9 and -`,
		);
	if (machine.platform !== "linux") throw new ToolchainError("the simulator's build is for Linux; use cim start here");
	const { sdk, mcconfig } = requireModdable(machine);
	const build: Build = {
		platform: "lin",
		// the default target would end every other simulator of this user
		target: "build",
		debug: false,
		settings: { device: values.device, broker: broker && reachable(broker.host), port: broker && `${broker.port}` },
	};
	const code = await runMcconfig(machine, mcconfig, build, { ACCELERATOR: "emulated" }, [], { write, writeError });
	if (code !== 0) {
		if (code < INTERRUPTED) writeError(`cim simulate: mcconfig ended with code ${code}\n`);
		return code;
	}
	const application = simulatorApplication(machine);
	// mcsim ends in a segmentation fault when there is no such file
	if (!machine.exists(application))
		throw new ToolchainError(`mcconfig made no ${application}: its last lines above say why`);
	const [program, ...rest] = runLine(machine, sdk, application);
	const line = commandLine(program, rest);
	if (values["build-only"]) {
		write(`Built ${application}\nRun it with\n  ${line}\n`);
		return EXIT_OK;
	}
	if (!machine.which("mcsim")) throw new ToolchainError("it is built, but the SDK has no mcsim to run it");
	if (!hasDisplay(machine) && !machine.which("xvfb-run"))
		throw new ToolchainError("it is built, but mcsim needs a display: install xvfb, or set DISPLAY");
	write(`${line}\n`);
	return runTool({ program, args: rest, folder: machine.root, environment: machine.environment, write, writeError });
}

/** How mcsim is started; under a display of its own where there is none, its output line by line where that can be had. */
function runLine(machine: Machine, sdk: string, application: string): string[] {
	const line = [machine.which("mcsim") ?? "mcsim", join(sdk, "build", "simulators"), application];
	if (machine.which("stdbuf")) line.unshift("stdbuf", "-oL");
	if (!hasDisplay(machine)) line.unshift("xvfb-run", "-a");
	return line;
}

/** The SDK's resolver on Linux looks at the first address of a name only, which is ::1 here, and knows no IPv6. */
function reachable(host: string): string {
	return host === "localhost" ? "127.0.0.1" : host;
}
