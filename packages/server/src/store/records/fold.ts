/**
 * Text as a search compares it: lower case by Unicode, the same everywhere, so that no collation
 * decides (model 5). Identity is never decided by it: see `readEmailAddress`.
 */
export function fold(text: string): string {
  return text.toLowerCase()
}
