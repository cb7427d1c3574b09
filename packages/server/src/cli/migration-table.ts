/** One step of the schema's history. */
export interface MigrationStep {
  readonly version: string
  readonly name: string
  readonly isApplied: boolean
}

/** The table that GoTrue's `migrate` prints before and after (server spec 9). */
export function writeMigrationTable(steps: readonly MigrationStep[]): string {
  const rows = steps.map(({ version, name, isApplied }) => [
    version,
    name,
    isApplied ? 'Applied' : 'Pending',
  ])
  const table = [['Version', 'Name', 'Status'], ...rows]
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
