import type { WatchCounts } from "../../../firmware/events/event-watch";
import type { Result } from "../../../firmware/messaging/messages";
import { createDevice, outfitFor } from "../../device";
import { SilentTCP } from "../../node/silent-tcp";
import { VirtualTime } from "../../node/virtual-time";
import { DAY_TEXTS, type Day, dayFor, visitAt } from "../../scene/day";
import { DaySource } from "../../scene/day-source";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";

/** Seconds after which an event that happened counts as missed: its end is told after a minute of nothing. */
const PATIENCE = { come: 60, end: 130 } as const;
/** MQTT's fixed header, the topic of a device with a short name, and the packet id: bytes around a payload. */
const AROUND = 2 + 2 + "cim/1/day/result".length + 2;
/** A heartbeat with its topic and MQTT's header (tests/firmware/events/heartbeat.test.ts), and seconds from one to the next. */
const HEARTBEAT = { bytes: 340, seconds: 300 } as const;
/** Frame by frame is measured on every so manieth frame. */
const SAMPLE = 16;

interface Told {
	second: number;
	event: string;
	text: string;
}

interface Totals {
	told: Told[];
	/** Frames that the camera gave, and that reached the accelerator. */
	frames: number;
	recognised: number;
	/** Analog to digital: of the vision sensor and of the digital camera. */
	conversions: number;
	spiBytes: number;
	mqttBytes: number;
	/** The chip's estimate, joules. */
	energy: number;
	/** Conversions of an idle frame: outputs of the sensor's map. */
	points: number;
}

/** The whole firmware in virtual time before a day, a frame every `interval` seconds. */
function runDay(day: Day, seed: number, events: boolean, interval: number): Totals {
	const time = new VirtualTime();
	const source = new DaySource(day, interval);
	const totals: Totals = {
		...{ told: [], frames: 0, recognised: 0, conversions: 0, spiBytes: 0, mqttBytes: 0, energy: 0, points: 0 },
	};
	let watched: WatchCounts | undefined;
	const device = createDevice({
		device: "day",
		seed,
		outfit: outfitFor(DAY_TEXTS[0]),
		source,
		host: "broker",
		port: 1883,
		interval: 1000 * interval,
		time,
		TCP: SilentTCP,
		resolver: { resolve() {} },
		settings: { events },
		wrapBoard: board => {
			class CountedSPI extends board.SPI {
				override transfer(bytes: Uint8Array): void {
					totals.spiBytes += bytes.length;
					super.transfer(bytes);
				}
				override write(bytes: Uint8Array): void {
					totals.spiBytes += bytes.length;
					super.write(bytes);
				}
			}
			return { ...board, SPI: CountedSPI };
		},
		observer: {
			onWatched(counts) {
				watched = counts;
			},
			onReport({ result, message }) {
				totals.mqttBytes += message.length + AROUND;
				if (!events) totals.energy += result.chip.energy * 1e-9;
				if (result.kind === "letters" && !events) totals.recognised++;
				if (result.event) totals.told.push(toldBy(result, interval));
			},
		},
	});
	device.runtime.start();
	time.advance(1000);
	totals.spiBytes = 0;
	time.advance(1000 * day.seconds);
	device.runtime.stop(() => {});
	totals.frames = Math.floor(day.seconds / interval);
	const pixels = source.width * source.height;
	if (watched) {
		totals.recognised = watched.recognised;
		totals.points = (watched.conversions - watched.passed * pixels) / watched.frames;
		totals.conversions = watched.conversions;
		totals.energy = watched.nanojoules * 1e-9;
		totals.mqttBytes += Math.floor(day.seconds / HEARTBEAT.seconds) * HEARTBEAT.bytes;
	} else totals.conversions = totals.frames * pixels;
	return totals;
}

function toldBy(result: Result, interval: number): Told {
	return { second: result.frame * interval, event: result.event!, text: result.text };
}

/** What really happened, second by second. */
function happened(day: Day): Told[] {
	const all: Told[] = [];
	let before = "";
	for (let second = 0; second < day.seconds; second++) {
		const text = visitAt(day, second)?.text ?? "";
		if (text !== before) all.push({ second, event: before === "" ? "new" : text === "" ? "end" : "update", text });
		before = text;
	}
	return all;
}

/** Events that were told in time, each by one result; what is left over is false. */
function match(real: readonly Told[], told: readonly Told[]): { right: number; wrong: number } {
	const left = [...told];
	let right = 0;
	for (const { second, event, text } of real) {
		const patience = event === "end" ? PATIENCE.end : PATIENCE.come;
		const at = left.findIndex(
			one => one.event === event && one.text === text && one.second >= second && one.second <= second + patience,
		);
		if (at < 0) continue;
		right++;
		left.splice(at, 1);
	}
	return { right, wrong: left.length };
}

export const scriptedDay: Experiment = {
	id: "V4",
	title: "A day before the camera",
	mirrors: "always-on vision: metadata out, not images (fmc.md section 4.3 has the industry's figures)",
	claim:
		"A day in virtual time, a frame a second, through the whole firmware: sheets appear, are replaced and leave, hands and people pass, light " +
		"changes with sun, clouds and lamp. An edge map in the sensor opens the way to the accelerator, frames that agree make an event. Measured: " +
		`events told in time, false ones, and the work, beside every frame's verdict (every ${SAMPLE}th frame of the same day, scaled).`,
	run({ seed, quick }: RunOptions): ExperimentResult {
		const seconds = quick ? 1800 : 86_400;
		const day = dayFor({ seed, seconds, visits: quick ? 2 : undefined });
		const real = happened(day);
		const gated = runDay(day, seed, true, 1);
		const every = runDay(day, seed, false, SAMPLE);
		const { right, wrong } = match(real, gated.told);
		const scaled = (value: number): number => value * SAMPLE;
		const points = gated.points;
		const each = (name: string, plain: number, sensorAlone: number | undefined, gatedAll: number) => [
			row(`${name} a frame, frame by frame`, plain, "", ""),
			...(sensorAlone === undefined
				? []
				: [row(`${name} a frame, the sensor's map alone (an idle frame)`, sensorAlone, "", "")]),
			row(`${name} a frame, with sensor and gate`, gatedAll, "", ""),
		];
		const saved = (name: string, with_: number, without: number, unit: string, least?: number) => [
			row(`${name}, frame by frame`, without, unit, ""),
			row(`${name}, with sensor and gate`, with_, unit, ""),
			row(`${name}, times fewer`, without / with_, "", least ? `at least ${least}` : "", least),
		];
		return {
			rows: [
				row("real events", real.length, "", ""),
				row("told in time", (100 * right) / real.length, "%", "at least 99 %", 99, 100),
				row("false events an hour", (3600 * wrong) / seconds, "", "at most 1", 0, 1),
				...saved("accelerator runs", gated.recognised, scaled(every.recognised), "", 20),
				...saved("MQTT bytes", gated.mqttBytes, scaled(every.mqttBytes), "", 20),
				...saved("SPI bytes", gated.spiBytes, scaled(every.spiBytes), ""),
				...saved("conversions", gated.conversions, scaled(every.conversions), ""),
				...saved("chip's energy (estimate)", 1e3 * gated.energy, 1e3 * scaled(every.energy), "mJ"),
				...each("conversions", every.conversions / every.frames, points, gated.conversions / gated.frames),
				...each("SPI bytes", every.spiBytes / every.frames, undefined, gated.spiBytes / gated.frames),
				...each("MQTT bytes", every.mqttBytes / every.frames, undefined, gated.mqttBytes / gated.frames),
				...each(
					"chip's energy (estimate, nJ)",
					(1e9 * every.energy) / every.frames,
					undefined,
					(1e9 * gated.energy) / gated.frames,
				),
			],
			plot: {
				kind: "curves",
				title: "V4: what is there, and what the device says is there",
				x: { label: "Hour of the day" },
				y: { label: "Sheet (0 none, 1 to 4 which)", low: 0, high: 4.5 },
				series: [
					{ label: "there", ...staircase(real, seconds), reference: true },
					{ label: "told", ...staircase(gated.told, seconds) },
				],
			},
			note: "Every event is one MQTT message, and a heartbeat with counters goes out every five minutes (its bytes are in); a sheet that goes is told after a minute without it, so that people in front of it end nothing.",
		};
	},
};

/** Steps of a text's number over the hours. */
function staircase(all: readonly Told[], seconds: number): { x: number[]; y: number[] } {
	const x = [0];
	const y = [0];
	for (const { second, text } of all) {
		x.push(second / 3600, second / 3600);
		y.push(y[y.length - 1], DAY_TEXTS.indexOf(text) + 1);
	}
	x.push(seconds / 3600);
	y.push(y[y.length - 1]);
	return { x, y };
}
