/** A small part of Markdown as elements: headings, paragraphs, lists, code, links. No text ever becomes HTML. */

import { element } from "./dom";

/** The level of the first heading, one below the heading that it stands under. */
const TOP_LEVEL = 3;

export function renderMarkdown(markdown: string): HTMLElement[] {
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n");
  const blocks: HTMLElement[] = [];
  const first = lines.map((line) => HEADING.exec(line)?.[1]?.length).find((level) => level !== undefined) ?? 1;
  for (let at = 0; at < lines.length; ) {
    const [block, next] = readBlock(lines, at, TOP_LEVEL - first);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

const FENCE = /^\s*(```+|~~~+)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

type Block = [HTMLElement | undefined, number];

function readBlock(lines: readonly string[], at: number, shift: number): Block {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [undefined, at + 1];
  if (FENCE.test(line)) return readFence(lines, at);
  const heading = HEADING.exec(line);
  if (heading) {
    const level = Math.max(TOP_LEVEL, Math.min((heading[1] ?? "#").length + shift, 6)) as 3 | 4 | 5 | 6;
    return [element(`h${level}`, {}, ...inlineText(heading[2] ?? "")), at + 1];
  }
  return ITEM.test(line) ? readList(lines, at) : readParagraph(lines, at);
}

function readFence(lines: readonly string[], at: number): Block {
  const fence = FENCE.exec(lines[at] ?? "")?.[1] ?? "```";
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(fence));
  const last = end < 0 ? lines.length : end;
  const code = lines.slice(at + 1, last).join("\n");
  return [element("pre", {}, element("code", {}, code)), last + 1];
}

function readList(lines: readonly string[], at: number): Block {
  const list = element(ITEM.exec(lines[at] ?? "")?.[1] === undefined ? "ul" : "ol");
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    const item = ITEM.exec(line);
    if (item) items.push(item[2] ?? "");
    else if (line.trim() !== "" && /^\s/.test(line)) items.push(`${items.pop() ?? ""} ${line.trim()}`);
    else break;
  }
  list.append(...items.map((item) => element("li", {}, ...inlineText(item))));
  return [list, next];
}

function readParagraph(lines: readonly string[], at: number): Block {
  let next = at + 1;
  const ends = (line: string) => line.trim() === "" || FENCE.test(line) || HEADING.test(line) || ITEM.test(line);
  while (next < lines.length && !ends(lines[next] ?? "")) next += 1;
  return [element("p", {}, ...inlineText(lines.slice(at, next).join(" "))), next];
}

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*([^*\s](?:.*?[^*\s])?)\*|\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/;

/** Code, emphasis and links inside one line of text. */
export function inlineText(text: string): Node[] {
  const match = INLINE.exec(text);
  if (!match) return text === "" ? [] : [document.createTextNode(text)];
  const [whole, , code, strong, emphasis, label, address] = match;
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + whole.length);
  return [...(before ? [document.createTextNode(before)] : []), styled(), ...inlineText(after)];

  function styled(): HTMLElement {
    if (code !== undefined) return element("code", {}, code.trim());
    if (strong !== undefined) return element("strong", {}, ...inlineText(strong));
    if (emphasis !== undefined) return element("em", {}, ...inlineText(emphasis));
    return element("a", { href: address ?? "", rel: "noreferrer", target: "_blank" }, ...inlineText(label ?? ""));
  }
}
