import { test } from "uvu";
import * as assert from "uvu/assert";
import { AnsiGrid } from "../../../host-sim/terminal/ansi-grid";
import { paint, span } from "../../../host-sim/terminal/line";
import { terminalPicture } from "../../../host-sim/terminal/terminal-picture";

function picture(text: string, columns = 20): string {
	const grid = new AnsiGrid();
	grid.write(text);
	return terminalPicture(grid.rows, columns, "<title>");
}

test("text keeps its column, whatever the font", () => {
	const svg = picture("   ab");
	assert.match(
		svg,
		/<text x="43\.2" y="47" textLength="16\.8" lengthAdjust="spacingAndGlyphs" fill="#d6dde6">ab<\/text>/,
	);
});

test("what means something in XML is escaped", () => {
	const svg = picture('<a & "b">');
	assert.not.match(svg, "<a");
	assert.match(svg, "&#60;a &#38; &#34;b&#34;&#62;");
	assert.match(svg, "&#60;title&#62;");
});

test("a bar is one rectangle as long as its eighths", () => {
	const svg = picture("██▌");
	assert.match(svg, /<rect x="18" y="37\.5" width="21" /);
	assert.not.match(svg, "█");
});

test("colours and weight come from the escape sequences of the view", () => {
	const svg = picture(paint([span("good", "good"), span("bad", "bad"), span("dim", "quiet")], true));
	assert.match(svg, /fill="#56d364">good/);
	assert.match(svg, /fill="#ff7b72" font-weight="bold">bad/);
	assert.match(svg, /fill="#7d8794">dim/);
});

test("an escape sequence nobody thought of is an error, not a wrong picture", () => {
	assert.throws(() => picture("\x1b[5n"), /not known here/);
});

test.run();
