import { CborWriter } from "./cbor-writer";

/** Labels of SenML-CBOR, RFC 8428 table 4. */
const Label = { name: 0, unit: 1, value: 2, baseName: -2, baseTime: -3 } as const;

/** One measured number: name, unit (RFC 8428 §12.1; "" for a count), value. */
export type Measurement = readonly [name: string, unit: string, value: number];

/**
 * A SenML pack (RFC 8428 §6, CBOR).
 * @param baseName what each name is put after, for example "cim/1/desk-1/"
 * @param time seconds since 1970-01-01 UTC; undefined where nobody has set the clock
 */
export function encodeSenml(
	baseName: string,
	time: number | undefined,
	measurements: readonly Measurement[],
): Uint8Array {
	const writer = new CborWriter(256, 2048).array(measurements.length);
	for (let i = 0; i < measurements.length; i++) {
		const [name, unit, value] = measurements[i];
		const isFirst = i === 0;
		writer.map(2 + (unit ? 1 : 0) + (isFirst ? 1 : 0) + (isFirst && time !== undefined ? 1 : 0));
		writer.int(Label.name).text(name);
		if (unit) writer.int(Label.unit).text(unit);
		writer.int(Label.value);
		if (Number.isSafeInteger(value)) writer.int(value);
		else writer.float(value);
		if (isFirst) writer.int(Label.baseName).text(baseName);
		if (isFirst && time !== undefined) writer.int(Label.baseTime).int(time);
	}
	return writer.finish();
}
