import { test } from "uvu";
import * as assert from "uvu/assert";
import { guardHardware } from "../../../firmware/device/guards";
import type { CameraOptions, DigitalOptions, Resolver, TCPOptions } from "../../../firmware/hardware";
import { Random } from "../../../firmware/math/random";
import type { Hardware } from "../../../firmware/runtime";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

const fail = (): never => {
	throw new Error("a mistake");
};

/** Hardware that keeps the options of what was made last, so that a test can call back as a driver would. */
function spyHardware() {
	const time = new VirtualTime();
	const seen: { digital?: DigitalOptions; tcp?: TCPOptions; camera?: CameraOptions } = {};
	class Digital {
		static readonly Input = 0;
		static readonly InputPullDown = 2;
		static readonly Output = 8;
		static readonly Rising = 1;
		static readonly Falling = 2;
		constructor(options: DigitalOptions) {
			seen.digital = options;
		}
		read(): number {
			return 1;
		}
		write(): void {}
		close(): void {}
	}
	class TCP {
		constructor(options: TCPOptions) {
			seen.tcp = options;
		}
		read(): undefined {}
		write(): void {}
		close(): void {}
	}
	class Camera {
		readonly width = 96;
		readonly height = 96;
		readonly imageType = 3;
		constructor(options: CameraOptions) {
			seen.camera = options;
		}
		read(): undefined {}
		start(): void {}
		stop(): void {}
		close(): void {}
	}
	class SPI {
		transfer(): void {}
		write(): void {}
		close(): void {}
	}
	let answer: Parameters<Resolver["resolve"]>[1] = () => {};
	const resolver: Resolver = {
		resolve(_host, onResolved) {
			answer = onResolved;
		},
	};
	const hardware: Hardware = { SPI, Digital, TCP, Camera, resolver, timers: time, clock: time, random: new Random(1) };
	const faults: unknown[] = [];
	const guarded = guardHardware(hardware, error => faults.push(error));
	return { time, seen, guarded, faults, answer: (host: string, address?: string) => answer(host, address) };
}

test("an exception in any callback ends at the guard, and is told", () => {
	const { time, seen, guarded, faults, answer } = spyHardware();
	new guarded.Digital({ pin: 1, mode: 0, edge: 1, onReadable: fail });
	seen.digital?.onReadable?.();
	new guarded.TCP({ address: "1.2.3.4", port: 1, onReadable: fail, onWritable: fail, onError: fail });
	seen.tcp?.onReadable?.(1);
	seen.tcp?.onWritable?.(1);
	seen.tcp?.onError?.();
	new guarded.Camera({ width: 96, height: 96, imageType: 3, onReadable: fail });
	seen.camera?.onReadable?.(0);
	guarded.resolver.resolve("host", fail);
	answer("host", "1.2.3.4");
	guarded.timers.set(fail, 5);
	const repeated = guarded.timers.repeat(fail, 10);
	time.advance(20);
	guarded.timers.clear(repeated);
	time.advance(100);
	assert.is(faults.length, 9);
	assert.ok(faults.every(fault => String(fault) === "Error: a mistake"));
});

test("what goes through a guard arrives: counts, addresses, constants, levels", () => {
	const { seen, guarded, faults, answer } = spyHardware();
	const heard: unknown[] = [];
	const pin = new guarded.Digital({ pin: 1, mode: guarded.Digital.Output, initialValue: 1 });
	assert.is(pin.read(), 1);
	assert.equal(seen.digital, { pin: 1, mode: 8, initialValue: 1 });
	new guarded.TCP({ address: "a", port: 1, onWritable: count => heard.push(count) });
	seen.tcp?.onWritable?.(512);
	assert.is(seen.tcp?.onReadable, undefined);
	guarded.resolver.resolve("host", (host, address) => heard.push(host, address));
	answer("host", "1.2.3.4");
	assert.equal(heard, [512, "host", "1.2.3.4"]);
	assert.equal(faults, []);
});

test("why a socket failed gets through", () => {
	const { seen, guarded } = spyHardware();
	const reasons: unknown[] = [];
	new guarded.TCP({ address: "1.2.3.4", port: 1, onError: reason => reasons.push(reason) });
	seen.tcp?.onError?.("expired");
	assert.equal(reasons, ["expired"]);
});

test.run();
