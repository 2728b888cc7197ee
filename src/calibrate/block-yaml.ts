/** Scenario blocks as YAML files: comments that say where they come from above, the block below. */

const WIDTH = 116;

export interface BlockHead {
  /** What the block is, in a sentence. */
  readonly title: string;
  /** Command that makes it, without folders. */
  readonly command: string;
  /** Paragraphs and lists of lines; a list stands as it is, a paragraph is wrapped. */
  readonly parts: readonly (string | readonly string[])[];
}

/** Comment lines, each beginning with `#`. */
export function formatComments({ title, command, parts }: BlockHead): string {
  const blocks = [
    wrap(title),
    [`Made by: ${command}`],
    ...parts.map((part) => (typeof part === 'string' ? wrap(part) : part)),
  ];
  return blocks.map((lines) => lines.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')).join('\n#\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
