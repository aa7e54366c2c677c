import type { FrameRecord } from "../../host-sim/frame-record";

/** A frame with one weak, one unsure and one wrong letter; figures as the FMC profile gives them. */
export function someFrame(change: Partial<FrameRecord["result"]> = {}): FrameRecord {
	return {
		result: {
			sequence: 12,
			uptime: 4100,
			boot: 77,
			frame: 11,
			frameHash: 0x0badcafe,
			kind: "letters",
			text: "NAINVINA?NGIMUHC",
			margins: Uint8Array.from([61, 44, 72, 58, 49, 47, 70, 45, 3, 12, 60, 33, 71, 19, 38, 52]),
			scores: new Int8Array(16 * 9),
			snr: 234,
			chip: { program: 12_300, multiply: 212, wireBytes: 3412, energy: 1520 },
			model: 0x1234abcd,
			source: "scene:letters?text=NAINVINAJNGINUHC&seed=1",
			seed: 1,
			...change,
		},
		topic: "cim/1/desk-1/result",
		messageBytes: 312,
		sha256: "9f3c".padEnd(64, "0"),
		acknowledged: true,
		stages: { capture: 410, sensing: 2140, accelerator: 8300, decide: 12, publish: 305 },
		wireMicroseconds: 1365,
		informationBytes: 544,
		expected: "NAINVINAJNGINUHC",
	};
}
