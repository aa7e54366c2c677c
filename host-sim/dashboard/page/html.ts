import htm from "htm";
import { h } from "preact";

/** Markup as a template. Text in it becomes text nodes: nothing that comes from elsewhere is ever read as markup. */
export const html = htm.bind(h);
