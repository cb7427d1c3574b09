import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  SchemableIdentifierNode,
  type UnknownRow,
} from 'kysely'

/** What our tables are called in a database that others may share (model 2.1). */
export interface Naming {
  /** The schema that qualifies every name; `null` where the engine has none of its own for us. */
  readonly schema: string | null
  /** What stands before every table name; '' for none. */
  readonly prefix: string
}

/** Gives the tables of the schema their full names; aliases and foreign names stay. */
export function namingPlugin(naming: Naming, tables: ReadonlySet<string>): KyselyPlugin {
  const transformer = new FullNames(naming, tables)
  return {
    transformQuery: ({ node }: PluginTransformQueryArgs): RootOperationNode =>
      transformer.transformNode(node),
    transformResult: async ({
      result,
    }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> => result,
  }
}

class FullNames extends OperationNodeTransformer {
  readonly #naming: Naming
  readonly #tables: ReadonlySet<string>

  constructor(naming: Naming, tables: ReadonlySet<string>) {
    super()
    this.#naming = naming
    this.#tables = tables
  }

  protected override transformSchemableIdentifier(
    node: SchemableIdentifierNode,
  ): SchemableIdentifierNode {
    const { name } = node.identifier
    if (node.schema !== undefined || !this.#tables.has(name)) return node
    const full = this.#naming.prefix + name
    if (this.#naming.schema === null) return SchemableIdentifierNode.create(full)
    return SchemableIdentifierNode.createWithSchema(this.#naming.schema, full)
  }
}
