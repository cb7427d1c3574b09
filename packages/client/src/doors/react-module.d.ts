// As much of React as "/react" needs, so that this repository type-checks without it. Not published:
// whoever imports "/react" has React and its own types.
declare module 'react' {
  export type ReactNode = object | string | number | boolean | null | undefined
  export interface ReactElement {
    readonly key: string | null
  }
  export interface Context<Value> {
    readonly Provider: (props: {
      readonly value: Value
      readonly children?: ReactNode
    }) => ReactNode
  }
  export function createContext<Value>(value: Value): Context<Value>
  export function createElement<Props>(
    type: (props: Props) => ReactNode,
    props: Props,
    ...children: ReactNode[]
  ): ReactElement
  export function useContext<Value>(context: Context<Value>): Value
  export function useMemo<Value>(make: () => Value, dependencies: readonly unknown[]): Value
  export function useSyncExternalStore<Snapshot>(
    subscribe: (changed: () => void) => () => void,
    snapshot: () => Snapshot,
    serverSnapshot: () => Snapshot,
  ): Snapshot
}
