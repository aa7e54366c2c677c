import { test } from "uvu";
import * as assert from "uvu/assert";
import { WiFiKeeper } from "../../../firmware/network/wifi-keeper";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

/** An interface as Moddable's ESP32 one: no retry of its own, `connect` while connecting throws. */
function airWith(time: VirtualTime) {
	const air = {
		attempts: [] as { at: number; SSID: string; password?: string }[],
		instances: 0,
		/** What an attempt comes to. */
		outcome: "address" as "address" | "refused" | "silence" | "throws",
		change: (_connection: number) => {},
		disconnects: 0,
	};
	class WiFi {
		connection = 200;
		address: string | undefined;
		readonly MAC = "a0:b1:c2:d3:e4:f5";
		constructor(options: { onChanged?: () => void }) {
			air.instances++;
			air.change = connection => {
				this.connection = connection;
				this.address = connection === 500 ? "10.0.0.9" : undefined;
				options.onChanged?.();
			};
		}
		connect(options: { SSID: string; password?: string }): void {
			if (this.connection === 300) throw new Error("already connecting");
			if (air.outcome === "throws") throw new Error("no memory");
			air.attempts.push({ at: time.milliseconds, ...options });
			this.connection = 300;
			const { outcome } = air;
			time.set(() => {
				if (outcome === "refused") air.change(200);
				if (outcome === "address") air.change(400);
			}, 100);
			if (outcome === "address") time.set(() => air.change(500), 200);
		}
		disconnect(): void {
			air.disconnects++;
			air.change(200);
		}
	}
	return { air, WiFi };
}

function keeper(ssid = "home", password = "longenough") {
	const time = new VirtualTime();
	const { air, WiFi } = airWith(time);
	const lines: string[] = [];
	const wifi = new WiFiKeeper(WiFi, time, { ssid, password }, line => lines.push(line));
	return { time, air, wifi, lines };
}

test("its MAC address is known before it connects, and asks for one interface", () => {
	const { time, air, wifi } = keeper();
	assert.is(wifi.MAC, "a0:b1:c2:d3:e4:f5");
	assert.equal(air.attempts, []);
	wifi.start();
	time.advance(1000);
	assert.ok(wifi.online);
	assert.is(air.instances, 1);
});

test("without a network's name the interface is not even made; one that cannot be made has no MAC address", () => {
	const { air, wifi } = keeper("");
	assert.is(wifi.MAC, undefined);
	assert.is(air.instances, 0);
	const broken = class {
		constructor() {
			throw new Error("no memory");
		}
	} as never;
	assert.is(new WiFiKeeper(broken, new VirtualTime(), { ssid: "home", password: "" }, () => {}).MAC, undefined);
});

test("it connects, says its address, and does nothing more", () => {
	const { time, air, wifi, lines } = keeper();
	wifi.start();
	assert.not(wifi.online);
	time.advance(1000);
	assert.ok(wifi.online);
	time.advance(3_600_000);
	assert.equal(air.attempts, [{ at: 0, SSID: "home", password: "longenough" }]);
	assert.equal(lines, ["Wi-Fi: home, address 10.0.0.9"]);
});

test("an open network gets no password", () => {
	const { air, wifi } = keeper("cafe", "");
	wifi.start();
	assert.equal(air.attempts, [{ at: 0, SSID: "cafe" }]);
});

test("without a name it stays off the air and says so", () => {
	const { time, air, wifi, lines } = keeper("");
	wifi.start();
	time.advance(100_000);
	assert.is(air.instances, 0);
	assert.match(lines.join(), /no network is set/);
});

test("while there is no access point it tries again, slower up to half a minute, and for ever", () => {
	const { time, air, wifi } = keeper();
	air.outcome = "refused";
	wifi.start();
	time.advance(600_000);
	const gaps = air.attempts.slice(1).map(({ at }, i) => at - air.attempts[i].at);
	assert.equal(gaps.slice(0, 6), [1100, 2100, 4100, 8100, 16_100, 30_100]);
	assert.ok(gaps.slice(6).every(gap => gap === 30_100));
	assert.ok(air.attempts.length > 20);
	air.outcome = "address";
	time.advance(31_000);
	assert.ok(wifi.online);
	assert.is(air.instances, 1);
});

test("a network that goes away is taken up again at once when it is back", () => {
	const { time, air, wifi, lines } = keeper();
	wifi.start();
	time.advance(60_000);
	air.change(200);
	assert.not(wifi.online);
	assert.match(lines[1], /lost home/);
	time.advance(1500);
	assert.ok(wifi.online);
	assert.is(air.attempts.length, 2);
});

test("an attempt that comes to nothing is given up after half a minute", () => {
	const { time, air, wifi, lines } = keeper();
	air.outcome = "silence";
	wifi.start();
	time.advance(30_500);
	assert.match(lines.join(), /no address within 30 s/);
	assert.is(air.disconnects, 1);
	air.outcome = "address";
	time.advance(1000);
	assert.ok(wifi.online);
});

test("associated but without an address is not online, and does not last", () => {
	const { time, air, wifi } = keeper();
	wifi.start();
	time.advance(1000);
	air.change(400);
	assert.not(wifi.online);
	time.advance(32_000);
	assert.ok(wifi.online);
	assert.is(air.attempts.length, 2);
});

test("many calls about one loss are one attempt", () => {
	const { time, air, wifi } = keeper();
	wifi.start();
	time.advance(1000);
	for (let i = 0; i < 5; i++) air.change(200);
	time.advance(2000);
	assert.is(air.attempts.length, 2);
});

test("an interface that throws is tried again", () => {
	const { time, air, wifi, lines } = keeper();
	air.outcome = "throws";
	wifi.start();
	time.advance(5000);
	assert.match(lines[0], /no memory/);
	air.outcome = "address";
	time.advance(10_000);
	assert.ok(wifi.online);
});

test.run();
