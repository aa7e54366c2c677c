import type { Fleet } from "./fleet";
import { randomFaults } from "./random-faults";
import type { Scenario } from "./scenario";

const SECOND = 1000;
const HOUR = 3_600_000;

/** Every row of the fault matrix. */
export const SCENARIOS: readonly Scenario[] = [
	{
		name: "quiet",
		words: "nothing goes wrong",
		script() {},
		shows: ["received"],
	},
	{
		name: "broker-restart",
		words: "the broker is killed twice and comes back with its sessions and retained messages",
		script: (fleet, span) => restartBroker(fleet, span, true),
		shows: ["reconnects", "late"],
	},
	{
		name: "broker-amnesia",
		words: "the same, and the broker comes back empty",
		script: (fleet, span) => restartBroker(fleet, span, false),
		shows: ["reconnects", "late"],
	},
	{
		name: "half-open",
		words: "connections stand on both sides and nothing on them arrives any more: a router forgot them",
		script(fleet, span) {
			for (const part of [0.2, 0.6]) fleet.at(part * span, () => fleet.each(({ link }) => link.forget()));
		},
		shows: ["reconnects"],
	},
	{
		name: "wifi-flap",
		words:
			"600 ms each way; each device loses its network eight times for half a second to six seconds, half of them without being told",
		script(fleet, span) {
			fleet.each(({ link }) => {
				link.delay = 600;
				for (let flap = 0; flap < 8; flap++) {
					const at = ((flap + fleet.random.uniform()) / 9) * span;
					const isTold = fleet.random.below(2) === 0;
					fleet.at(at, () => {
						link.isHanging = true;
						if (isTold) link.break({ both: false });
					});
					fleet.at(at + 500 + fleet.random.below(5500), () => {
						link.isHanging = false;
					});
				}
			});
		},
		shows: ["reconnects", "late", "repeated"],
	},
	{
		name: "slow-broker",
		words: "the broker takes 2.4 seconds for every packet of a device, most of the time",
		script(fleet, span) {
			fleet.at(span * 0.1, () => {
				fleet.broker.workTime = 2.4 * SECOND;
			});
			fleet.at(span * 0.9, () => {
				fleet.broker.workTime = 0;
			});
		},
		shows: ["late"],
	},
	{
		name: "slow-network",
		words: "100 ms each way and 150 bytes a second, less than the results need, half of the time",
		script(fleet, span) {
			fleet.at(span * 0.1, () =>
				fleet.each(({ link }) => {
					link.delay = 100;
					link.rate = 150;
				}),
			);
			fleet.at(span * 0.6, () =>
				fleet.each(({ link }) => {
					link.delay = 1;
					link.rate = 0;
				}),
			);
		},
		shows: ["late"],
	},
	{
		name: "full-outbox",
		words: "the broker is away for longer than the outbox lasts",
		devices: { blocks: 3 },
		script(fleet, span) {
			fleet.at(span * 0.1, () => fleet.killBroker({ keeps: true }));
			fleet.at(span * 0.9, () => fleet.startBroker());
		},
		shows: ["late", "dropped", "gaps"],
	},
	{
		name: "full-disk",
		words: "flash takes nothing any more while the broker is away twice: what is made then is dropped, and said",
		script(fleet, span) {
			fleet.at(span * 0.2, () => fleet.killBroker({ keeps: true }));
			fleet.at(span * 0.3, () => refuseFlash(fleet, true));
			fleet.at(span * 0.4, () => fleet.startBroker());
			fleet.at(span * 0.55, () => fleet.killBroker({ keeps: true }));
			fleet.at(span * 0.65, () => fleet.startBroker());
			fleet.at(span * 0.8, () => refuseFlash(fleet, false));
		},
		shows: ["dropped", "gaps", "late"],
	},
	{
		name: "clock-jump",
		words: "the time of day jumps a day ahead, two days back and an hour ahead, with the broker away in between",
		script(fleet, span) {
			for (const [part, error] of [
				[0.2, 24 * HOUR],
				[0.45, -24 * HOUR],
				[0.7, HOUR],
			])
				fleet.at(part * span, () => fleet.each(member => member.setClock(error)));
			fleet.at(span * 0.4, () => fleet.killBroker({ keeps: true }));
			fleet.at(span * 0.5, () => fleet.startBroker());
		},
		shows: ["reconnects", "late"],
	},
	{
		name: "camera-loss",
		words: "the camera stops, and is missing when the device starts again without it",
		script(fleet, span) {
			fleet.each(member => {
				const { camera } = member;
				fleet.at(span * 0.2, () => {
					camera.isStill = true;
				});
				fleet.at(span * 0.3, () => {
					camera.isStill = false;
				});
				fleet.at(span * 0.45, () => {
					camera.isMissing = true;
					member.restart(SECOND);
				});
				fleet.at(span * 0.7, () => {
					camera.isMissing = false;
				});
			});
		},
		shows: ["cuts"],
	},
	{
		name: "spi-fault",
		words: "the chip's wire flips one bit in 10,000, then shows one level only, and the chip is reset in between",
		script(fleet, span) {
			const onWire = (part: number, change: (wire: NonNullable<Fleet["members"][number]["wire"]>) => void) =>
				fleet.at(part * span, () => fleet.each(({ wire }) => wire && change(wire)));
			onWire(0.15, wire => {
				wire.bitErrorRate = 1e-4;
			});
			onWire(0.35, wire => {
				wire.resetAt = wire.transactions + 3;
			});
			onWire(0.45, wire => {
				wire.stuckIn = 1;
			});
			onWire(0.65, wire => {
				wire.stuckIn = undefined;
				wire.bitErrorRate = 0;
			});
		},
		shows: ["faults"],
	},
	{
		name: "power-cut",
		words:
			"400 ms each way; the power goes at any instant, also within a write to flash; every result is kept before it is sent",
		devices: { outbox: "always", blocks: 4 },
		script: cutPower,
		shows: ["cuts", "late"],
	},
	{
		name: "power-cut-light",
		words: "the same with results kept only when they cannot be sent: what is in memory goes with the power",
		devices: { blocks: 4 },
		script: cutPower,
		shows: ["cuts", "withPower"],
	},
	{
		name: "random",
		words: "all of these at random instants, each device for itself and the broker too",
		devices: { outbox: "always" },
		script: randomFaults,
		shows: ["reconnects", "late"],
	},
];

function restartBroker(fleet: Fleet, span: number, keeps: boolean): void {
	for (const part of [0.2, 0.6]) {
		fleet.at(part * span, () => fleet.killBroker({ keeps }));
		fleet.at((part + 0.1) * span, () => fleet.startBroker());
	}
}

function refuseFlash(fleet: Fleet, refuses: boolean): void {
	fleet.each(({ flash }) => {
		flash.isRefusing = refuses;
	});
}

/** Six cuts a device, half of them within a write if one comes in time, while the broker comes and goes. */
function cutPower(fleet: Fleet, span: number): void {
	const { random } = fleet;
	fleet.each(member => {
		// a long way: there is often something that is not acknowledged yet
		member.link.delay = 400;
		for (let cut = 0; cut < 6; cut++) {
			const at = ((cut + random.uniform()) / 6.5) * span;
			const bytes = random.below(2) === 0 ? random.below(600) : -1;
			const patience = 3 * SECOND;
			const isWriting = bytes >= 0;
			if (isWriting) fleet.at(at, () => member.cutWhileWriting(bytes));
			fleet.at(at + (isWriting ? patience : 0), () => member.restart(random.below(2 * SECOND)));
		}
	});
	for (const part of [0.25, 0.65]) {
		fleet.at(part * span, () => fleet.killBroker({ keeps: true }));
		fleet.at((part + 0.12) * span, () => fleet.startBroker());
	}
}
