import { defaultSettings } from "../config";

/** Digits of the address that tell a maker's boards apart: its second half. */
const DIGITS = 6;

/**
 * What a device calls itself that nobody gave a name, so that two boards flashed alike do not throw each other out at the
 * broker: "cim-" and the second half of its MAC address, as it is printed when a board is flashed.
 * @param address 12 hexadecimal digits, with or without colons; where there is none, the default name holds
 */
export function ownName(address: string | undefined): string {
	let digits = "";
	for (let i = 0; i < (address?.length ?? 0); i++) {
		const character = address![i].toLowerCase();
		if ((character >= "0" && character <= "9") || (character >= "a" && character <= "f")) digits += character;
	}
	return digits.length === 2 * DIGITS ? `cim-${digits.slice(DIGITS)}` : defaultSettings.device;
}
