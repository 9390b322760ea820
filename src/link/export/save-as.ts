/** Hands a file to the visitor. */

/** Downloads a blob, or text, under a name. */
export function saveAs(name: string, content: Blob | string, type = 'application/octet-stream'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
