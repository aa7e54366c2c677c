// node --import tsx docs/examples/consumer/main.ts mqtt://127.0.0.1:1883 my-group consumer-1
// Writes each new result as a line of JSON. Start it as often as you like, each with a name of its own.
import { Consumer } from "./consumer";
import { type KeptResult, MemoryStore, type Store } from "./store";

/** In the place of a database: what is new goes to the output. It knows what this process has had, not what others had. */
class LineStore implements Store {
	readonly #memory = new MemoryStore();

	async insert(result: KeptResult): Promise<boolean> {
		const isNew = await this.#memory.insert(result);
		if (isNew) process.stdout.write(`${JSON.stringify(result)}\n`);
		return isNew;
	}

	async drop(dropped: object): Promise<void> {
		process.stdout.write(`${JSON.stringify({ dropped })}\n`);
	}
}

const [url = "mqtt://127.0.0.1:1883", group = "consumers", name = "consumer-1"] = process.argv.slice(2);
const consumer = new Consumer({
	...{ url, group, name, store: new LineStore() },
	login: { username: process.env.CONSUMER_USER, password: process.env.CONSUMER_PASSWORD },
	onProblem: words => process.stderr.write(`${words}\n`),
});
process.once("SIGINT", () => void consumer.close());
process.once("SIGTERM", () => void consumer.close());
