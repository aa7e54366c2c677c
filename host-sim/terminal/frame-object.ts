import type { FrameRecord } from "../frame-record";
import { hex32 } from "./quantity";

/** One frame for --json. Times in microseconds, sizes in bytes, energy in nanojoules, snr in decibels. */
export function frameObject(record: FrameRecord): object {
	const { result, stages } = record;
	return {
		sequence: result.sequence,
		kind: result.kind,
		text: result.text,
		...(result.event === undefined ? {} : { event: result.event }),
		...(record.expected === undefined ? {} : { expected: record.expected }),
		margins: [...result.margins],
		...(result.unit === undefined ? { snr: result.snr / 10 } : { scores: [...result.scores], unit: result.unit }),
		...(result.fault ? { fault: result.fault } : {}),
		chip: {
			simulated: result.seed !== undefined,
			program: result.chip.program,
			multiply: result.chip.multiply,
			energy: result.chip.energy,
		},
		host: Object.fromEntries(Object.entries(stages).map(([stage, time]) => [stage, Math.round(time)])),
		bytes: {
			message: record.messageBytes,
			spi: result.chip.wireBytes,
			information: record.informationBytes,
		},
		wire: Math.round(record.wireMicroseconds),
		topic: record.topic,
		sha256: record.sha256,
		acknowledged: record.acknowledged,
		boot: result.boot,
		uptime: result.uptime,
		frame: result.frame,
		frameHash: hex32(result.frameHash),
		model: hex32(result.model),
		source: result.source,
		...(result.seed === undefined ? {} : { seed: result.seed }),
	};
}
