import { LinkError } from "./link-error";
import { ArrayField, Differential, MAGIC, PROTOCOL_VERSION, ProfileNumber, Register } from "./registers";

/** What an array says of itself. */
export interface ArrayIdentity {
	rows: number;
	/** Physical columns. */
	columns: number;
	/** Differential. */
	differential: number;
	/** Smallest and largest conductance, picosiemens. */
	minimum: number;
	maximum: number;
}

/** What the chip says of itself (registers MAGIC to SIMULATED, and its arrays). */
export interface Identity {
	/** Major * 256 + minor. */
	protocol: number;
	/** ProfileNumber. */
	profile: number;
	/** Bit per Mode. */
	modes: number;
	outputBits: number;
	/** Most vectors of one MULTIPLY. */
	vectors: number;
	/** Step of READ_CELLS, picosiemens. */
	conductanceStep: number;
	simulated: boolean;
	arrays: ArrayIdentity[];
}

/** Registers from MAGIC on that `readIdentity` wants. */
export const IDENTITY_REGISTERS = Register.SIMULATED + 1;

/** Most arrays that are believed of a chip. */
const MOST_ARRAYS = 256;

/** Reads the first registers of the chip; the arrays are still missing. Throws LinkError wrong-chip. */
export function readIdentity(registers: DataView): { identity: Identity; arrays: number } {
	const read = (register: number): number => registers.getUint32(4 * register, true);
	const magic = read(Register.MAGIC);
	if (magic !== MAGIC)
		throw wrongChip(`its magic number is 0x${magic.toString(16)} instead of 0x${MAGIC.toString(16)}`);
	const protocol = read(Register.PROTOCOL);
	if (protocol >> 8 !== PROTOCOL_VERSION >> 8)
		throw wrongChip(`it speaks protocol ${versionName(protocol)}, the driver ${versionName(PROTOCOL_VERSION)}`);
	const arrays = read(Register.ARRAYS);
	const outputBits = read(Register.OUTPUT_BITS);
	const vectors = read(Register.VECTORS);
	if (arrays < 1 || arrays > MOST_ARRAYS) throw wrongChip(`it claims ${arrays} arrays`);
	if (outputBits < 1 || outputBits > 16) throw wrongChip(`it claims outputs of ${outputBits} bits`);
	if (vectors < 1 || vectors > 0xffff) throw wrongChip(`it claims ${vectors} vectors`);
	const identity: Identity = {
		protocol,
		profile: read(Register.PROFILE),
		modes: read(Register.MODES),
		outputBits,
		vectors,
		conductanceStep: read(Register.CONDUCTANCE_STEP),
		simulated: (read(Register.SIMULATED) & 1) === 1,
		arrays: [],
	};
	return { identity, arrays };
}

/** Reads one array's description from the registers at `offset` bytes. Throws LinkError wrong-chip. */
export function readArray(registers: DataView, offset: number): ArrayIdentity {
	const read = (field: number): number => registers.getUint32(offset + 4 * field, true);
	const rows = read(ArrayField.ROWS);
	const columns = read(ArrayField.COLUMNS);
	const differential = read(ArrayField.DIFFERENTIAL);
	const minimum = read(ArrayField.MINIMUM);
	const maximum = read(ArrayField.MAXIMUM);
	if (
		rows < 1 ||
		rows > 0xffff ||
		columns < 1 ||
		columns > 0xffff ||
		(differential === Differential.COLUMNS && columns % 2 !== 0)
	)
		throw wrongChip(`it claims an array of ${rows} rows and ${columns} columns`);
	if (minimum >= maximum) throw wrongChip(`it claims conductances from ${minimum} to ${maximum} picosiemens`);
	return { rows, columns, differential, minimum, maximum };
}

/** Major and minor of a protocol version. */
export function versionName(version: number): string {
	return `${version >> 8}.${version & 0xff}`;
}

/** Name of a profile number, in lower case. */
export function profileName(profile: number): string {
	for (const name in ProfileNumber)
		if (ProfileNumber[name as keyof typeof ProfileNumber] === profile) return name.toLowerCase();
	return `profile ${profile}`;
}

/** The error of an array that the chip has not spoken of. */
export function unknownArray(number: number): LinkError {
	return wrongChip(`array ${number} is not known: open the chip first`);
}

/** The error of a chip that this driver, or this model, is not made for. */
export function wrongChip(reason: string): LinkError {
	return new LinkError("wrong-chip", `the chip on the SPI bus does not fit: ${reason}`);
}
