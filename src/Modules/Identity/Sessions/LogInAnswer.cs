namespace Crm.Identity.Sessions;

/// <summary>What a login answers: a session, or the demand for a code (<c>mfaRequired</c>), with nothing of the other.</summary>
internal sealed record LogInAnswer
{
    /// <summary>A JWT for the Authorization header.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    public string? TokenType { get; init; }

    /// <summary>Seconds the access token lives.</summary>
    public int? ExpiresIn { get; init; }

    /// <summary>Works once. Left out when it went into the cookie.</summary>
    public string? RefreshToken { get; init; }

    public AccountView? Account { get; init; }

    /// <summary>The company that was entered.</summary>
    public TenantView? Tenant { get; init; }

    /// <summary>Every company the account may enter.</summary>
    public IReadOnlyList<TenantView>? Tenants { get; init; }

    /// <summary>The password was right; <c>POST /auth/mfa</c> takes the code.</summary>
    public bool? MfaRequired { get; init; }

    /// <summary>For <c>POST /auth/mfa</c>; lives five minutes and five tries.</summary>
    public string? MfaToken { get; init; }

    /// <summary>The company demands a code and the account has no authenticator yet: <c>POST /auth/mfa/enrolment</c> comes first.</summary>
    public bool? EnrolmentRequired { get; init; }

    public static LogInAnswer Of(LoginView view) => new()
    {
        AccessToken = view.AccessToken,
        TokenType = view.TokenType,
        ExpiresIn = view.ExpiresIn,
        RefreshToken = view.RefreshToken,
        Account = view.Account,
        Tenant = view.Tenant,
        Tenants = view.Tenants,
    };

    public static LogInAnswer Challenge(string token, bool enrol) => new() { MfaRequired = true, MfaToken = token, EnrolmentRequired = enrol ? true : null };
}
