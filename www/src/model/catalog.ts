/** What the page uses of the catalog, by its own names. */

import type { Catalog, Receiver, Sender, Setting } from "hookproof";

export interface Platform {
  readonly id: string;
  readonly title: string;
  /** The template language that it has, or that one begins with. */
  readonly dialect: string;
  /** The template languages to choose from; one where there is no choice. */
  readonly dialects: readonly string[];
  readonly methods: readonly string[];
  /** The content type of a request that does not name one. */
  readonly contentType: string;
  readonly settings: readonly Setting[];
  /** The vendor's pages. */
  readonly sources: readonly string[];
  /** What to do or have before one starts, as plain steps. */
  readonly before: readonly string[];
}

export interface Partner {
  readonly id: string;
  readonly title: string;
  /** What to do or have before one starts, as plain steps. */
  readonly before: readonly string[];
}

export interface Choices {
  readonly platforms: readonly Platform[];
  readonly partners: readonly Partner[];
}

const platformOf = (sender: Sender): Platform => ({
  id: sender.id,
  title: sender.title,
  dialect: sender.dialect,
  dialects: sender.dialects ?? [sender.dialect],
  methods: sender.methods.values,
  contentType: sender.content_types[0] ?? "application/json",
  settings: sender.settings,
  sources: sender.source,
  before: sender.before,
});

const partnerOf = ({ id, title, before }: Receiver): Partner => ({ id, title, before });

export const choicesOf = ({ senders, receivers }: Catalog): Choices => ({
  platforms: senders.map(platformOf),
  partners: receivers.map(partnerOf),
});
