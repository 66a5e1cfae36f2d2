import Type from 'typebox';

export const ROLES = ['administrator', 'controller', 'community'] as const;
export type Role = (typeof ROLES)[number];

export const LoginSchema = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 256 }),
});
export type Login = Type.Static<typeof LoginSchema>;

export const SessionSchema = Type.Object({ user: Type.String(), role: Type.Enum([...ROLES]) });
/** Who is logged in. */
export type Session = Type.Static<typeof SessionSchema>;

/** People and programs. Tokens are opaque; only their hashes are stored. */
export interface Accounts {
  /** A new session's token, or null when user or password is wrong. */
  logIn(login: Login): Promise<{ readonly token: string; readonly session: Session } | null>;
  logOut(token: string): Promise<void>;
  /** Whose session or program token this is; null when it is unknown or has run out. */
  sessionOf(token: string): Promise<Session | null>;
}
