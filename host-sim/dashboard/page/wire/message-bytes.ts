import { useState } from "preact/hooks";
import { bytes } from "../../../terminal/quantity";
import type { MessageFact, MessageItem } from "../../chip-protocol";
import { html } from "../html";
import { Missing, Panel } from "../panel";

const ROW = 16;

/** The last message three times over: bytes, diagnostic notation, fields. What is pointed at in one is marked in the others. */
export function MessageBytes({ fact }: { fact: MessageFact | undefined }) {
	const [marked, mark] = useState<number | undefined>(undefined);
	if (!fact)
		return html`<${Panel} title="Last message" at=${undefined} class="last-message"><${Missing} words="No message has come yet." /><//>`;
	const { items, form, rule, fault, payload, retained, topic } = fact;
	const item = marked === undefined ? undefined : items[marked];
	return html`<${Panel} title="Last message" at=${fact.at} class="last-message">
		<div class="summary">
			<p class="topic mono">${topic}</p>
			<p>${bytes(payload.length)}${retained && ", retained"}; ${verdictOf(fact)}</p>
		</div>
		${form === "text" && html`<pre class="text-message">${fact.diagnostic}</pre>`}
		${
			form !== "text" &&
			html`<div class="message-grid" onPointerLeave=${() => mark(undefined)}>
			<section aria-label="Bytes"><h3>bytes</h3><${HexDump} payload=${payload} item=${item} items=${items} mark=${mark} /></section>
			${
				form === "cbor" &&
				html`<section aria-label="CBOR items"><h3>diagnostic notation (RFC 8949 § 8) and fields of <code>${rule}</code></h3>
				<${Items} items=${items} marked=${marked} mark=${mark} /></section>`
			}
		</div>`
		}
		<p class=${`schema ${fault ? "bad" : "good"}`} role="status">${fault && `Not what it should be: ${fault}`}</p>
	<//>`;
}

function verdictOf({ form, rule, fault }: MessageFact) {
	if (!rule) return form === "text" ? "text" : "of no rule of the schema";
	return fault
		? html`<b class="bad">breaks</b> <code>${rule}</code> of schema.cddl`
		: html`<b class="good">follows</b> <code>${rule}</code> of schema.cddl`;
}

interface Marking {
	items: readonly MessageItem[];
	mark(at: number | undefined): void;
}

function HexDump({ payload, item, items, mark }: Marking & { payload: Uint8Array; item: MessageItem | undefined }) {
	const owners = ownersOf(items, payload.length);
	const rows = [];
	for (let from = 0; from < payload.length; from += ROW) {
		const cells = [];
		for (let at = from; at < Math.min(from + ROW, payload.length); at++) {
			const isIn = item && at >= item.start && at < item.end;
			const isHead = item && isIn && at < item.head;
			cells.push(
				html`<span class=${isHead ? "head" : isIn ? "in" : ""} onPointerEnter=${() => mark(owners[at] < 0 ? undefined : owners[at])}>${payload[at].toString(16).padStart(2, "0")}</span>`,
			);
		}
		rows.push(html`<li><i>${from.toString(16).padStart(4, "0")}</i>${cells}</li>`);
	}
	return html`<ol class="hex mono scrolls" tabindex="0" aria-label="Bytes in hexadecimal">${rows}</ol>`;
}

/** The innermost item of each byte; -1 for none. */
function ownersOf(items: readonly MessageItem[], length: number): Int32Array {
	const owners = new Int32Array(length).fill(-1);
	for (let at = 0; at < items.length; at++) owners.fill(at, items[at].start, items[at].end);
	return owners;
}

function Items({ items, marked, mark }: Marking & { marked: number | undefined }) {
	return html`<ol class="items scrolls" onPointerLeave=${() => mark(undefined)}>${items.map((item, at) => {
		if (item.isKey) return undefined;
		const isKeyed = items[at - 1]?.isKey && items[at - 1].depth === item.depth;
		const key = isKeyed ? items[at - 1].diagnostic : "";
		const label = item.name && item.name !== key ? item.name : "";
		return html`<li key=${at}><button type="button" class=${`plain${marked === at ? " marked" : ""}`} aria-pressed=${marked === at}
			style=${{ paddingLeft: `${8 + item.depth * 16}px` }}
			onPointerEnter=${() => mark(at)} onFocus=${() => mark(at)} onClick=${() => mark(at)}>
			<span class="name">${label}</span>
			<code>${key && html`<span class="quiet">${key}: </span>`}${item.diagnostic}${closing(item)}</code>
			<span class="meaning">${item.meaning}</span>
		</button></li>`;
	})}</ol>`;
}

/** An empty container is closed at once. */
function closing({ diagnostic, start, end }: MessageItem): string {
	if (end - start > 1) return "";
	return diagnostic === "[" ? "]" : diagnostic === "{" ? "}" : "";
}
