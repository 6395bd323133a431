namespace Crm.Tests.Support.Sso;

/// <summary>What a provider can do wrong, or differently.</summary>
public enum Misbehaviour
{
    None,
    WrongNonce,
    NoNonce,
    WrongIssuer,
    WrongAudience,
    ManyAudiences,
    WrongParty,
    AlgNone,
    SymmetricByClientSecret,
    Expired,
    NoExpiry,
    NotYet,
    UnknownKid,
    WrongSignature,
    AccessTokenType,
    NoSubject,
    NoIdToken,
    NotJson,
    TokenEndpointFails,
    TokenEndpointRedirects,
    TokenEndpointHangs,
    CodeExpired,
}
