import type { Clock } from "../../firmware/hardware";
import type { Crew } from "./crew";
import type { Fleet } from "./fleet";
import type { Member } from "./member";

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Mean time between two faults of a device, and of the broker. */
const DEVICE_PAUSE = 5 * MINUTE;
const BROKER_PAUSE = 12 * MINUTE;

type Fault = (crew: Crew, member: Member) => void;

/** What may happen to a device; a fault that lasts ends by itself. */
const FAULTS: readonly Fault[] = [
	({ random }, { link }) => {
		// Wi-Fi goes and comes back
		link.isHanging = true;
		if (random.below(2)) link.break({ both: false });
	},
	(_crew, { link }) => link.break({ both: true }),
	(_crew, { link }) => link.forget(),
	(_crew, { link }) => {
		link.isRefusing = true;
	},
	({ random }, { link }) => {
		link.delay = 1 + random.below(800);
		link.rate = random.below(2) ? 100 + random.below(2000) : 0;
	},
	({ random }, member) => member.restart(random.below(30 * SECOND)),
	({ random }, member) => member.cutWhileWriting(random.below(5000)),
	(_crew, { camera }) => {
		camera.isStill = true;
	},
	(_crew, member) => {
		member.camera.isMissing = true;
		member.restart(SECOND);
	},
	(_crew, { wire }) => {
		if (wire) wire.bitErrorRate = 1e-4;
	},
	(_crew, { wire }) => {
		if (wire) wire.stuckIn = 1;
	},
	(_crew, { wire }) => {
		if (wire) wire.resetAt = wire.transactions + 5;
	},
	(_crew, { flash }) => {
		flash.isRefusing = true;
	},
	({ random }, member) => member.setClock((random.uniform() - 0.5) * 48 * HOUR),
];

/** Faults at random instants until `span`: each device for itself, and now and then the broker. */
export function randomFaults(fleet: Fleet, span: number): void {
	randomDeviceFaults(fleet, fleet.time, span);
	const { random, broker, time } = fleet;
	repeatedly(fleet, span, BROKER_PAUSE, () => {
		if (random.below(3) === 0) broker.workTime = random.below(300);
		else fleet.killBroker({ keeps: random.below(3) > 0 });
		fleet.at(Math.min(span, time.milliseconds + duration(fleet, span)), () => {
			broker.workTime = 0;
			fleet.startBroker();
		});
	});
}

/** The part of it that needs nothing but the devices. */
export function randomDeviceFaults(crew: Crew, clock: Clock, span: number): void {
	const { random } = crew;
	crew.each(member =>
		repeatedly(crew, span, DEVICE_PAUSE, () => {
			FAULTS[random.below(FAULTS.length)](crew, member);
			// what lasts is over then, and who is still off is switched on
			crew.at(Math.min(span, clock.milliseconds + duration(crew, span)), () => member.heal());
		}),
	);
}

/** Milliseconds that a fault lasts: up to two minutes, less in a short run. */
function duration({ random }: Crew, span: number): number {
	return SECOND + random.below(Math.min(2 * MINUTE, span / 6));
}

/** Does something at random instants until `span`, `mean` milliseconds apart, closer in a short run. */
function repeatedly(crew: Crew, span: number, mean: number, act: () => void): void {
	const pause = () => 1 + crew.random.below(2 * Math.min(mean, span / 8));
	const next = (at: number): void => {
		if (at >= span) return;
		crew.at(at, () => {
			act();
			next(at + pause());
		});
	};
	next(pause());
}
