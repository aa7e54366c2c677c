/** A topic filter, cut at its levels once: matching is what a broker does most. */
export class TopicFilter {
	readonly filter: string;
	readonly #levels: readonly string[];

	constructor(filter: string) {
		this.filter = filter;
		this.#levels = filter.split("/");
	}

	/** `topic`: a topic name's levels (MQTT 3.1.1, 4.7). */
	matches(topic: readonly string[]): boolean {
		const levels = this.#levels;
		for (let i = 0; i < levels.length; i++) {
			const level = levels[i];
			// [MQTT-4.7.2-1] topics that begin with $ are not meant by a wildcard at the beginning
			if (level === "#") return i > 0 || topic[0][0] !== "$";
			if (i >= topic.length) return false;
			if (level === "+" ? i === 0 && topic[0][0] === "$" : level !== topic[i]) return false;
		}
		return levels.length === topic.length;
	}
}
