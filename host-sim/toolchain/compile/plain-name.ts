import { NetworkLimit } from "../../../firmware/model/network-limits";

/** A name as the device has it: short, and plain characters only. */
export function plainName(name: string): string {
	const plain = name.replace(/[^\x20-\x7e]/g, "?").trim();
	return plain.length <= NetworkLimit.name ? plain || "network" : `${plain.slice(0, NetworkLimit.name - 3)}...`;
}
