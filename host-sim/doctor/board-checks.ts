import { join } from "node:path";
import type { Machine } from "../machine/machine";
import { IDF_VERSION, MODDABLE_VERSION } from "../machine/moddable";
import { permissionAdvice, serialPorts } from "../machine/serial-ports";
import { lookForBroker } from "./broker-check";
import { type Check, type Finding, installAdvice, missing, ok, programVersion, versionIn, wrong } from "./check";
import { GUIDE, lookForSdk, lookForTools, lookForTypeScript } from "./simulator-checks";

const CLONE = `git clone -b v${IDF_VERSION} --recursive https://github.com/espressif/esp-idf.git`;

/** The version as the SDK's makefile finds it, which is why a copy without git will not do. */
async function lookForIdf(machine: Machine): Promise<Finding> {
	const idf = machine.environment.IDF_PATH;
	if (!idf) return missing(`install it and set IDF_PATH (${GUIDE})`);
	if (!machine.exists(join(idf, "export.sh")))
		return wrong(`IDF_PATH is ${idf}, which holds none`, "set IDF_PATH to the folder of ESP-IDF");
	const described = await machine.run("git", ["-C", idf, "describe", "--always", "--abbrev=0"]);
	const version = described?.code === 0 ? versionIn(described.output) : undefined;
	if (!version) return wrong("git knows no version of it", `the SDK asks git for it: ${CLONE}`);
	return version === IDF_VERSION || version.startsWith(`${IDF_VERSION}.`)
		? ok(version)
		: wrong(
				version,
				`Moddable ${MODDABLE_VERSION} is made for ${IDF_VERSION}: ${CLONE}, then ./install.sh esp32,esp32s3`,
			);
}

function lookForPorts(machine: Machine): Finding {
	const ports = serialPorts(machine);
	if (ports.length === 0) return missing("connect a board with a USB cable that carries data");
	const shut = ports.find(({ usable }) => !usable);
	const found = ports.map(({ path }) => path).join(", ");
	return shut ? wrong(found, `${shut.path} may not be opened: ${permissionAdvice(machine)}`) : ok(found);
}

async function lookForPython(machine: Machine): Promise<Finding> {
	const version = await programVersion(machine, "python3");
	if (version === undefined) return missing(installAdvice(machine, "python3 python3-venv", "brew install python3"));
	return version ? ok(version) : wrong("gives no version", "see what python3 --version says");
}

export const boardChecks: readonly Check[] = [
	{ group: "board", name: `Moddable SDK ${MODDABLE_VERSION}`, look: lookForSdk },
	{ group: "board", name: "the SDK's tools", look: lookForTools },
	{ group: "board", name: "TypeScript for mcconfig", look: lookForTypeScript },
	{ group: "board", name: `ESP-IDF ${IDF_VERSION}`, look: lookForIdf },
	{ group: "board", name: "Python 3 for ESP-IDF", look: lookForPython },
	{ group: "board", name: "serial port", look: lookForPorts },
	{ group: "board", name: "MQTT broker on 1883", look: lookForBroker },
];
