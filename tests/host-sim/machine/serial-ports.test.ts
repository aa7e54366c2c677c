import { test } from "uvu";
import * as assert from "uvu/assert";
import { serialPorts } from "../../../host-sim/machine/serial-ports";
import { fakeMachine } from "../../support/fake-machine";

test("on Linux the ports of USB devices are found, with the name that udev gives them", () => {
	const machine = fakeMachine({
		files: {
			"/dev/ttyUSB0": "",
			"/dev/ttyACM1": "",
			"/dev/ttyS0": "",
			"/dev/tty1": "",
			"/dev/serial/by-id/usb-Espressif_USB_JTAG-if00": "",
		},
		links: { "/dev/serial/by-id/usb-Espressif_USB_JTAG-if00": "/dev/ttyACM1" },
		shut: ["/dev/ttyUSB0"],
	});
	assert.equal(serialPorts(machine), [
		{ path: "/dev/ttyACM1", name: "usb-Espressif_USB_JTAG-if00", usable: true },
		{ path: "/dev/ttyUSB0", name: "ttyUSB0", usable: false },
	]);
});

test("on a Mac Bluetooth and debug ports are no boards", () => {
	const files = {
		"/dev/cu.usbmodem101": "",
		"/dev/cu.SLAB_USBtoUART": "",
		"/dev/cu.Bluetooth": "",
		"/dev/tty.usbmodem101": "",
	};
	const paths = serialPorts(fakeMachine({ platform: "darwin", files })).map(({ path }) => path);
	assert.equal(paths, ["/dev/cu.SLAB_USBtoUART", "/dev/cu.usbmodem101"]);
});

test("a machine without any has none", () => {
	assert.equal(serialPorts(fakeMachine({})), []);
});

test.run();
