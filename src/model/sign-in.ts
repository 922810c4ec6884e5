/** How an application proves to Entra that it is itself. */
export type Credential =
  | { readonly kind: "secret"; readonly secret: string }
  /** PEM texts: the private key, and the certificate that the app registration knows. */
  | { readonly kind: "certificate"; readonly privateKey: string; readonly certificate: string }
  /** The identity that GitHub gives to a workflow run, which a federated credential of the application trusts. */
  | { readonly kind: "workflow" };

/** An application registration, and how it signs in. */
export interface Application {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
}

/** What a person's sign-in brought. */
export interface SignedInUser {
  /**
   * The refresh token that came with the last sign-in, to be kept for the next run. The one that was used
   * stays valid, but each lives for about 90 days only.
   */
  readonly refreshToken: string;
  /** Whether the access token says that a second factor was used; `null` when it says nothing. */
  readonly multiFactor: boolean | null;
}

/** Keeps the refresh token of the person in whose name Partner Center is called. */
export interface RefreshTokenStore {
  /** Throws what a person has to fix when the store cannot be reached or may not be used. */
  read(): Promise<StoredRefreshToken>;
  write(token: string): Promise<void>;
}

export interface StoredRefreshToken {
  /** `null` when nothing is stored yet. */
  readonly token: string | null;
  /** When it was put there, ISO 8601, which is when it was issued; `null` when the store does not tell. */
  readonly storedAt: string | null;
}

/** So long a refresh token lives; and from when on somebody should find out why nothing renews it. */
export const REFRESH_TOKEN_DAYS = { lifetime: 90, old: 60 } as const;

/** What a run knows about the refresh token it used. */
export interface RefreshTokenStatus {
  /** Full days since it was stored, 0 after it was renewed; `null` when nobody knows. */
  readonly ageDays: number | null;
  readonly renewed: boolean;
  /** Why it could not be renewed, as a sentence that is safe to print. */
  readonly problem: string | null;
  /** Whether the person signed in with a second factor; `null` when the token does not tell. */
  readonly multiFactor: boolean | null;
}
