using Crm.Kernel.Problems;

namespace Crm.Identity.Sso;

/// <summary>The problems of single sign-on.</summary>
public static class SsoProblems
{
    public static readonly ProblemType ConnectionExists = new("sso.connectionExists", 409, "The company has a connection already",
        "A company has one provider. Change the connection, or remove it first.");

    public static readonly ProblemType DiscoveryFailed = new("sso.discoveryFailed", 422, "The provider's configuration cannot be read",
        "`<issuer>/.well-known/openid-configuration` and the keys it names must be readable by everybody, over https, without a redirect and within seconds.");

    public static readonly ProblemType IssuerMismatch = new("sso.issuerMismatch", 422, "The provider calls itself differently",
        "The issuer must be written exactly as the provider's own configuration says, trailing slash included.");

    public static readonly ProblemType ProviderUnsuited = new("sso.providerUnsuited", 422, "The provider lacks something that single sign-on needs",
        "It has to offer the authorization code flow with PKCE by S256, ID tokens signed by RSA or elliptic curves, client authentication by secret, and endpoints by https.");

    public static readonly ProblemType SecretNeeded = new("sso.secretNeeded", 422, "A changed issuer needs its client secret",
        "The stored secret belongs to the former issuer and is never sent to another one.");

    public static readonly ProblemType InUse = new("sso.inUse", 409, "The company lets nobody in without single sign-on",
        "Set `ssoRequired` to false in the security policy before the connection is switched off or removed.");

    public static readonly ProblemType EnableFromSso = new("sso.enableFromSso", 409, "Only who came by single sign-on can demand it",
        "Log in by the company's connection and repeat the change from that session: this proves that it works before everybody depends on it.");

    public static readonly ProblemType DomainListed = new("sso.domainListed", 409, "The domain is listed already",
        "Verify the one that is listed, or remove it first.");

    public static readonly ProblemType DomainTaken = new("sso.domainTaken", 409, "Another company has proved that the domain is theirs",
        "A domain belongs to one company. If it is yours all the same, ask support.");

    public static readonly ProblemType DomainPublic = new("sso.domainPublic", 422, "Everybody has addresses in this domain",
        "A domain of a public mail provider belongs to no company.");

    public static readonly ProblemType TooManyDomains = new("sso.tooManyDomains", 409, "Too many domains are listed",
        "A company lists at most 100 domains. Remove those that are not needed.");

    public static readonly ProblemType DomainUnproved = new("sso.domainUnproved", 409, "The name servers do not show the proof",
        "Publish the record that the domain shows. New records may take minutes to hours to be seen everywhere.");

    public static readonly ProblemType NameServersAway = new("sso.nameServersAway", 503, "The domain's name servers do not answer",
        "Nothing was changed. Try again after `Retry-After` seconds.");

    public static readonly ProblemType NotOffered = new("sso.notOffered", 404, "There is no single sign-on for that",
        "No company of this name or with this mail domain offers it. Log in with a password.");

    public static readonly ProblemType StateInvalid = new("sso.stateInvalid", 422, "The login is over, or was begun elsewhere",
        "A login works once, for ten minutes, and only in the browser or program that began it. Begin another one.");

    public static readonly ProblemType Denied = new("sso.denied", 403, "The provider let nobody in",
        "Whoever signed on there was refused, or gave up. `detail` repeats the provider's error code.");

    public static readonly ProblemType ProviderAway = new("sso.providerAway", 503, "The provider does not answer",
        "The company's identity provider is away or slow. Begin again after `Retry-After` seconds; other ways to log in are not affected.");

    public static readonly ProblemType CodeRefused = new("sso.codeRefused", 422, "The provider does not accept its own code",
        "The code was used already, has expired, or belongs to another login. Begin again.");

    public static readonly ProblemType ClientRefused = new("sso.clientRefused", 403, "The provider does not accept the connection",
        "Client id, client secret or redirect address are not what the provider has registered. An administrator of the company has to mend the connection.");

    public static readonly ProblemType TokenRefused = new("sso.tokenRefused", 403, "What the provider says cannot be trusted",
        "Its ID token is missing or not valid for this login: signature, issuer, audience, nonce, time or algorithm. The company's audit trail names the reason.");

    public static readonly ProblemType EmailUnverified = new("sso.emailUnverified", 403, "The provider does not vouch for the address",
        "The first login needs the claims `email` and `email_verified: true`.");

    public static readonly ProblemType DomainUnverified = new("sso.domainUnverified", 403, "The address is in no domain of the company",
        "The company has to prove that the address's domain is its own before its provider can speak for it.");

    public static readonly ProblemType NotProvisioned = new("sso.notProvisioned", 403, "There is no member for you yet",
        "The company does not make members at their first login. Ask for an invitation.");

    public static readonly ProblemType IdentityConflict = new("sso.identityConflict", 403, "The address is known under another identity",
        "The member with this address signs on as somebody else at the provider, as happens when an address is given to a successor. An administrator has to remove that member first.");

    public static readonly ProblemType MemberSuspended = new("sso.memberSuspended", 403, "The member is suspended",
        "An administrator of the company has to let the member in again.");

    public static readonly ProblemType MfaMissing = new("sso.mfaMissing", 403, "The company demands a second factor",
        "The provider did not say that it asked for one (`amr`), and the account has no authenticator app of its own.");

    public static readonly ProblemType BoundToTenant = new("sso.boundToTenant", 403, "The session is for one company only",
        "Single sign-on of one company does not open another. Log in there.");

    public static readonly ProblemType PasswordLoginNeeded = new("auth.passwordLoginNeeded", 403, "The act is about the account, not the company",
        "Passwords, second factors, addresses and sessions elsewhere are changed after a login with the account's own password. To prove again who you are by single sign-on, begin it with `reauthenticate`.");

    public static readonly ProblemType Required = new("auth.ssoRequired", 403, "The company demands single sign-on",
        "Begin with `POST /api/v1/auth/sso/authorizations`. Owners may still use their password together with an authenticator app.");
}
