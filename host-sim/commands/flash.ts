import { DEVICE_ID } from "../../firmware/messaging/topics";
import { type BrokerAddress, parseBrokerAddress } from "../broker-address";
import { type Board, readBoards } from "../machine/boards";
import { localMachine } from "../machine/local-machine";
import type { Machine } from "../machine/machine";
import { type Build, INTERRUPTED, runMcconfig, shownCommand } from "../machine/mcconfig";
import { requireIdf, requireLog, requireModdable } from "../machine/moddable";
import { permissionAdvice, type SerialPort, serialPorts } from "../machine/serial-ports";
import { type Command, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions } from "./options";
import { suggest } from "./suggest";

const OPTIONS = {
	ssid: { type: "string", value: "name", about: "Wi-Fi network (2.4 GHz)" },
	password: { type: "string", value: "text", about: 'its password; "" for an open network; or set CIM_WIFI_PASSWORD' },
	broker: { type: "string", value: "host[:port]", about: "MQTT broker, as the board reaches it" },
	user: { type: "string", value: "name", about: "user at the broker, if it wants one" },
	"broker-password": { type: "string", value: "text", about: "password there; or set CIM_BROKER_PASSWORD" },
	device: {
		type: "string",
		value: "id",
		about: "name of the device in topics (default: cim- and the end of its MAC address)",
	},
	port: { type: "string", value: "file", about: "serial port, if there are several" },
	accelerator: { type: "string", value: "kind", about: "emulated (default) or silicon: the chip on the SPI pins" },
	debug: { type: "boolean", about: "debug build; its log goes on in this terminal until Ctrl-C" },
	"dry-run": { type: "boolean", about: "check everything, show the commands, run nothing" },
} as const satisfies Options;

/** manifest.json takes the word from the environment (ACCELERATOR) and includes manifests/accelerator/<word>.json. */
const ACCELERATORS: readonly string[] = ["emulated", "silicon"];

export const command: Command = {
	name: "flash",
	summary: "build the firmware for an ESP32 board and put it there",
	help: helpText({
		usage: "flash <board> --ssid … --password … --broker … [options]",
		about: `Builds with Moddable's mcconfig and ESP-IDF, writes it through the serial port, and
says what to look for. "cim flash" alone lists the boards. The settings are built
in; the password is never shown. "cim doctor" says what the build needs,
docs/hardware.md how a board is wired and what to do when it does not come up.`,
		options: OPTIONS,
		examples: [
			["cim flash xiao_esp32s3_sense --ssid Lab --password … --broker 192.168.1.10", "the chip emulated on the board"],
			["cim flash esp32cam … --port /dev/ttyUSB1", "another port"],
			["cim flash esp32cam … --dry-run", "what would be done"],
		],
	}),
	run(args) {
		const { stdout, stderr } = process;
		return flash(
			args,
			localMachine(),
			text => stdout.write(text),
			text => stderr.write(text),
		);
	},
};

/** The whole command on a given machine. */
export async function flash(
	args: string[],
	machine: Machine,
	write: (text: string) => void,
	writeError: (text: string) => void,
): Promise<number> {
	const { values, positionals } = parseOptions("flash", OPTIONS, args, 1);
	const board = findBoard(positionals[0], readBoards(machine));
	const { device } = values;
	if (device !== undefined && !DEVICE_ID.test(device))
		throw new UsageError(`--device is ${JSON.stringify(device)}: it must be 1 to 23 characters of a-z, 0-9 and -`);
	const { environment } = machine;
	const password = values.password ?? environment.CIM_WIFI_PASSWORD;
	const brokerPassword = values["broker-password"] ?? environment.CIM_BROKER_PASSWORD;
	const broker = checkBroker(values.broker, machine);
	const accelerator = checkAccelerator(values.accelerator);
	const build: Build = {
		platform: board.platform,
		debug: values.debug,
		settings: {
			device,
			ssid: checkSsid(values.ssid),
			password: checkPassword(password),
			broker: broker.host,
			port: `${broker.port}`,
			user: values.user,
			brokerPassword,
		},
	};
	const secrets = [password, brokerPassword].filter(secret => secret !== undefined && secret !== "") as string[];
	const dryRun = values["dry-run"];
	const port = choosePort(values.port, machine, dryRun, write);
	const ways: Record<string, string> = { ACCELERATOR: accelerator, ...(port ? { UPLOAD_PORT: port } : {}) };
	// "all" would end in a serial monitor that shows nothing of a release build
	const runs: Build[] = values.debug
		? [build]
		: [
				{ ...build, target: "build" },
				{ ...build, target: "deploy" },
			];
	if (dryRun) {
		for (const run of runs) write(`${shownCommand(run, ways, secrets)}\n`);
		return EXIT_OK;
	}
	const { sdk, mcconfig } = requireModdable(machine);
	requireIdf(machine);
	if (values.debug) requireLog(machine, sdk);
	for (const run of runs) {
		const code = await runMcconfig(machine, mcconfig, run, ways, secrets, { write, writeError });
		if (code !== 0) {
			if (code < INTERRUPTED)
				writeError(`cim flash: mcconfig ended with code ${code}; docs/hardware.md says what its words mean\n`);
			return code;
		}
	}
	if (!values.debug) write(whatNext(device, broker));
	return EXIT_OK;
}

function findBoard(given: string | undefined, boards: readonly Board[]): Board {
	const names = boards.map(({ name }) => name);
	if (given === undefined) throw new UsageError(`which board? One of ${names.join(", ")}`);
	const name = given
		.toLowerCase()
		.replace(/^esp32\//, "")
		.replaceAll("-", "_");
	const board = boards.find(candidate => candidate.name === name);
	if (board) return board;
	const near = names.find(candidate => candidate.includes(name)) ?? suggest(name, names);
	const meant = near ? `did you mean ${near}? There are` : "there are";
	throw new UsageError(`there is no board ${JSON.stringify(given)}; ${meant} ${names.join(", ")}`);
}

/** IEEE 802.11: 1 to 32 bytes. */
function checkSsid(ssid: string | undefined): string {
	if (ssid === undefined) throw new UsageError("--ssid is missing: the name of the Wi-Fi network");
	const bytes = Buffer.byteLength(ssid);
	if (bytes < 1 || bytes > 32) throw new UsageError(`--ssid has ${bytes} bytes: a network's name has 1 to 32`);
	return ssid;
}

/** WPA2 and WPA3: a passphrase of 8 to 63 ASCII characters, or a key of 64 hexadecimal digits. */
function checkPassword(password: string | undefined): string {
	if (password === undefined) throw new UsageError('--password is missing: the Wi-Fi password, "" for an open network');
	if (password === "" || /^[\x20-\x7e]{8,63}$/.test(password) || /^[\da-f]{64}$/i.test(password)) return password;
	const length = [...password].length;
	throw new UsageError(
		length < 8 || length > 63
			? `--password has ${length} characters: a Wi-Fi password has 8 to 63`
			: "--password has characters that a Wi-Fi password cannot have: ASCII only",
	);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|0\.0\.0\.0)$/i;

function checkBroker(given: string | undefined, machine: Machine): BrokerAddress {
	const here = machine.addresses[0];
	if (given === undefined)
		throw new UsageError(`--broker is missing: host[:port]${here ? `; this computer is ${here}` : ""}`);
	const broker = parseBrokerAddress(given);
	if (LOOPBACK.test(broker.host))
		throw new UsageError(
			`--broker is ${JSON.stringify(given)}: for the board that is the board itself${here ? `; this computer is ${here}` : ""}`,
		);
	return broker;
}

function checkAccelerator(given = "emulated"): string {
	if (ACCELERATORS.includes(given)) return given;
	throw new UsageError(`--accelerator is ${JSON.stringify(given)}: it must be ${ACCELERATORS.join(" or ")}`);
}

/** The serial port to use; undefined in a dry run without any. */
function choosePort(
	given: string | undefined,
	machine: Machine,
	dryRun: boolean,
	write: (text: string) => void,
): string | undefined {
	const ports = serialPorts(machine);
	const list = ports.map(({ path, name }) => `${path} (${name})`).join(", ");
	if (given !== undefined) {
		if (!machine.exists(given) && !dryRun)
			throw new UsageError(
				`--port is ${JSON.stringify(given)}: there is no such file; ${list ? `there are ${list}` : "no board is connected"}`,
			);
		return given;
	}
	const [port, another] = ports;
	if (another) throw new UsageError(`there are several serial ports: say which with --port: ${list}`);
	if (port) {
		checkUsable(port, machine);
		write(`Serial port: ${list}\n`);
		return port.path;
	}
	const words = "no serial port: connect the board with a USB cable that carries data";
	if (!dryRun) throw new UsageError(`${words}, or name its port with --port; "cim doctor" shows what is there`);
	write(`${words}\n`);
	return undefined;
}

function checkUsable({ path, usable }: SerialPort, machine: Machine): void {
	if (!usable) throw new UsageError(`${path} may not be opened: ${permissionAdvice(machine)}`);
}

function whatNext(device: string | undefined, { host, port }: BrokerAddress): string {
	const only = device ? ` --device ${device}` : "";
	return `
The board starts by itself; if not, press its reset button. Some seconds later:
  npm run cim -- watch --broker mqtt://${host}:${port}${only}
Nothing there? docs/hardware.md, "When it does not come up".
`;
}
