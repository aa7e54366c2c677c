import { CimError } from "../errors";
import type { Clock, TimerHandle, Timers } from "../hardware";
import type { DeviceControl } from "./device-control";
import type { Fields } from "./fields";
import { grayPng } from "./gray-png";
import type { LiveSettings } from "./live-settings";

/** What actions work with. */
export interface Workshop {
	control: DeviceControl;
	settings: LiveSettings;
	timers: Timers;
	clock: Clock;
	/** Counters of the session and of the outbox. */
	statistics(): Fields;
	/** The settings have changed: they are to be told. */
	onChanged(): void;
	/** Publishes an image to topic `frame`. */
	publishFrame(image: Uint8Array): void;
	/** Starts the device anew, once the answer is out; absent where that cannot be done. */
	restart?(): void;
}

/** Called once, now or later. */
export type ActionDone = (error: CimError | undefined, result?: Fields) => void;

/** Does a command; throws CimError for what cannot be done. */
type Action = (workshop: Workshop, values: Fields, done: ActionDone) => void;

/** Milliseconds to wait for the next frame. */
const LOOK_TIMEOUT = 10_000;

/** Commands by name: the last part of the topic. */
export const actions: Readonly<Record<string, Action>> = Object.freeze({
	ping({ clock }, _values, done) {
		done(undefined, { uptime: clock.milliseconds });
	},
	info({ control, clock, settings }, _values, done) {
		const { missing, ...birth } = control.describe();
		const parts = missing.map(({ part, reason }) => `${part}: ${reason}`).join("; ");
		done(undefined, { ...birth, missing: parts, uptime: clock.milliseconds, ...settings.fields });
	},
	snapshot({ control, timers, publishFrame }, _values, done) {
		let timer: TimerHandle | undefined = timers.set(() => {
			timer = undefined;
			done(new CimError("no-camera", `no frame came within ${LOOK_TIMEOUT} ms: is the camera there?`));
		}, LOOK_TIMEOUT);
		control.look((gray, width, height) => {
			if (timer === undefined) return;
			timers.clear(timer);
			const image = grayPng(gray, width, height);
			publishFrame(image.bytes);
			done(undefined, { type: "image/png", width: image.width, height: image.height, bytes: image.bytes.length });
		});
	},
	classify({ control }, { pictures }, done) {
		if (!(pictures instanceof Uint8Array))
			throw new CimError("pictures", "classify needs pictures, a byte string of ink");
		control.classify(pictures, (error, { text, margins, scores }) =>
			done(error, { text, margins, scores: new Uint8Array(scores.buffer, scores.byteOffset, scores.length) }),
		);
	},
	"known-answer": ({ control }, _values, done) => control.reopen(error => done(error, {})),
	calibrate: ({ control }, _values, done) => control.reopen(error => done(error, {})),
	set: change,
	rate: (workshop, { milliseconds }, done) => change(workshop, { rate: milliseconds }, done),
	threshold: (workshop, { codes }, done) => change(workshop, { threshold: codes }, done),
	"log-level": (workshop, { level }, done) => change(workshop, { log: level }, done),
	outbox({ statistics }, _values, done) {
		done(undefined, statistics());
	},
	reboot({ restart }, _values, done) {
		if (!restart) throw new CimError("not-possible", "this device cannot start itself anew");
		done(undefined, {});
	},
} satisfies Record<string, Action>);

function change({ settings, onChanged }: Workshop, values: Fields, done: ActionDone): void {
	settings.change(values);
	onChanged();
	done(undefined, settings.fields);
}
