/** What a body that is not the provider's JSON may say to people: nothing if it is a web page. */
export function plainText(body: string): string | null {
  const text = body.trim();
  return text === '' || text.startsWith('<') || text.startsWith('{') || text.startsWith('[') ? null : text;
}
