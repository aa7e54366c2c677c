import type { Fleet } from "./fleet";
import type { Member } from "./member";

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Mean time between two faults of a device, and of the broker. */
const DEVICE_PAUSE = 5 * MINUTE;
const BROKER_PAUSE = 12 * MINUTE;

type Fault = (fleet: Fleet, member: Member) => void;

/** What may happen to a device; a fault that lasts ends by itself. */
const FAULTS: readonly Fault[] = [
	({ random }, { link }) => {
		// Wi-Fi goes and comes back
		link.isHanging = true;
		if (random.below(2)) link.break({ both: false });
	},
	(_fleet, { link }) => link.break({ both: true }),
	(_fleet, { link }) => link.forget(),
	(_fleet, { link }) => {
		link.isRefusing = true;
	},
	({ random }, { link }) => {
		link.delay = 1 + random.below(800);
		link.rate = random.below(2) ? 100 + random.below(2000) : 0;
	},
	({ random }, member) => member.restart(random.below(30 * SECOND)),
	({ random }, member) => member.cutWhileWriting(random.below(5000)),
	(_fleet, { camera }) => {
		camera.isStill = true;
	},
	(_fleet, member) => {
		member.camera.isMissing = true;
		member.restart(SECOND);
	},
	(_fleet, { wire }) => {
		if (wire) wire.bitErrorRate = 1e-4;
	},
	(_fleet, { wire }) => {
		if (wire) wire.stuckIn = 1;
	},
	(_fleet, { wire }) => {
		if (wire) wire.resetAt = wire.transactions + 5;
	},
	(_fleet, { flash }) => {
		flash.isRefusing = true;
	},
	({ random }, member) => member.setClock((random.uniform() - 0.5) * 48 * HOUR),
];

/** Faults at random instants until `span`: each device for itself, and now and then the broker. */
export function randomFaults(fleet: Fleet, span: number): void {
	const { random } = fleet;
	const pause = (mean: number) => 1 + random.below(2 * Math.min(mean, span / 3));
	const next = (at: number, mean: number, act: () => void): void => {
		if (at < span)
			fleet.at(at, () => {
				act();
				next(at + pause(mean), mean, act);
			});
	};
	fleet.each(member =>
		next(pause(DEVICE_PAUSE), DEVICE_PAUSE, () => {
			FAULTS[random.below(FAULTS.length)](fleet, member);
			const { milliseconds } = fleet.time;
			const end = milliseconds + SECOND + random.below(Math.min(2 * MINUTE, span / 6));
			// what lasts is over, and who is still off is switched on
			fleet.at(Math.min(end, span), () => member.heal());
		}),
	);
	next(pause(BROKER_PAUSE), BROKER_PAUSE, () => {
		const { broker, time } = fleet;
		if (random.below(3) === 0) broker.workTime = random.below(300);
		else broker.kill({ keeps: random.below(3) > 0 });
		fleet.at(Math.min(span, time.milliseconds + SECOND + random.below(Math.min(2 * MINUTE, span / 6))), () => {
			broker.workTime = 0;
			broker.start();
		});
	});
}
