/** A value as JSON can hold it. Fields that are undefined are left out. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json | undefined };
