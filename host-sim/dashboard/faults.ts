import type { Result } from "../../firmware/messaging/messages";
import type { FaultyWire } from "../node/faulty-wire";
import { plural } from "../terminal/quantity";
import { ActionError, booleanField, numberField } from "./action-fields";
import type { Hub } from "./hub";
import type { PageLog } from "./page-log";
import type { FaultsFact } from "./protocol";
import type { Rig } from "./rig";

/** At this rate about half of the frames still get through the link's repetitions. */
const WORST_WIRE = 0.001;
const LONGEST_FLAP = 120;
const MOST_WAITING = 4096;

/** Lets a page break things around the device, and tells what is broken. */
export function produceFaults(hub: Hub, rig: Rig, log: PageLog): () => void {
	let told = "";
	let mending: NodeJS.Timeout | undefined;

	function tell(): void {
		const { wire, link, broker } = rig;
		const damaged = wire ? damagedOf(wire) : 0;
		const fact: Omit<FaultsFact, "at"> = {
			kind: "faults",
			broker: broker?.isDown ?? false,
			wifi: link.isDown,
			camera: rig.isUnplugged,
			bitErrorRate: wire?.bitErrorRate ?? 0,
			damaged,
		};
		const now = JSON.stringify(fact);
		if (now === told) return;
		told = now;
		hub.publish({ ...fact, at: Date.now() });
	}

	hub.handle("break-broker", async fields => {
		const broken = booleanField(fields, "broken");
		if (!rig.broker) throw new ActionError("the broker is somebody else's: only the embedded one can be switched off");
		log.add("you", broken ? "bad" : "plain", broken ? "the broker is switched off" : "the broker is switched on again");
		await rig.broker.set(!broken);
		tell();
	});
	hub.handle("break-wifi", fields => {
		const seconds = numberField(fields, "seconds", 0, LONGEST_FLAP);
		clearTimeout(mending);
		if (seconds > 0) {
			log.add("you", "bad", `the Wi-Fi is cut for ${seconds} s`);
			rig.link.break();
			mending = setTimeout(mend, seconds * 1000);
			mending.unref();
		} else if (rig.link.isDown) mend();
		tell();
	});
	function mend(): void {
		rig.link.mend();
		log.add("run", "plain", "the Wi-Fi is back");
		tell();
	}
	hub.handle("break-camera", fields => {
		const broken = booleanField(fields, "broken");
		rig.isUnplugged = broken;
		log.add("you", broken ? "bad" : "plain", broken ? "the camera is unplugged" : "the camera is plugged in again");
		tell();
	});
	hub.handle("break-spi", fields => {
		const rate = numberField(fields, "rate", 0, WORST_WIRE);
		if (!rig.wire) throw new ActionError("the SPI wire is inside the engine: start with --engine node to break it");
		rig.wire.bitErrorRate = rate;
		const words = rate > 0 ? `one SPI bit in ${Math.round(1 / rate)} is flipped` : "the SPI wire is whole again";
		log.add("you", rate > 0 ? "bad" : "plain", words);
		tell();
	});
	let timer: NodeJS.Timeout | undefined;
	hub.onInterest("faults", isWanted => {
		clearInterval(timer);
		timer = isWanted ? setInterval(tell, 1000) : undefined;
	});
	tell();
	watchDevice(rig, log);
	return () => {
		clearInterval(timer);
		clearTimeout(mending);
	};
}

/** Milliseconds between two lines about a bad wire. */
const WIRE_LINES = 3000;

/** A line for each thing that the device did about what happened to it. */
function watchDevice(rig: Rig, log: PageLog): void {
	const waiting = new Set<number>();
	let offlineSince = 0;
	let attempted = 0;
	/** Results that waited when the device came online again. */
	let late = 0;
	let faults = 0;
	let fault = "";
	let lostCamera = 0;
	let damaged = 0;
	let toldWire = 0;

	function onResult({ kind, fault: why }: Result): void {
		if (lostCamera > 0) log.add("device", "good", `frames again after ${seconds(lostCamera)}`);
		lostCamera = 0;
		if (kind === "fault") {
			faults++;
			if (faults === 1 || why?.code !== fault) log.add("device", "bad", `fault: ${why?.message} (${why?.code})`);
			fault = why?.code ?? "";
			return;
		}
		if (faults > 0) log.add("device", "good", `verdicts again after ${plural(faults, "fault")}`);
		faults = 0;
		const now = performance.now();
		if (!rig.wire || now - toldWire < WIRE_LINES) return;
		const bad = damagedOf(rig.wire) - damaged;
		damaged += bad;
		toldWire = now;
		if (bad > 0)
			log.add("device", "good", `${plural(bad, "damaged SPI transaction")} noticed and repeated; the verdicts go on`);
	}

	rig.observers.add({
		onOffline({ message, code }) {
			const now = performance.now();
			const again = offlineSince > 0 ? `tried again after ${seconds(attempted)}` : "offline";
			if (offlineSince === 0) offlineSince = now;
			attempted = now;
			log.add("device", "bad", `${again}: ${message} (${code})`);
		},
		onOnline() {
			const after = offlineSince > 0 ? ` again after ${seconds(offlineSince)}` : "";
			late = offlineSince > 0 ? waiting.size : 0;
			offlineSince = 0;
			log.add(
				"device",
				"good",
				`online${after}${late > 0 ? `; what waited is sent now: ${plural(late, "result")}` : ""}`,
			);
		},
		onLog(line) {
			if (line.startsWith("camera: ") && lostCamera === 0) lostCamera = performance.now();
		},
		onReport({ result }) {
			waiting.add(result.sequence);
			// what a broker that never answers leaves behind
			if (waiting.size > MOST_WAITING) waiting.delete(waiting.values().next().value!);
			onResult(result);
		},
		onPublished(sequence) {
			waiting.delete(sequence);
			if (late === 0 || --late > 0) return;
			log.add("device", "good", "all that waited is acknowledged");
		},
		onDropped(sequence, { message }) {
			waiting.delete(sequence);
			log.add("device", "bad", `result ${sequence} is given up: ${message}`);
		},
	});
}

function seconds(since: number): string {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Transactions with flipped bits. */
function damagedOf({ commands, answers }: FaultyWire): number {
	return commands.damagedOut + answers.damagedOut + answers.damagedIn;
}
