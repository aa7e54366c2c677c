// AssemblyScript, twin of firmware/emulator/wires.ts: the same operations on each element in the same order, two elements
// side by side and four lines a pass.

const PANEL: i32 = 4;

/** @param work place for columns * (columns + rows) + PANEL * (columns + rows) + PANEL + columns + 1 doubles. */
export function solveWires(
	rows: i32,
	columns: i32,
	conductances: usize,
	segment: f64,
	source: f64,
	effective: usize,
	work: usize,
): void {
	const ports = work;
	const currents = ports + ((<usize>(columns * columns)) << 3);
	const panelPorts = currents + ((<usize>(columns * rows)) << 3);
	const panelCurrents = panelPorts + ((<usize>(PANEL * columns)) << 3);
	const factors = panelCurrents + ((<usize>(PANEL * rows)) << 3);
	const rightward = factors + ((<usize>PANEL) << 3);
	// The panels too: lines that a panel does not have count with the factor 0, and that times what lay there must be 0.
	memory.fill(ports, 0, factors - ports);
	for (let row = 0; row < rows; row++) {
		const line = conductances + ((<usize>(row * columns)) << 3);
		placeWordLine(line, row, rows, columns, segment, source, ports, currents, rightward);
		if (segment > 0)
			for (let port = 0; port < columns; port += PANEL) {
				const driven = row + 1;
				choosePanel(port, driven, rows, columns, segment, ports, currents, panelPorts, panelCurrents, factors);
				addSegments(driven, rows, columns, ports, currents, panelPorts, panelCurrents, factors);
			}
	}
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++)
			put(effective, row * columns + column, get(currents, column * rows + row));
}

function get(at: usize, index: i32): f64 {
	return load<f64>(at + ((<usize>index) << 3));
}

function put(at: usize, index: i32, value: f64): void {
	store<f64>(at + ((<usize>index) << 3), value);
}

function placeWordLine(
	line: usize,
	row: i32,
	rows: i32,
	columns: i32,
	segment: f64,
	source: f64,
	ports: usize,
	currents: usize,
	rightward: usize,
): void {
	put(rightward, columns, 0);
	for (let j = columns - 1; j >= 0; j--) {
		const beyond = get(rightward, j + 1);
		put(rightward, j, get(line, j) + beyond / (1 + segment * beyond));
	}
	let voltage: f64 = 1 / (1 + (source + segment) * get(rightward, 0));
	let leftward = source + segment;
	for (let j = 0; j < columns; j++) {
		const cell = get(line, j);
		put(currents, j * rows + row, cell * voltage);
		let transfer = leftward / (1 + leftward * get(rightward, j));
		const own = j * columns + j;
		put(ports, own, get(ports, own) + cell * (1 - transfer * cell));
		for (let k = j + 1; k < columns; k++) {
			transfer /= 1 + segment * get(rightward, k);
			const port = k * columns + j;
			put(ports, port, get(ports, port) - cell * transfer * get(line, k));
		}
		voltage /= 1 + segment * get(rightward, j + 1);
		leftward = leftward / (1 + leftward * cell) + segment;
	}
}

function choosePanel(
	port: i32,
	driven: i32,
	rows: i32,
	columns: i32,
	segment: f64,
	ports: usize,
	currents: usize,
	panelPorts: usize,
	panelCurrents: usize,
	factors: usize,
): void {
	for (let p = 0; p < PANEL; p++) {
		const at = port + p;
		const to = p * columns;
		const currentsTo = p * rows;
		if (at >= columns) {
			put(factors, p, 0);
			continue;
		}
		for (let i = 0; i < columns; i++) put(panelPorts, to + i, get(ports, i < at ? at * columns + i : i * columns + at));
		for (let row = 0; row < driven; row++) put(panelCurrents, currentsTo + row, get(currents, at * rows + row));
		for (let q = 0; q < p; q++) {
			const factor = get(factors, q) * get(panelPorts, q * columns + at);
			for (let i = 0; i < columns; i++)
				put(panelPorts, to + i, get(panelPorts, to + i) - factor * get(panelPorts, q * columns + i));
			for (let row = 0; row < driven; row++) {
				const left = get(panelCurrents, currentsTo + row) - factor * get(panelCurrents, q * rows + row);
				put(panelCurrents, currentsTo + row, left);
			}
		}
		put(factors, p, segment / (1 + segment * get(panelPorts, to + at)));
	}
}

function addSegments(
	driven: i32,
	rows: i32,
	columns: i32,
	ports: usize,
	currents: usize,
	panelPorts: usize,
	panelCurrents: usize,
	factors: usize,
): void {
	let i = 0;
	for (; i + 1 < columns; i += 2) {
		// Elements above the diagonal are never read: as many as the second line needs.
		subtractFromTwo(ports, i, columns, i + 2, panelPorts, columns, panelPorts, columns, factors);
		subtractFromTwo(currents, i, rows, driven, panelCurrents, rows, panelPorts, columns, factors);
	}
	if (i < columns) {
		subtractFromOne(ports, i, columns, 0, i + 1, panelPorts, columns, panelPorts, columns, factors);
		subtractFromOne(currents, i, rows, 0, driven, panelCurrents, rows, panelPorts, columns, factors);
	}
}

function factorOf(line: i32, p: i32, panelPorts: usize, columns: i32, factors: usize): f64 {
	return get(factors, p) * get(panelPorts, p * columns + line);
}

/** Lines `line` and `line + 1` less the panel's four, each times its factor. The solver spends its time here. */
function subtractFromTwo(
	lines: usize,
	line: i32,
	lineStride: i32,
	length: i32,
	panel: usize,
	stride: i32,
	panelPorts: usize,
	columns: i32,
	factors: usize,
): void {
	const f0 = f64x2.splat(factorOf(line, 0, panelPorts, columns, factors));
	const f1 = f64x2.splat(factorOf(line, 1, panelPorts, columns, factors));
	const f2 = f64x2.splat(factorOf(line, 2, panelPorts, columns, factors));
	const f3 = f64x2.splat(factorOf(line, 3, panelPorts, columns, factors));
	const g0 = f64x2.splat(factorOf(line + 1, 0, panelPorts, columns, factors));
	const g1 = f64x2.splat(factorOf(line + 1, 1, panelPorts, columns, factors));
	const g2 = f64x2.splat(factorOf(line + 1, 2, panelPorts, columns, factors));
	const g3 = f64x2.splat(factorOf(line + 1, 3, panelPorts, columns, factors));
	const pairs = length >> 1;
	let first = lines + ((<usize>(line * lineStride)) << 3);
	let second = first + ((<usize>lineStride) << 3);
	let p0 = panel;
	let p1 = panel + ((<usize>stride) << 3);
	let p2 = panel + ((<usize>(2 * stride)) << 3);
	let p3 = panel + ((<usize>(3 * stride)) << 3);
	const end = first + ((<usize>pairs) << 4);
	while (first < end) {
		const v0 = v128.load(p0);
		const v1 = v128.load(p1);
		const v2 = v128.load(p2);
		const v3 = v128.load(p3);
		const s = f64x2.add(f64x2.add(f64x2.mul(f0, v0), f64x2.mul(f1, v1)), f64x2.mul(f2, v2));
		const t = f64x2.add(f64x2.add(f64x2.mul(g0, v0), f64x2.mul(g1, v1)), f64x2.mul(g2, v2));
		v128.store(first, f64x2.sub(v128.load(first), f64x2.add(s, f64x2.mul(f3, v3))));
		v128.store(second, f64x2.sub(v128.load(second), f64x2.add(t, f64x2.mul(g3, v3))));
		first += 16;
		second += 16;
		p0 += 16;
		p1 += 16;
		p2 += 16;
		p3 += 16;
	}
	if (length & 1) {
		subtractFromOne(lines, line, lineStride, length - 1, length, panel, stride, panelPorts, columns, factors);
		subtractFromOne(lines, line + 1, lineStride, length - 1, length, panel, stride, panelPorts, columns, factors);
	}
}

/** Elements from..to of one line, for what is left over. */
function subtractFromOne(
	lines: usize,
	line: i32,
	lineStride: i32,
	from: i32,
	to: i32,
	panel: usize,
	stride: i32,
	panelPorts: usize,
	columns: i32,
	factors: usize,
): void {
	const f0 = factorOf(line, 0, panelPorts, columns, factors);
	const f1 = factorOf(line, 1, panelPorts, columns, factors);
	const f2 = factorOf(line, 2, panelPorts, columns, factors);
	const f3 = factorOf(line, 3, panelPorts, columns, factors);
	for (let j = from; j < to; j++) {
		const sum =
			f0 * get(panel, j) +
			f1 * get(panel, stride + j) +
			f2 * get(panel, 2 * stride + j) +
			f3 * get(panel, 3 * stride + j);
		put(lines, line * lineStride + j, get(lines, line * lineStride + j) - sum);
	}
}
