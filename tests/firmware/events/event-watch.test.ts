import { test } from "uvu";
import * as assert from "uvu/assert";
import { EventWatch } from "../../../firmware/events/event-watch";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { dayFor, visitAt } from "../../../host-sim/scene/day";
import { DaySource } from "../../../host-sim/scene/day-source";

const TEXT = "NAINVINAJNGINUHC";

/** The device without its chip: a sheet that is found reads as what lies there. */
function watchDay(seconds: number, seed: number): { events: string[]; watch: EventWatch; shown: number } {
	const day = dayFor({ seed, seconds, visits: 2, passers: 4, texts: [TEXT, "CHINAUNIVNANJING"] });
	const source = new DaySource(day);
	const watch = new EventWatch(source.width, source.height);
	const reader = new SheetReader({ width: source.width, height: source.height });
	const events: string[] = [];
	let shown = 0;
	for (let second = 0; second < seconds; second++) {
		const text = visitAt(day, second)?.text ?? "";
		if (text) shown++;
		const gray = source.frame(second);
		if (!watch.wants(gray)) continue;
		const event = watch.heard(reader.read(gray) ? text : "", 1000 * second);
		if (event) events.push(event === "end" ? event : `${event} ${watch.standing}`);
	}
	return { events, watch, shown };
}

test("of half an hour's frames few go all the way, and every sheet is told of once", () => {
	const { events, watch, shown } = watchDay(1800, 3);
	const day = dayFor({ seed: 3, seconds: 1800, visits: 2, passers: 4, texts: [TEXT, "CHINAUNIVNANJING"] });
	const wanted: string[] = [];
	let before = "";
	for (let second = 0; second < 1800; second++) {
		const text = visitAt(day, second)?.text ?? "";
		if (text !== before) wanted.push(text === "" ? "end" : `${before === "" ? "new" : "update"} ${text}`);
		before = text;
	}
	assert.equal(events, wanted);
	const { frames, passed, conversions } = watch.counts;
	assert.is(frames, 1800);
	assert.is(
		conversions,
		1800 * 40 * 30 + passed * 160 * 120,
		"a sensor's output a point, and all pixels of what is looked at",
	);
	assert.ok(
		shown > 300 && passed < 0.25 * frames,
		`${passed} of ${frames} frames passed, a sheet was there in ${shown}`,
	);
	process.stdout.write(
		`measured: event watch: ${passed} of ${frames} frames go all the way; a sheet lay there in ${shown}\n`,
	);
});

test.run();
