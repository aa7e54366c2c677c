import { SHEET_SIDE } from "../../firmware/sensing/sheet-layout";
import { DEFAULT_TEXT, printSheet } from "../scene/sheet";

/** Millimetres of a module: the sheet fits A4 and US Letter. */
const MODULE = 5;

/** The sheet of letters, to be printed in its own size. */
export function sheetPicture(text = DEFAULT_TEXT): string {
	const ink = printSheet(text);
	const side = SHEET_SIDE * MODULE;
	let path = "";
	for (let y = 0; y < SHEET_SIDE; y++)
		for (let x = 0, end = 0; x < SHEET_SIDE; x = end + 1) {
			for (end = x; end < SHEET_SIDE && ink[y * SHEET_SIDE + end]; end++);
			if (end > x) path += `M${x} ${y}h${end - x}v1H${x}z`;
		}
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}mm" height="${side}mm" viewBox="0 0 ${SHEET_SIDE} ${SHEET_SIDE}" role="img" aria-label="Sheet of sixteen letters, ${text}">
<rect width="${SHEET_SIDE}" height="${SHEET_SIDE}" fill="#fff"/>
<path d="${path}" shape-rendering="crispEdges"/>
</svg>
`;
}
