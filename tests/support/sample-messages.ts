import type { Random } from "../../firmware/math/random";
import type { Birth, Result } from "../../firmware/messaging/messages";
import { pick, randomBytes } from "./random-value";

/** A result as the paper's demo gives it: sixteen letters, nine labels. */
export function sampleResult(): Result {
	return {
		sequence: 4321,
		uptime: 86_400_000,
		boot: 0xdeadbeef,
		frame: 54_321,
		frameHash: 0xcafebabe,
		kind: "letters",
		text: "NAINVINAJNGINUHC",
		margins: Uint8Array.from({ length: 16 }, (_, i) => 20 + i),
		scores: Int8Array.from({ length: 144 }, (_, i) => ((i * 37) % 255) - 127),
		snr: 312,
		chip: { program: 123_456, multiply: 4096, wireBytes: 1234, energy: 76_543 },
		model: 0x89abcdef,
		source: "scene sheet seed 7 frame 54321",
		seed: 0xfedcba98,
	};
}

export function sampleBirth(): Birth {
	return {
		firmware: "0.1.0",
		schema: 1,
		boot: 0xdeadbeef,
		model: "letters-9",
		modelHash: 0x89abcdef,
		chip: "fmc protocol 1",
		simulated: true,
		camera: "scene sheet seed 7",
		missing: [{ part: "camera", reason: "no camera answered on its bus; is the ribbon in?" }],
	};
}

export function randomResult(random: Random): Result {
	const u32 = () => random.int32() >>> pick(random, 32);
	const kind = (["letters", "letters", "no-sheet", "fault", "network"] as const)[pick(random, 5)];
	const characters = kind === "letters" ? 1 + pick(random, 64) : kind === "network" ? pick(random, 9) : 0;
	// a network has one verdict, however long its label
	const pictures = kind === "network" ? Math.min(1, characters) : characters;
	const result: Result = {
		sequence: u32(),
		uptime: Math.floor(random.uniform() * 2 ** pick(random, 53)),
		boot: u32(),
		frame: u32(),
		frameHash: u32(),
		kind,
		text: Array.from({ length: characters }, () => "AZ?水\u{10151}"[pick(random, 4)]).join(""),
		margins: randomBytes(random, pictures),
		scores: new Int8Array(randomBytes(random, pictures * pick(random, 27)).buffer),
		snr: pick(random, 6001) - 3000,
		chip: { program: u32(), multiply: u32(), wireBytes: u32(), energy: u32() },
		model: u32(),
		source: "camera é".slice(0, pick(random, 9)),
	};
	if (pick(random, 2) === 1) result.event = (["new", "update", "end"] as const)[pick(random, 3)];
	if (kind === "fault") result.fault = { code: "spi-timeout", message: "the chip did not answer" };
	if (pick(random, 2)) result.seed = u32();
	if (kind === "network") result.unit = (1 + pick(random, 1000)) / 128;
	if (pick(random, 2)) result.time = u32() * 1000 + pick(random, 1000);
	return result;
}
