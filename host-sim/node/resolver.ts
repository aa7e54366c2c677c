import { lookup } from "node:dns";
import type { Resolver } from "../../firmware/hardware";

/** Finds addresses with the system's resolver; an IPv4 address where there is one, as on the device. */
export const nodeResolver: Resolver = {
	resolve(host, onResolved) {
		lookup(host, { verbatim: false }, (error, address) => {
			onResolved(host, error ? undefined : address);
		});
	},
};
