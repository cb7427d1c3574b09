declare const brand: unique symbol

/** A value of `Base` that only the function owning `Name` may make. */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }
