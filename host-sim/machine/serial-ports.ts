import type { Machine } from "./machine";

export interface SerialPort {
	/** Device file, for example /dev/ttyACM0. */
	path: string;
	/** What udev or macOS calls it: usually maker and product; the path's own name where nothing is known. */
	name: string;
	/** False when this user may not open it. */
	usable: boolean;
}

const BY_ID = "/dev/serial/by-id";
const LINUX = /^tty(USB|ACM)\d+$/;
/** USB serial chips and the ESP32-S3's own port; others (Bluetooth, debug console) are not boards. */
const MACOS = /^cu\.(usb|SLAB|wchusb)/i;

/** The serial ports that a board may be at, by listing device files: nothing is opened. */
export function serialPorts(machine: Machine): SerialPort[] {
	const names = new Map<string, string>();
	if (machine.platform === "darwin")
		return machine
			.list("/dev")
			.filter(name => MACOS.test(name))
			.map(port);
	for (const name of machine.list(BY_ID)) names.set(machine.resolve(`${BY_ID}/${name}`), name);
	return machine
		.list("/dev")
		.filter(name => LINUX.test(name))
		.map(port);

	function port(file: string): SerialPort {
		const path = `/dev/${file}`;
		return { path, name: names.get(path) ?? file, usable: machine.writable(path) };
	}
}

/** What to do when a port is there but may not be opened. */
export function permissionAdvice(machine: Machine): string {
	return machine.platform === "linux"
		? "join the group that may: sudo usermod -aG dialout $USER, then log in anew"
		: "look at who may write to it (ls -l)";
}
