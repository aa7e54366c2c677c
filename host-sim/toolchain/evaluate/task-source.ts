import { type PublishedName, publishedTask } from "./published-tasks";
import type { EvaluationTask } from "./task";

/** Where a task comes from, in words that a thread can be given. */
export type TaskSource = { kind: "published"; name: PublishedName; limit?: number };

export function openTask(source: TaskSource): Promise<EvaluationTask> {
	return publishedTask(source.name, source.limit);
}
